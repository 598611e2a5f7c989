package klt.controller.core;

import java.time.Instant;
import java.util.Optional;

/**
 * What a run waits for at the moment.
 *
 * @param on whose answer it is
 * @param text in words
 * @param count how many of them are missing
 * @param until when it goes on without them, in bus time; empty when it waits as long as it takes
 */
public record Waiting(On on, String text, long count, Optional<Instant> until) {

    /** Whose answer a run waits for. */
    public enum On {
        /** Other runs that came first. */
        TURN,
        /** Workers that are not there yet, or not any more. */
        WORKERS,
        /** Workers that open their producers. */
        PRODUCERS,
        /** Kafka, which creates or describes the topic. */
        TOPIC,
        /** Members of consumer groups that get their partitions. */
        CONSUMERS,
        /** Messages without an outcome. */
        ANSWERS,
        /** Kafka, which tells where the partitions end. */
        ENDS,
        /** Records that consumer groups have not read yet. */
        CATCH_UP,
        /** Records that are not read back yet. */
        AUDIT
    }
}
