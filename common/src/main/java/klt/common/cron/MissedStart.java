package klt.common.cron;

import java.time.Instant;
import java.util.Optional;

/**
 * A start that a schedule missed and will not make up for.
 *
 * @param at when it was due
 * @param detail the run that had not ended, or why the new run was rejected
 */
public record MissedStart(Instant at, Reason reason, Optional<String> detail) {

    /** Why a start was missed. */
    public enum Reason {
        /** There was no leader, or Kafka did not respond. */
        NO_CONTROLLER,
        /** The schedule's previous run had not ended. */
        PREVIOUS_RUN_ACTIVE,
        /** The controller rejected the run. */
        REFUSED
    }
}
