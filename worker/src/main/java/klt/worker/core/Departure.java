package klt.worker.core;

import java.time.Duration;

/**
 * Limits how long a worker that is shutting down keeps its shards if they are not handed over, which only a controller can do. The time
 * with a controller available is limited to {@link #ATTENDED_MAX}, and the total time to {@link #TOTAL_MAX}.
 *
 * <p>Immutable. Times are ticker nanoseconds.
 *
 * @param beganNanos when the worker was asked to shut down
 * @param seenNanos end of the time counted so far
 * @param attendedNanos part of that time with a controller available
 */
public record Departure(long beganNanos, long seenNanos, long attendedNanos) {

    /** Time limit with a controller; a handover takes about three seconds. */
    public static final Duration ATTENDED_MAX = Duration.ofSeconds(10);

    /** Total time limit: the default time limit for workers without a controller. */
    public static final Duration TOTAL_MAX = Duration.ofSeconds(30);

    /** Maximum time without a tick for a controller to count as available; ticks are sent once a second. */
    static final Duration TICK_GAP_MAX = Duration.ofSeconds(3);

    public static Departure of(long nowNanos) {
        return new Departure(nowNanos, nowNanos, 0);
    }

    /** Counts the time since the last call, with or without a controller. */
    public Departure onTime(Lease lease, long nowNanos) {
        boolean attended = lease.lastTickNanos().isPresent() && !lease.isSilentFor(TICK_GAP_MAX, nowNanos);
        return new Departure(beganNanos, nowNanos, attendedNanos + (attended ? nowNanos - seenNanos : 0));
    }

    public boolean isOver() {
        return attendedNanos >= ATTENDED_MAX.toNanos() || seenNanos - beganNanos >= TOTAL_MAX.toNanos();
    }
}
