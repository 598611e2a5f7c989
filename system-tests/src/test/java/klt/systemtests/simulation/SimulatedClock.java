package klt.systemtests.simulation;

import java.time.Instant;
import java.util.SplittableRandom;

/**
 * The bus time as one process measures it: with an offset and a drift.
 *
 * @param skewNanos at the beginning
 * @param driftPpm drift, in nanoseconds per millisecond
 */
record SimulatedClock(long skewNanos, long driftPpm) {

    private static final long SKEW_NANOS_MAX = World.SECOND / 20;
    private static final long DRIFT_PPM_MAX = 200;

    /** Maximum error of a clock in the longest history. */
    static final long ERROR_NANOS_MAX = SKEW_NANOS_MAX + World.END_NANOS_MAX / 1_000_000 * DRIFT_PPM_MAX;

    private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");

    static SimulatedClock any(SplittableRandom random) {
        return new SimulatedClock(
                random.nextLong(-SKEW_NANOS_MAX, SKEW_NANOS_MAX), random.nextLong(-DRIFT_PPM_MAX, DRIFT_PPM_MAX));
    }

    /** The reading of this clock at a simulated time. */
    long read(long nanos) {
        return nanos + skewNanos + nanos / 1_000_000 * driftPpm;
    }

    Instant instant(long nanos) {
        return instantOf(read(nanos));
    }

    static Instant instantOf(long reading) {
        return BEGIN.plusNanos(reading);
    }

    static long reading(Instant instant) {
        return (instant.getEpochSecond() - BEGIN.getEpochSecond()) * World.SECOND + instant.getNano() - BEGIN.getNano();
    }

    /** The simulated time at which this clock has a given reading, accurate to about a millisecond. */
    long when(long reading) {
        return reading - skewNanos - reading / 1_000_000 * driftPpm;
    }
}
