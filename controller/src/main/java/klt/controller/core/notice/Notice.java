package klt.controller.core.notice;

import java.time.Instant;

/**
 * A notification that has not been delivered. It is stored before the end that it reports, so that no controller failure can lose it; until
 * that end is stored, it is not due.
 *
 * @param subject id of the run or sweep that ended
 * @param endedAt bus time
 */
public record Notice(Kind kind, String subject, Instant endedAt) {

    /** What has ended. */
    public enum Kind {
        RUN_ENDED("run.ended"),
        SWEEP_ENDED("sweep.ended");

        private final String type;

        Kind(String type) {
            this.type = type;
        }

        /** Returns the event type, as receivers see it. */
        public String type() {
            return type;
        }
    }
}
