package klt.common.report.latency;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Objects;
import java.util.Optional;

/**
 * The latencies of a run.
 *
 * @param repairedResponseTime response time of repaired messages; no other latency includes them
 * @param commitTime time from the request to commit a transaction to Kafka's response
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
     * The time from a message's due time, or a record's timestamp, to its delivery to a consumer.
     *
     * @param uncertainty maximum error of each figure in either direction, µs; empty if unknown
     */
    public record EndToEnd(@JsonUnwrapped Latency latency, Optional<Long> uncertainty, Since since) {

        public EndToEnd {
            // earlier versions had only this origin
            since = Objects.requireNonNullElse(since, Since.DUE);
        }
    }

    /** The start of an end-to-end latency. */
    public enum Since {
        /** When the message was due. */
        DUE,
        /** The timestamp of the record; for a run that sends nothing and reads records of other producers. */
        RECORD_TIMESTAMP
    }
}
