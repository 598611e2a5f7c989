package klt.worker.produce;

import klt.common.clock.Ticker;

/** A clock that only moves when someone waits or a test says so. */
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

    /** The time, for a test. */
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

    /** In the middle of what reads the time. */
    void onRead(Runnable action) {
        onRead = action;
    }

    void onPark(Runnable action) {
        onPark = action;
    }
}
