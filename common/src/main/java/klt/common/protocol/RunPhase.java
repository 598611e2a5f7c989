package klt.common.protocol;

/**
 * Where a run stands.
 *
 * <pre>
 * QUEUED → PREPARING → SCHEDULED → RUNNING ⇄ PAUSED → DRAINING → VERIFYING → DONE
 *     └────────┴───────────┴──────────┴───────┴──────────┴───────────┴─────→ STOPPED or FAILED
 * </pre>
 */
public enum RunPhase {
    /** Waits for its turn or for workers. */
    QUEUED,
    /** The topic is created, workers open their producers. */
    PREPARING,
    /** The start is set. */
    SCHEDULED,
    RUNNING,
    PAUSED,
    /** Pacing has ended: messages in flight complete. */
    DRAINING,
    VERIFYING,
    DONE,
    STOPPED,
    FAILED;

    public boolean isEnded() {
        return this == DONE || this == STOPPED || this == FAILED;
    }

    /** Workers send by the schedule. */
    public boolean isSending() {
        return this == SCHEDULED || this == RUNNING || this == PAUSED;
    }
}
