package klt.common.schedule;

import klt.common.spec.Limits;

/**
 * Starting {@code startNanos} after the run's start, messages are due at {@code rate}, until the next segment.
 *
 * @param startNanos nanoseconds after the run's start, from 0 to {@link #START_NANOS_MAX}
 * @param rate messages per second over the whole fleet, from 0, a pause, to {@link Limits#RATE_MAX}
 */
public record Segment(long startNanos, double rate) {

    /** 104 days: up to here a nanosecond is exact in a double, which the schedule and JavaScript count in. */
    public static final long START_NANOS_MAX = 1L << 53;

    public Segment {
        if (startNanos < 0 || startNanos > START_NANOS_MAX) {
            throw new IllegalArgumentException(
                    "segment starts at " + startNanos + " ns, which is not from 0 to " + START_NANOS_MAX);
        }
        // so that it is also true of NaN
        if (!(rate >= 0 && rate <= Limits.RATE_MAX)) {
            throw new IllegalArgumentException("rate " + rate + " is not from 0 to " + (long) Limits.RATE_MAX);
        }
    }
}
