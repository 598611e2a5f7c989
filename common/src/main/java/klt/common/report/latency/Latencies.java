package klt.common.report.latency;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Objects;
import java.util.Optional;

/**
 * The latencies of a run.
 *
 * @param repairedResponseTime of repaired messages, which are in none of the other latencies
 * @param commitTime from the request to commit a transaction to its answer
 */
public record Latencies(
        Latency responseTime,
        Latency serviceTime,
        Latency sendLag,
        Latency repairedResponseTime,
        Latency commitTime,
        EndToEnd endToEnd) {

    public Latencies {
        // an earlier version did not measure it
        repairedResponseTime = Objects.requireNonNullElse(repairedResponseTime, Latency.NONE);
        commitTime = Objects.requireNonNullElse(commitTime, Latency.NONE);
    }

    /**
     * From when a message was due, or the timestamp of any record, to its delivery to a consumer.
     *
     * @param uncertainty every figure is ± this, µs; empty if unknown
     */
    public record EndToEnd(@JsonUnwrapped Latency latency, Optional<Long> uncertainty, Since since) {

        public EndToEnd {
            // earlier versions had no other
            since = Objects.requireNonNullElse(since, Since.DUE);
        }
    }

    /** Where an end-to-end latency begins. */
    public enum Since {
        /** When the message was due. */
        DUE,
        /** The timestamp of the record, in a run that sends nothing and reads records of other producers. */
        RECORD_TIMESTAMP
    }
}
