package klt.worker.produce;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import klt.common.clock.Ticker;

/**
 * Keeps a worker from sending messages that it may no longer own. After a freeze, a process resumes in the middle of its loop, when other
 * workers may already own its shards. The gate therefore closes if there is no pulse for {@link #FREEZE_NANOS}, and stays closed until a
 * controller has confirmed the worker. It also closes at the time limit, which is extended by each tick.
 *
 * <p>{@link #isOpen} is on the hot path, and may be called by any thread.
 */
public final class SendGate {

    /** Interval of the pulse. */
    public static final long PULSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /**
     * Minimum time without a pulse before the process counts as frozen: longer than any pause of a healthy process, but far shorter than a
     * lease.
     */
    static final long FREEZE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Interval at which a waiting thread checks whether the gate is open. */
    static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Ticker ticker;
    /** The largest difference at which ticker times can still be compared. */
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

    /** Must be called every {@link #PULSE_NANOS} by one thread that does nothing else. */
    public void pulse() {
        long now = ticker.nanos();
        if (now - pulseNanos > FREEZE_NANOS) {
            // close the gate before renewing the pulse, because the sending thread takes a recent pulse as a sign of
            // health
            freezes.incrementAndGet();
        }
        pulseNanos = now;
    }

    /** Returns the number of process freezes so far. */
    public long freezes() {
        return freezes.get();
    }

    /**
     * Opens the gate, after the worker was confirmed to own its shards as of this number of freezes. Has no effect if the process has been
     * frozen again since then.
     */
    public void clear(long upTo) {
        cleared = upTo;
    }

    /** Closes the gate at this ticker time. */
    public void limit(long nanos) {
        limitNanos = nanos;
    }

    /** Removes the time limit. */
    public void unlimit() {
        limitNanos = ticker.nanos() + FOREVER_NANOS;
    }

    public boolean isOpen(long nowNanos) {
        return cleared == freezes.get() && nowNanos - pulseNanos <= FREEZE_NANOS && nowNanos - limitNanos < 0;
    }
}
