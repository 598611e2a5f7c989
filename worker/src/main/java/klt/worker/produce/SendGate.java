package klt.worker.produce;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import klt.common.clock.Ticker;

/**
 * Keeps a worker from sending what may no longer be its own. A process that was frozen goes on in the middle of its loop, with shards
 * that others may have by now: so the fence is closed as soon as nobody has felt its pulse for a while, and stays closed until somebody
 * has seen that the worker still is one. It also closes at a time that is set beforehand, when the worker has read no tick for too long.
 *
 * <p>{@link #isOpen} is on the hot path, for any thread.
 */
public final class SendGate {

    /** How often the pulse is to be felt. */
    public static final long PULSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Longer than any pause of a healthy process, and far shorter than a lease. */
    static final long FREEZE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How often one that waits at the fence looks whether it is open. */
    static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Ticker ticker;
    /** As far ahead as ticker times can be compared. */
    private static final long FOREVER_NANOS = Long.MAX_VALUE / 2;

    private volatile long pulseNanos;
    private volatile long limitNanos;
    private final AtomicLong freezes = new AtomicLong();
    private volatile long cleared;

    public SendGate(Ticker ticker) {
        this.ticker = ticker;
        pulseNanos = ticker.nanos();
        limitNanos = pulseNanos + FOREVER_NANOS;
    }

    /** To be called often, by one thread that does nothing else. */
    public void pulse() {
        long now = ticker.nanos();
        if (now - pulseNanos > FREEZE_NANOS) {
            // before the pulse, by which the sending thread would take itself for alive
            freezes.incrementAndGet();
        }
        pulseNanos = now;
    }

    /** How often the process was frozen. */
    public long freezes() {
        return freezes.get();
    }

    /** What this worker has was its own after so many freezes. */
    public void clear(long upTo) {
        cleared = upTo;
    }

    /** It is open before this ticker time, unless something else closes it. */
    public void limit(long nanos) {
        limitNanos = nanos;
    }

    /** Time does not close it. */
    public void unlimit() {
        limitNanos = ticker.nanos() + FOREVER_NANOS;
    }

    boolean isOpen(long nowNanos) {
        return cleared == freezes.get() && nowNanos - pulseNanos <= FREEZE_NANOS && nowNanos - limitNanos < 0;
    }
}
