package klt.controller.core.run;

import java.time.Instant;
import java.util.Optional;

/**
 * Describes what a run is currently waiting for.
 *
 * @param on what the run waits for
 * @param text human-readable description
 * @param count how many of them are missing
 * @param until time of the timeout, in bus time; empty if the run waits indefinitely
 */
public record Waiting(On on, String text, long count, Optional<Instant> until) {

    /** What a run waits for. */
    public enum On {
        /** Runs that are ahead in the queue. */
        TURN,
        /** Workers that are missing. */
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
        /** Records that consumer groups have not read yet. */
        CATCH_UP,
        /** Records that are not verified yet. */
        AUDIT
    }
}
