package klt.systemtests.simulation;

import java.time.Instant;
import java.util.SplittableRandom;

/**
 * What one process takes for bus time: it is off, and goes wrong.
 *
 * @param skewNanos at the beginning
 * @param driftPpm nanoseconds in a millisecond
 */
record SimulatedClock(long skewNanos, long driftPpm) {

    private static final long SKEW_NANOS_MAX = World.SECOND / 20;
    private static final long DRIFT_PPM_MAX = 200;

    /** What a clock may be off by in the longest history. */
    static final long ERROR_NANOS_MAX = SKEW_NANOS_MAX + World.END_NANOS_MAX / 1_000_000 * DRIFT_PPM_MAX;

    private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");

    static SimulatedClock any(SplittableRandom random) {
        return new SimulatedClock(
                random.nextLong(-SKEW_NANOS_MAX, SKEW_NANOS_MAX), random.nextLong(-DRIFT_PPM_MAX, DRIFT_PPM_MAX));
    }

    /** What it shows at a time of the world. */
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

    /** When in the world it comes to show that, to a millisecond or so. */
    long when(long reading) {
        return reading - skewNanos - reading / 1_000_000 * driftPpm;
    }
}
