package klt.common.schedule;

import java.util.List;
import java.util.Optional;

/**
 * A change to the load while a run is sending. The schedule's clock keeps running while the change applies, so a later return to the
 * schedule enters the stage due at that time. Only a skip shifts the schedule's clock.
 *
 * @param atNanos when the change takes effect, counted from the run's start
 * @param scheduleNanos the time in the load profile at that time
 * @param rate rate that replaces the profile's rate; 0 is a pause
 * @param factor factor applied to the profile's rate, if there is no rate
 */
public record LoadChange(long atNanos, long scheduleNanos, Optional<Double> rate, double factor) {

    /** Maximum number of changes in one run. */
    public static final int CHANGES_MAX = 1_000;

    public static final double FACTOR_MIN = 0.01;
    public static final double FACTOR_MAX = 100;

    /** No change: the load follows its schedule. */
    public static final LoadChange NONE = new LoadChange(0, 0, Optional.empty(), 1);

    public LoadChange {
        requireTime(atNanos);
        requireTime(scheduleNanos);
        if (rate.isPresent() && !(rate.get() >= 0 && rate.get() <= Segment.RATE_MAX)) {
            throw new IllegalArgumentException(
                    "the rate must be between 0 and " + (long) Segment.RATE_MAX + ", but is " + rate.get());
        }
        if (!(factor >= FACTOR_MIN && factor <= FACTOR_MAX)) {
            throw new IllegalArgumentException(
                    "the factor must be between " + FACTOR_MIN + " and " + FACTOR_MAX + ", but is " + factor);
        }
    }

    /** @throws IllegalArgumentException if a change is not later than the previous one */
    public static void requireOrder(List<LoadChange> changes) {
        for (int k = 1; k < changes.size(); k++) {
            if (changes.get(k).atNanos <= changes.get(k - 1).atNanos) {
                throw new IllegalArgumentException("the changes of a load are not in order of time");
            }
        }
    }

    private static void requireTime(long nanos) {
        if (nanos < 0 || nanos > Segment.NANOS_MAX) {
            throw new IllegalArgumentException(
                    "a change must be between 0 and " + Segment.NANOS_MAX + " ns after the start, but is at " + nanos);
        }
    }

    /** Converts the time since the run's start, at or after the change, to a time in the load profile. */
    public long scheduleNanosAt(long nanos) {
        return scheduleNanos + (nanos - atNanos);
    }

    /**
     * Returns when a time in the load profile is reached, counted from the run's start and not before the change.
     *
     * @param scheduleNanos may be {@link Segment#FOREVER}, which is never reached
     */
    public long atNanosOf(long scheduleNanos) {
        return scheduleNanos == Segment.FOREVER
                ? Segment.FOREVER
                : atNanos + Math.max(0, scheduleNanos - this.scheduleNanos);
    }

    /** Returns whether the load is paused. */
    public boolean isPause() {
        return rate.filter(value -> value == 0).isPresent();
    }
}
