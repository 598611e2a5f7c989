package klt.common.report.latency;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Objects;
import java.util.Optional;

/**
 * The latencies of a run.
 *
 * @param repairedResponseTime response time of repaired messages, which no other latency includes
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
        // not measured in earlier versions
        repairedResponseTime = Objects.requireNonNullElse(repairedResponseTime, Latency.NONE);
        commitTime = Objects.requireNonNullElse(commitTime, Latency.NONE);
    }

    /**
     * The time from when a message was due, or from a record's timestamp, to its delivery to a consumer.
     *
     * @param uncertainty maximum error of every figure, ± µs; empty if unknown
     */
    public record EndToEnd(@JsonUnwrapped Latency latency, Optional<Long> uncertainty, Since since) {

        public EndToEnd {
            // the only origin in earlier versions
            since = Objects.requireNonNullElse(since, Since.DUE);
        }
    }

    /** The time from which an end-to-end latency is measured. */
    public enum Since {
        /** When the message was due. */
        DUE,
        /** The timestamp of the record, in a run that sends nothing and reads records of other producers. */
        RECORD_TIMESTAMP
    }
}
