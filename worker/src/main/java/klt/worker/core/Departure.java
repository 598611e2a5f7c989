package klt.worker.core;

import java.time.Duration;

/**
 * How long a worker that was asked to end keeps its shards, if they are not handed over before. Only a controller can do that, so it is
 * the time with a controller that is limited to {@link #ATTENDED_MAX}, and the whole time to {@link #TOTAL_MAX}.
 *
 * <p>Immutable. Times are ticker nanoseconds.
 *
 * @param beganNanos when it was asked to end
 * @param seenNanos up to when time was counted
 * @param attendedNanos how much of that a controller was there
 */
public record Departure(long beganNanos, long seenNanos, long attendedNanos) {

    /** A handover takes some three seconds. */
    public static final Duration ATTENDED_MAX = Duration.ofSeconds(10);

    /** As long as workers go on without a controller by default. */
    public static final Duration TOTAL_MAX = Duration.ofSeconds(30);

    /** Ticks come once a second. */
    static final Duration TICK_GAP_MAX = Duration.ofSeconds(3);

    public static Departure of(long nowNanos) {
        return new Departure(nowNanos, nowNanos, 0);
    }

    /** Time has passed, with a controller or without one. */
    public Departure onTime(Lease lease, long nowNanos) {
        boolean attended = lease.heardNanos().isPresent() && !lease.isSilentFor(TICK_GAP_MAX, nowNanos);
        return new Departure(beganNanos, nowNanos, attendedNanos + (attended ? nowNanos - seenNanos : 0));
    }

    public boolean isOver() {
        return attendedNanos >= ATTENDED_MAX.toNanos() || seenNanos - beganNanos >= TOTAL_MAX.toNanos();
    }
}
