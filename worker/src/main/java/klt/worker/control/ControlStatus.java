package klt.worker.control;

/** Publishes the latest information from the control topic to other threads. */
public final class ControlStatus {

    private static final double NANOS_PER_SECOND = 1e9;

    private volatile long term;
    private volatile long lastTick = -1;
    private volatile long lastTickNanos;

    /** @param nowNanos ticker time */
    void publish(long newTerm, long newLastTick, long nowNanos) {
        if (newTerm != term || newLastTick != lastTick) {
            lastTickNanos = nowNanos;
        }
        term = newTerm;
        lastTick = newLastTick;
    }

    /** Returns the newest controller's term. */
    public long term() {
        return term;
    }

    /** Returns the number of the newest tick's record, or −1 before the first. */
    public long lastTick() {
        return lastTick;
    }

    /** Returns the time since the newest tick was read, or NaN before the first. */
    public double tickAgeSeconds(long nowNanos) {
        return lastTick < 0 ? Double.NaN : Math.max(0, nowNanos - lastTickNanos) / NANOS_PER_SECOND;
    }
}
