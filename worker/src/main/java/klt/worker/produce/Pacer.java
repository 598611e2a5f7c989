package klt.worker.produce;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import klt.common.clock.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sending thread wait. There is only one rule: after sending everything that is due, the thread waits until the next message is
 * due, but at least for the {@link klt.common.spec.load.Pacing} interval. Messages that are far apart are therefore sent at their fire
 * times, while messages that are close together are sent together.
 *
 * <p>On the hot path. {@link #wake} may be called by any thread; the other methods are for the sending thread only.
 */
final class Pacer {

    /** Maximum time per park, so that no value overflows. */
    private static final long PARK_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

    private final Ticker ticker;
    private final Parking parking;
    private volatile @Nullable Thread sleeper;
    private volatile boolean woken;

    Pacer(Ticker ticker, Parking parking) {
        this.ticker = ticker;
        this.parking = parking;
    }

    /**
     * Waits until a message is due, or until {@link #wake}.
     *
     * @param originNanos ticker time to which the other times are relative
     * @param nowNanos the current time
     * @param fireNanos when the next message is due
     * @param intervalNanos the shortest wait
     * @param stopNanos the latest time to return
     */
    void awaitFire(long originNanos, long nowNanos, long fireNanos, long intervalNanos, long stopNanos) {
        sleepUntil(originNanos, Math.min(Math.max(fireNanos, nowNanos + intervalNanos), stopNanos));
    }

    /** Waits until a time after the origin, or until {@link #wake} or an interrupt. */
    void sleepUntil(long originNanos, long wakeNanos) {
        sleeper = Thread.currentThread();
        while (!woken && !Thread.currentThread().isInterrupted()) {
            long left = wakeNanos - (ticker.nanos() - originNanos);
            if (left <= 0) {
                break;
            }
            parking.parkNanos(Math.min(left, PARK_NANOS_MAX));
        }
        woken = false;
    }

    /** Ends the current wait or, if there is none, the next one. */
    void wake() {
        woken = true;
        LockSupport.unpark(sleeper);
    }
}
