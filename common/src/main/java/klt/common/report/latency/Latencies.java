package klt.common.report.latency;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Objects;
import java.util.Optional;

/**
 * A run's latencies.
 *
 * @param repairedResponseTime response time of repaired messages, which no other latency includes
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
     * @param uncertainty each figure's maximum error in either direction, µs; empty if unknown
     */
    public record EndToEnd(@JsonUnwrapped Latency latency, Optional<Long> uncertainty, Since since) {

        public EndToEnd {
            // the only origin in earlier versions
            since = Objects.requireNonNullElse(since, Since.DUE);
        }
    }

    /** The origin of an end-to-end latency. */
    public enum Since {
        /** When the message was due. */
        DUE,
        /** The record's timestamp, for a run that sends nothing and reads other producers' records. */
        RECORD_TIMESTAMP
    }
}
