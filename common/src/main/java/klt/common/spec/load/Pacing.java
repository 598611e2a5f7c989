package klt.common.spec.load;

import java.util.concurrent.TimeUnit;

/**
 * How a worker trades punctuality for CPU time. The worker sends all messages that become due within an interval together, at the end of
 * the interval, so the sending thread wakes up less often and the producer sends larger requests. No message is sent before it is due.
 */
public enum Pacing {
    /** The interval is about the shortest time that a thread can sleep. */
    EXACT(TimeUnit.MICROSECONDS.toNanos(100)),
    /** Messages are less than a millisecond late. */
    BALANCED(TimeUnit.MICROSECONDS.toNanos(800)),
    /** Messages are a few milliseconds late; for throughput and endurance tests. */
    EFFICIENT(TimeUnit.MILLISECONDS.toNanos(5));

    private static final double NANOS_PER_SECOND = 1e9;

    private final long intervalMaxNanos;

    Pacing(long intervalMaxNanos) {
        this.intervalMaxNanos = intervalMaxNanos;
    }

    /**
     * Returns the interval, or 0 if it would average at most one message, so that each message is sent when it is due.
     *
     * @param rate the worker's rate, messages per second
     */
    public long intervalNanos(double rate) {
        return rate * intervalMaxNanos > NANOS_PER_SECOND ? intervalMaxNanos : 0;
    }
}
