package klt.controller.core.run;

import java.time.Instant;
import java.util.Optional;

/**
 * Describes what a run is currently waiting for.
 *
 * @param on what kind of answer it waits for
 * @param text human-readable description
 * @param count number of missing answers
 * @param until timeout, in bus time; empty if it waits indefinitely
 */
public record Waiting(On on, String text, long count, Optional<Instant> until) {

    /** The kind of answer for which a run waits. */
    public enum On {
        /** Runs ahead of it in the queue. */
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
