package klt.common.protocol;

/**
 * The phase of a run.
 *
 * <pre>
 * QUEUED → PREPARING → SCHEDULED → RUNNING ⇄ PAUSED → DRAINING → VERIFYING → DONE
 *     └────────┴───────────┴──────────┴───────┴──────────┴───────────┴─────→ STOPPED or FAILED
 * </pre>
 */
public enum RunPhase {
    /** The run is waiting for its turn or for workers. */
    QUEUED,
    /** The topic is being created, and the workers are opening their producers. */
    PREPARING,
    /** The start time is set. */
    SCHEDULED,
    RUNNING,
    PAUSED,
    /** Sending has ended; messages in flight are still without an outcome. */
    DRAINING,
    VERIFYING,
    DONE,
    STOPPED,
    FAILED;

    public boolean isEnded() {
        return this == DONE || this == STOPPED || this == FAILED;
    }

    /** Returns whether workers are sending on schedule. */
    public boolean isSending() {
        return this == SCHEDULED || this == RUNNING || this == PAUSED;
    }
}
