package klt.common.cron;

import java.time.Instant;
import java.util.Optional;

/**
 * A start that a schedule has not made and will not make up for.
 *
 * @param at when it was due
 * @param detail the run that had not ended, or why the run was refused
 */
public record MissedStart(Instant at, Reason reason, Optional<String> detail) {

    /** Why a start was not made. */
    public enum Reason {
        /** No controller led, or Kafka did not respond. */
        NO_CONTROLLER,
        /** The previous run of the schedule had not ended. */
        PREVIOUS_RUN_ACTIVE,
        /** The controller refused the run. */
        REFUSED
    }
}
