package klt.common.schedule;

import java.time.Duration;

/**
 * A part of a load profile: the whole fleet's rate over a period of time. Rates are in messages per second; times are in nanoseconds since
 * the segment's start.
 */
public sealed interface Segment {

    /** The length of an endless segment. Only a profile's last segment may be endless. */
    long FOREVER = Long.MAX_VALUE;

    /** Maximum rate in messages per second across the whole fleet; the largest Kafka clusters handle less. */
    double RATE_MAX = 100_000_000;

    /**
     * Maximum length of a profile: 104 days. Up to it, a double, as used by the schedule and by JavaScript, represents nanoseconds exactly.
     */
    long NANOS_MAX = 1L << 53;

    /** The shortest and the longest wave. */
    long PERIOD_NANOS_MIN = Duration.ofSeconds(1).toNanos();

    long PERIOD_NANOS_MAX = Duration.ofDays(7).toNanos();

    /** Returns the segment's length, at least 1 ns. */
    long nanos();

    /** Returns the rate at a time within the segment. */
    double rateAt(long nanos);

    /** Returns the highest rate within the segment. */
    double peak();

    /** Returns the part of the segment between two times. */
    Segment slice(long fromNanos, long toNanos);

    /** Returns this segment with all rates multiplied by a factor. */
    Segment scaled(double factor);

    /** A constant rate; 0 is a pause. */
    record Constant(long nanos, double rate) implements Segment {

        public Constant {
            if (nanos != FOREVER) {
                requireLength(nanos);
            }
            requireRate(rate);
        }

        @Override
        public double rateAt(long nanos) {
            return rate;
        }

        @Override
        public double peak() {
            return rate;
        }

        @Override
        public Segment slice(long fromNanos, long toNanos) {
            return new Constant(toNanos == FOREVER ? FOREVER : toNanos - fromNanos, rate);
        }

        @Override
        public Segment scaled(double factor) {
            return new Constant(nanos, rate * factor);
        }
    }

    /** A rate that changes linearly. */
    record Ramp(long nanos, double from, double to) implements Segment {

        public Ramp {
            requireLength(nanos);
            requireRate(from);
            requireRate(to);
        }

        @Override
        public double rateAt(long nanos) {
            double rate = from + (to - from) * nanos / this.nanos;
            return nanos == this.nanos ? to : Math.clamp(rate, Math.min(from, to), Math.max(from, to));
        }

        @Override
        public double peak() {
            return Math.max(from, to);
        }

        @Override
        public Segment slice(long fromNanos, long toNanos) {
            return new Ramp(toNanos - fromNanos, rateAt(fromNanos), rateAt(toNanos));
        }

        @Override
        public Segment scaled(double factor) {
            return new Ramp(nanos, from * factor, to * factor);
        }
    }

    /**
     * A rate that follows a sine wave.
     *
     * @param amplitude the wave's amplitude, at most {@code mean}
     * @param sinceTroughNanos time between the wave's last trough and the segment's start
     */
    record Sine(long nanos, double mean, double amplitude, long periodNanos, long sinceTroughNanos) implements Segment {

        public Sine {
            requireLength(nanos);
            requireRate(mean);
            requireRate(amplitude);
            // rounding can make the sum of scaled values slightly too high
            requireRate(Math.nextDown(mean + amplitude));
            if (amplitude > mean || mean == 0) {
                throw new IllegalArgumentException("a wave of mean " + mean + " and amplitude " + amplitude
                        + " is not a load: the mean must be above 0 and at least the amplitude");
            }
            if (periodNanos < PERIOD_NANOS_MIN || periodNanos > PERIOD_NANOS_MAX) {
                throw new IllegalArgumentException("a wave of " + periodNanos + " ns is too short or too long");
            }
            sinceTroughNanos = Math.floorMod(sinceTroughNanos, periodNanos);
        }

        @Override
        public double rateAt(long nanos) {
            double turns = (double) ((nanos + sinceTroughNanos) % periodNanos) / periodNanos;
            return mean - amplitude * StrictMath.cos(2 * Math.PI * turns);
        }

        @Override
        public double peak() {
            return mean + amplitude;
        }

        @Override
        public Segment slice(long fromNanos, long toNanos) {
            return new Sine(toNanos - fromNanos, mean, amplitude, periodNanos, sinceTroughNanos + fromNanos);
        }

        @Override
        public Segment scaled(double factor) {
            return new Sine(
                    nanos,
                    mean * factor,
                    Math.min(amplitude * factor, RATE_MAX - mean * factor),
                    periodNanos,
                    sinceTroughNanos);
        }
    }

    private static void requireLength(long nanos) {
        if (nanos < 1 || nanos > NANOS_MAX) {
            throw new IllegalArgumentException("a segment must last between 1 and " + NANOS_MAX + " ns, not " + nanos);
        }
    }

    private static void requireRate(double rate) {
        // written like this, the condition also rejects NaN
        if (!(rate >= 0 && rate <= RATE_MAX)) {
            throw new IllegalArgumentException(
                    "the rate must be between 0 and " + (long) RATE_MAX + ", but is " + rate);
        }
    }
}
