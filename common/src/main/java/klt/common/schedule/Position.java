package klt.common.schedule;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A possibly fractional number of messages.
 *
 * @param whole the number, rounded down
 * @param fraction the fraction, from 0 to 1
 */
record Position(long whole, double fraction) {

    static final Position ZERO = new Position(0, 0);

    /** More messages than in any run, and low enough for differences between positions not to overflow. */
    private static final BigDecimal WHOLE_MAX = BigDecimal.valueOf(Long.MAX_VALUE / 4);

    /** Adds a number of messages, which may be negative; the result is at most {@link #WHOLE_MAX}. */
    Position plus(BigDecimal messages) {
        BigDecimal sum = messages.add(new BigDecimal(fraction)).add(BigDecimal.valueOf(whole));
        if (sum.compareTo(WHOLE_MAX) >= 0) {
            return new Position(WHOLE_MAX.longValue(), 0);
        }
        BigDecimal floor = sum.setScale(0, RoundingMode.FLOOR);
        return new Position(floor.longValueExact(), sum.subtract(floor).doubleValue());
    }

    /** Returns the number of messages from here to another position. */
    double to(long otherWhole, double otherFraction) {
        return (otherWhole - whole) + (otherFraction - fraction);
    }

    boolean isAfter(long otherWhole, double otherFraction) {
        return whole > otherWhole || (whole == otherWhole && fraction > otherFraction);
    }

    double value() {
        return whole + fraction;
    }
}
