package klt.common.sweep;

/** A sweep's state. */
public enum SweepPhase {
    /** No run has started, because another sweep has not ended. */
    QUEUED,
    RUNNING,
    /** No more runs will start; the current one is ending. */
    STOPPING,
    /** All runs have ended. */
    DONE,
    /** The sweep was stopped before all runs had started. */
    STOPPED;

    public boolean isEnded() {
        return this == DONE || this == STOPPED;
    }
}
