package klt.common.summary;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import klt.common.text.Counted;

/** Formats numbers for display: three significant digits and a unit, the same in every locale. */
public record Units(Glyphs glyphs) {

    private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_UP);
    /** Stands for a percentile that falls on an unanswered message. */
    public static final String NO_ANSWER = "no answer";

    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);

    public String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** @param noun the singular noun */
    public String count(long value, String noun) {
        return count(value) + " " + Counted.noun(value, noun);
    }

    /** Formats a number without its unit. Whole numbers stay whole. */
    public String rate(double perSecond) {
        return perSecond < 1_000 && perSecond != Math.rint(perSecond)
                ? String.format(Locale.ROOT, "%.1f", perSecond)
                : String.format(Locale.ROOT, "%,d", Math.round(perSecond));
    }

    public String micros(Optional<Long> micros) {
        return micros.map(value -> micros(BigDecimal.valueOf(value))).orElse(glyphs.none());
    }

    /**
     * Formats a latency.
     *
     * @param unanswered number of unanswered messages, which rank above all others; if there are any, an empty value means that the figure
     *     falls among them
     */
    public String micros(Optional<Long> micros, long unanswered) {
        return micros.isEmpty() && unanswered > 0 ? NO_ANSWER : micros(micros);
    }

    public String micros(double micros) {
        return micros(new BigDecimal(micros));
    }

    private String micros(BigDecimal micros) {
        // round first, so that 999.96 ms becomes 1 s and not 1000 ms
        BigDecimal value = micros.round(THREE_DIGITS);
        if (value.compareTo(THOUSAND) < 0) {
            return plain(value) + " " + glyphs.micro() + "s";
        }
        BigDecimal millis = value.movePointLeft(3);
        return millis.compareTo(THOUSAND) < 0
                ? threeDigits(millis) + " ms"
                : threeDigits(millis.movePointLeft(3)) + " s";
    }

    public String bytes(long bytes) {
        BigDecimal value = BigDecimal.valueOf(bytes).round(THREE_DIGITS);
        for (String unit : new String[] {"B", "kB", "MB", "GB"}) {
            if (value.compareTo(THOUSAND) < 0) {
                return plain(value) + " " + unit;
            }
            value = value.movePointLeft(3);
        }
        return plain(value) + " TB";
    }

    /** Formats a number with trailing zeros, so that all numbers in a column have the same precision. */
    private static String threeDigits(BigDecimal value) {
        int wholeDigits = value.precision() - value.scale();
        return value.setScale(Math.max(0, THREE_DIGITS.getPrecision() - wholeDigits), RoundingMode.UNNECESSARY)
                .toPlainString();
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    /** Formats a waiting time. */
    public String seconds(double seconds) {
        long whole = Math.round(seconds);
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3_600
                ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %02d min", whole / 3_600, whole % 3_600 / 60);
    }

    /** @param fraction 0 to 1 */
    public String percent(double fraction) {
        return plain(new BigDecimal(fraction * 100).round(THREE_DIGITS)) + "%";
    }

    /** Formats a relative change, with its sign. */
    public String change(double fraction) {
        BigDecimal percent = new BigDecimal(fraction * 100);
        return percent.abs().compareTo(THOUSAND) < 0
                ? signed(percent.setScale(1, RoundingMode.HALF_UP)) + "%"
                : String.format(Locale.ROOT, "%+,.0f%%", percent);
    }

    /** Formats a fraction's change in percentage points, with its sign. */
    public String points(double fraction) {
        return signed(new BigDecimal(fraction * 100).round(THREE_DIGITS).stripTrailingZeros()) + " pp";
    }

    private static String signed(BigDecimal value) {
        return (value.signum() > 0 ? "+" : "") + (value.signum() == 0 ? value.abs() : value).toPlainString();
    }
}
