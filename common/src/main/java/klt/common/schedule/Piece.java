package klt.common.schedule;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/**
 * A segment at its place in a schedule. Converts between a message's position and its fire time.
 *
 * <p>A position is a whole number plus a fraction, because a double up to 10^12 would lose part of the fraction. Immutable. On the hot
 * path: does not allocate.
 */
abstract sealed class Piece {

    static final double NANOS_PER_SECOND = 1e9;
    private static final BigDecimal NANOS_PER_SECOND_EXACT = BigDecimal.valueOf(1_000_000_000);

    /** number of decimals; positions have up to 13 digits and a fraction, which a double cannot represent exactly */
    private static final int SCALE = 40;

    private final Segment segment;
    private final long startNanos;
    private final Position before;
    private final Position after;

    private Piece(Segment segment, long startNanos, Position before, BigDecimal messages) {
        this.segment = segment;
        this.startNanos = startNanos;
        this.before = before;
        this.after = before.plus(messages);
    }

    /**
     * @param before the number of messages due before the segment's start
     * @param waves cache of computed waves, to which new waves are added
     */
    static Piece of(Segment segment, long startNanos, Position before, Map<Segment.Sine, Wave> waves) {
        return switch (segment) {
            case Segment.Constant constant -> new OfConstant(constant, startNanos, before);
            case Segment.Ramp ramp -> new OfRamp(ramp, startNanos, before);
            case Segment.Sine sine -> new OfSine(sine, waves.computeIfAbsent(sine, Wave::of), startNanos, before);
        };
    }

    final Segment segment() {
        return segment;
    }

    final long startNanos() {
        return startNanos;
    }

    final long endNanos() {
        return segment.nanos() == Segment.FOREVER ? Segment.FOREVER : startNanos + segment.nanos();
    }

    final Position before() {
        return before;
    }

    /** Returns the number of messages due before the segment's end or, if it is endless, a number that no run reaches. */
    final Position after() {
        return after;
    }

    /** Returns when the message at a position within the piece is due, in nanoseconds since the run's start. */
    final long fireNanos(long whole, double fraction) {
        double nanos = Math.floor(nanosAt(whole, fraction));
        if (segment.nanos() == Segment.FOREVER) {
            return nanos >= Segment.FOREVER - startNanos ? FireTimes.NEVER : startNanos + (long) nanos;
        }
        // rounding must not move the message into a different piece
        return startNanos + (long) Math.clamp(nanos, 0, (double) (segment.nanos() - 1));
    }

    /** Returns the number of messages due between the piece's start and a later time. */
    abstract double messagesUntil(long nanos);

    /** Returns when a position is reached, counted from the piece's start. */
    abstract double nanosAt(long whole, double fraction);

    /** Returns the number of messages due within a period at a constant rate. */
    static BigDecimal product(BigDecimal rate, long nanos) {
        return rate.multiply(BigDecimal.valueOf(nanos)).divide(NANOS_PER_SECOND_EXACT, SCALE, RoundingMode.HALF_EVEN);
    }

    private static final class OfConstant extends Piece {

        private final double rate;

        OfConstant(Segment.Constant constant, long startNanos, Position before) {
            super(constant, startNanos, before, product(new BigDecimal(constant.rate()), constant.nanos()));
            rate = constant.rate();
        }

        @Override
        double messagesUntil(long nanos) {
            return rate * nanos / NANOS_PER_SECOND;
        }

        @Override
        double nanosAt(long whole, double fraction) {
            // multiply before dividing: a product of whole numbers is exact up to 2^53
            return rate == 0 ? Double.POSITIVE_INFINITY : before().to(whole, fraction) * NANOS_PER_SECOND / rate;
        }
    }

    private static final class OfRamp extends Piece {

        private final double from;
        private final double to;
        private final double seconds;
        /** change in the rate per second */
        private final double slope;

        OfRamp(Segment.Ramp ramp, long startNanos, Position before) {
            super(ramp, startNanos, before, messages(ramp));
            from = ramp.from();
            to = ramp.to();
            seconds = ramp.nanos() / NANOS_PER_SECOND;
            slope = (to - from) / seconds;
        }

        private static BigDecimal messages(Segment.Ramp ramp) {
            return product(new BigDecimal(ramp.from()).add(new BigDecimal(ramp.to())), ramp.nanos())
                    .divide(BigDecimal.TWO);
        }

        @Override
        double messagesUntil(long nanos) {
            double t = nanos / NANOS_PER_SECOND;
            return (from + slope * t / 2) * t;
        }

        /** Computes the quadratic inverse from the end with the lower rate, so that all terms have the same sign and nothing cancels. */
        @Override
        double nanosAt(long whole, double fraction) {
            if (slope >= 0) {
                return secondsFrom(from, before().to(whole, fraction)) * NANOS_PER_SECOND;
            }
            return segment().nanos() - secondsFrom(to, -after().to(whole, fraction)) * NANOS_PER_SECOND;
        }

        /** Returns how long a number of messages takes at a rate that rises from the ramp's lower rate. */
        private double secondsFrom(double rate, double messages) {
            return messages <= 0
                    ? 0
                    : 2 * messages / (rate + Math.sqrt(Math.fma(2 * Math.abs(slope), messages, rate * rate)));
        }
    }

    /**
     * The number of messages since a trough is {@code M/2π·(θ − e·sin θ)}, with {@code M} messages per period, {@code e} the ratio of
     * amplitude to mean and {@code θ} the angle since the trough: Kepler's equation.
     */
    private static final class OfSine extends Piece {

        private final Segment.Sine sine;
        private final KeplerEquation equation;
        /** the number of messages due before the last trough before the start */
        private final Position trough;
        /** messages per period, as the sum of two doubles: subtracting the many periods of a long run requires this precision */
        private final double period;

        private final double periodRest;
        private final double radiansPerMessage;
        private final double nanosPerRadian;

        OfSine(Segment.Sine sine, Wave wave, long startNanos, Position before) {
            super(sine, startNanos, before, wave.messages());
            this.sine = sine;
            equation = wave.equation();
            trough = before.plus(wave.messagesSinceTrough().negate());
            period = wave.period().doubleValue();
            periodRest = wave.period().subtract(new BigDecimal(period)).doubleValue();
            radiansPerMessage = 2 * Math.PI / period;
            nanosPerRadian = sine.periodNanos() / (2 * Math.PI);
        }

        @Override
        double messagesUntil(long nanos) {
            long periods = nanos / sine.periodNanos();
            double rest = nanos % sine.periodNanos();
            double halfTurn = Math.PI / sine.periodNanos();
            // a difference of two sines, written as a product to avoid cancellation
            double wave =
                    Math.sin(halfTurn * rest) * Math.cos(halfTurn * (2.0 * sine.sinceTroughNanos() + rest)) / halfTurn;
            return periods * period + (sine.mean() * rest - sine.amplitude() * wave) / NANOS_PER_SECOND;
        }

        @Override
        double nanosAt(long whole, double fraction) {
            double sinceWhole = whole - trough.whole();
            double sinceFraction = fraction - trough.fraction();
            double periods = Math.rint((sinceWhole + sinceFraction) / period);
            double rest = Math.fma(-periods, period, sinceWhole) + (sinceFraction - periods * periodRest);
            double angle = equation.angle(Math.min(Math.PI, Math.abs(rest) * radiansPerMessage));
            long troughNanos = ((long) periods) * sine.periodNanos() - sine.sinceTroughNanos();
            return troughNanos + Math.copySign(angle * nanosPerRadian, rest);
        }
    }
}
