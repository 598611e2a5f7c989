package klt.common.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import klt.common.spec.message.size.Sizes;

/** A part of a load, as described by a user. Rates are in messages per second across the whole fleet. */
public sealed interface Stage {

    /** Tolerance when comparing rates; far below the lowest rate. */
    double ROUNDING = 1e-9;

    /** Maximum number of levels in a staircase. */
    int STEPS_MAX = 1_000;

    /** Returns the stage's name in the results. */
    Optional<String> name();

    /** Returns the value sizes of messages due in the stage, or empty if {@code payload.size} applies. */
    Optional<Sizes> size();

    Duration duration();

    /**
     * Returns the stage's segments, in order; a part of length zero has no segment.
     *
     * @param before the rate at the end of the previous stage
     */
    List<Segment> segments(double before);

    /** Returns the rate at the end of the stage and the start of the next one. */
    double lastRate(double before);

    /** The rate changes linearly to the target; without a duration, it jumps to the target. */
    record Linear(Optional<String> name, Optional<Sizes> size, Duration duration, double target) implements Stage {

        @Override
        public List<Segment> segments(double before) {
            return line(before, target, duration);
        }

        @Override
        public double lastRate(double before) {
            return target;
        }
    }

    /**
     * A staircase.
     *
     * @param by difference between a level and the previous one; negative to step down
     * @param times number of levels
     * @param hold duration of a level
     * @param ramp duration of the ramp between two levels
     */
    record Steps(
            Optional<String> name,
            Optional<Sizes> size,
            double from,
            double by,
            int times,
            Duration hold,
            Duration ramp)
            implements Stage {

        @Override
        public Duration duration() {
            return hold.multipliedBy(times).plus(ramp.multipliedBy(times - 1));
        }

        @Override
        public List<Segment> segments(double before) {
            List<Segment> segments = new ArrayList<>();
            for (int level = 0; level < times; level++) {
                if (level > 0) {
                    segments.addAll(line(rate(level - 1), rate(level), ramp));
                }
                segments.addAll(line(rate(level), rate(level), hold));
            }
            return segments;
        }

        /** A level with its start and end, in nanoseconds from the start of the stage. */
        record Level(int index, long fromNanos, long toNanos) {}

        Stream<Level> levels() {
            long period = hold.plus(ramp).toNanos();
            return IntStream.range(0, times)
                    .mapToObj(level -> new Level(level, level * period, level * period + hold.toNanos()));
        }

        private double rate(int level) {
            double rate = from + by * level;
            // 0.3 - 3 * 0.1 is not exactly 0
            return Math.abs(rate) < ROUNDING ? 0 : rate;
        }

        @Override
        public double lastRate(double before) {
            return rate(times - 1);
        }
    }

    /** The rate rises from a base to a peak and falls back. */
    record Spike(
            Optional<String> name,
            Optional<Sizes> size,
            double base,
            double peak,
            Duration rise,
            Duration hold,
            Duration fall)
            implements Stage {

        @Override
        public Duration duration() {
            return rise.plus(hold).plus(fall);
        }

        @Override
        public List<Segment> segments(double before) {
            List<Segment> segments = new ArrayList<>(line(base, peak, rise));
            segments.addAll(line(peak, peak, hold));
            segments.addAll(line(peak, base, fall));
            return segments;
        }

        @Override
        public double lastRate(double before) {
            return base;
        }
    }

    /** A wave around a mean. */
    record Sine(
            Optional<String> name,
            Optional<Sizes> size,
            double mean,
            double amplitude,
            Duration period,
            StartAt startAt,
            Duration duration)
            implements Stage {

        /** The wave's phase at the start of the stage. */
        public enum StartAt {
            TROUGH(0),
            MEAN_UP(1),
            PEAK(2),
            MEAN_DOWN(3);

            private final int quarters;

            StartAt(int quarters) {
                this.quarters = quarters;
            }

            /** Returns the time since the wave's last trough. */
            private long sinceTroughNanos(Duration period) {
                return period.toNanos() / 4 * quarters;
            }
        }

        private Segment.Sine segment() {
            return new Segment.Sine(
                    duration.toNanos(), mean, amplitude, period.toNanos(), startAt.sinceTroughNanos(period));
        }

        @Override
        public List<Segment> segments(double before) {
            return List.of(segment());
        }

        @Override
        public double lastRate(double before) {
            return segment().rateAt(duration.toNanos());
        }
    }

    /** A pause, during which nothing is sent. The next stage continues from the rate before the pause. */
    record Pause(Optional<String> name, Duration duration) implements Stage {

        @Override
        public Optional<Sizes> size() {
            return Optional.empty();
        }

        @Override
        public List<Segment> segments(double before) {
            return line(0, 0, duration);
        }

        @Override
        public double lastRate(double before) {
            return before;
        }
    }

    private static List<Segment> line(double from, double to, Duration duration) {
        if (duration.isZero()) {
            return List.of();
        }
        return List.of(
                from == to
                        ? new Segment.Constant(duration.toNanos(), from)
                        : new Segment.Ramp(duration.toNanos(), from, to));
    }
}
