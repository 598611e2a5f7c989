package klt.controller.core.notice;

import java.time.Duration;
import java.time.Instant;

/**
 * A notification that has not been delivered. It is stored before the end that it reports, so that no controller failure can lose it; it is
 * not due until that end is stored.
 *
 * @param subject id of the run or sweep that ended
 * @param endedAt bus time
 */
public record Notice(Kind kind, String subject, Instant endedAt) {

    /** Age of an end above which it is no longer notified. */
    public static final Duration AGE_MAX = Duration.ofDays(1);

    public boolean isTooOld(Instant now) {
        return endedAt.isBefore(now.minus(AGE_MAX));
    }

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
