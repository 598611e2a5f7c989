package klt.worker.produce;

import klt.common.clock.Ticker;

/** A clock that advances only when a thread waits or a test advances it. */
final class FakeTime implements Ticker, Parking {

    private long nanos;
    private long parks;
    private long parkMax = Long.MAX_VALUE;
    private Runnable onPark = () -> {};
    private Runnable onRead = () -> {};

    FakeTime(long nanos) {
        this.nanos = nanos;
    }

    @Override
    public long nanos() {
        onRead.run();
        return nanos;
    }

    /** The current time, for a test. */
    long now() {
        return nanos;
    }

    @Override
    public void parkNanos(long duration) {
        parks++;
        nanos += Math.min(duration, parkMax);
        onPark.run();
    }

    void pass(long duration) {
        nanos += duration;
    }

    long parks() {
        return parks;
    }

    /** Waits end early, as they may. */
    void wakeEvery(long duration) {
        parkMax = duration;
    }

    /** An action to run while the time is being read. */
    void onRead(Runnable action) {
        onRead = action;
    }

    void onPark(Runnable action) {
        onPark = action;
    }
}
