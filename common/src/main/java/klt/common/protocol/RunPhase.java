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
    /** The topic is being created, and workers are opening their producers. */
    PREPARING,
    /** The start is set. */
    SCHEDULED,
    RUNNING,
    PAUSED,
    /** Sending has ended, and the outcomes of messages in flight are pending. */
    DRAINING,
    VERIFYING,
    DONE,
    STOPPED,
    FAILED;

    public boolean isEnded() {
        return this == DONE || this == STOPPED || this == FAILED;
    }

    /** Workers send on schedule. */
    public boolean isSending() {
        return this == SCHEDULED || this == RUNNING || this == PAUSED;
    }
}
