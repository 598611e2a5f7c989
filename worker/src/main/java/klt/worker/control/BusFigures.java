package klt.worker.control;

/** What the control loop has last read, for other threads. */
public final class BusFigures {

    private volatile long term;
    private volatile long lastTick = -1;

    void publish(long newTerm, long newLastTick) {
        term = newTerm;
        lastTick = newLastTick;
    }

    /** The newest controller's term. */
    public long term() {
        return term;
    }

    /** Number of the newest tick; −1 before the first. */
    public long lastTick() {
        return lastTick;
    }
}
