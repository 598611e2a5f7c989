package klt.common.schedule;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** The number of messages due before a time, to 100 digits, from the definition of each segment. */
final class ExactSchedule {

    private static final MathContext DIGITS = new MathContext(110);
    private static final BigDecimal SECOND = BigDecimal.valueOf(1_000_000_000);
    private static final BigDecimal NOTHING = BigDecimal.ONE.movePointLeft(100);
    private static final BigDecimal PI = pi();

    private ExactSchedule() {}

    static BigDecimal dueBefore(List<Segment> segments, long nanos) {
        BigDecimal due = BigDecimal.ZERO;
        long start = 0;
        for (Segment segment : segments) {
            if (nanos <= start) {
                return due;
            }
            due = due.add(due(segment, Math.min(segment.nanos(), nanos - start)));
            if (segment.nanos() >= nanos - start) {
                return due;
            }
            start += segment.nanos();
        }
        return due;
    }

    private static BigDecimal due(Segment segment, long nanos) {
        BigDecimal t = BigDecimal.valueOf(nanos);
        return switch (segment) {
            case Segment.Constant constant ->
                new BigDecimal(constant.rate()).multiply(t).divide(SECOND, DIGITS);
            case Segment.Ramp ramp -> {
                BigDecimal from = new BigDecimal(ramp.from());
                BigDecimal rise = new BigDecimal(ramp.to()).subtract(from);
                BigDecimal mean = from.add(rise.multiply(t).divide(BigDecimal.valueOf(2 * ramp.nanos()), DIGITS));
                yield mean.multiply(t).divide(SECOND, DIGITS);
            }
            case Segment.Sine sine -> {
                BigDecimal period = BigDecimal.valueOf(sine.periodNanos());
                BigDecimal turn = PI.multiply(BigDecimal.TWO).divide(period, DIGITS);
                BigDecimal offset = BigDecimal.valueOf(sine.sinceTroughNanos());
                BigDecimal waves = sine(turn.multiply(t.add(offset)))
                        .subtract(sine(turn.multiply(offset)))
                        .divide(turn, DIGITS);
                yield new BigDecimal(sine.mean())
                        .multiply(t)
                        .subtract(new BigDecimal(sine.amplitude()).multiply(waves))
                        .divide(SECOND, DIGITS);
            }
        };
    }

    private static BigDecimal sine(BigDecimal angle) {
        BigDecimal rest = angle.remainder(PI.multiply(BigDecimal.TWO), DIGITS);
        BigDecimal term = rest;
        BigDecimal sum = rest;
        for (int k = 1; term.abs().compareTo(NOTHING) > 0; k++) {
            term = term.multiply(rest, DIGITS)
                    .multiply(rest, DIGITS)
                    .negate()
                    .divide(BigDecimal.valueOf(2L * k * (2L * k + 1)), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum;
    }

    /** Machin's formula. */
    private static BigDecimal pi() {
        return BigDecimal.valueOf(16)
                .multiply(arctangent(5))
                .subtract(BigDecimal.valueOf(4).multiply(arctangent(239)));
    }

    private static BigDecimal arctangent(int inverse) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal power = BigDecimal.ONE.divide(BigDecimal.valueOf(inverse), DIGITS);
        for (int k = 0; k < 90; k++) {
            BigDecimal term = power.divide(BigDecimal.valueOf(2L * k + 1), DIGITS);
            sum = k % 2 == 0 ? sum.add(term) : sum.subtract(term);
            power = power.divide(BigDecimal.valueOf((long) inverse * inverse), DIGITS);
        }
        return sum;
    }
}
