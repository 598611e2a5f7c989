package klt.controller.core.run;

import java.time.Instant;
import java.util.Optional;

/**
 * What a run is currently waiting for.
 *
 * @param on what the run is waiting for
 * @param text human-readable description
 * @param count how many of them are missing
 * @param until when the wait times out, in bus time; empty if the run waits indefinitely
 */
public record Waiting(On on, String text, long count, Optional<Instant> until) {

    /** What a run can wait for. */
    public enum On {
        /** Runs that are ahead in the queue. */
        TURN,
        /** Missing workers. */
        WORKERS,
        /** Workers that are opening their producers. */
        PRODUCERS,
        /** Kafka, which creates or describes the topics. */
        TOPIC,
        /** Members of consumer groups that have no partitions yet. */
        CONSUMERS,
        /** Messages without an outcome. */
        ANSWERS,
        /** Kafka, which returns the end offsets. */
        ENDS,
        /** Records not yet read by consumer groups. */
        CATCH_UP,
        /** Records not yet verified. */
        AUDIT
    }
}
