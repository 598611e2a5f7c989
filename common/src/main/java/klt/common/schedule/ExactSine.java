package klt.common.schedule;

import java.math.BigDecimal;
import java.math.MathContext;

/** The sine to 50 digits, for a schedule's constants. */
final class ExactSine {

    private static final MathContext DIGITS = new MathContext(50);
    private static final BigDecimal TWO_PI =
            new BigDecimal("6.2831853071795864769252867665590057683943387987502116419499");

    private ExactSine() {}

    /** Returns {@code sin(2π·part/whole) / 2π}. */
    static BigDecimal overTwoPi(long part, long whole) {
        // from −π to π, 40 terms of the series give 50 exact digits
        long near = 2 * part > whole ? part - whole : part;
        BigDecimal turns = BigDecimal.valueOf(near).divide(BigDecimal.valueOf(whole), DIGITS);
        BigDecimal angle = turns.multiply(TWO_PI, DIGITS);
        BigDecimal square = angle.multiply(angle, DIGITS).negate();
        BigDecimal term = turns;
        BigDecimal sum = term;
        for (int k = 1; k < 40; k++) {
            term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf(2L * k * (2L * k + 1)), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum;
    }
}
