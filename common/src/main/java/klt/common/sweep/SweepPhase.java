package klt.common.sweep;

/** The state of a sweep. */
public enum SweepPhase {
    /** No run has started: another sweep has not ended. */
    QUEUED,
    RUNNING,
    /** No more runs start; the current one ends. */
    STOPPING,
    /** Each run has ended. */
    DONE,
    /** It was stopped before each run had started. */
    STOPPED;

    public boolean isEnded() {
        return this == DONE || this == STOPPED;
    }
}
