package klt.worker.produce.payload.jsonschema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.stream.Stream;
import klt.worker.produce.message.Decimal;
import klt.worker.produce.payload.segment.ValueNode;
import klt.worker.produce.random.MessageRandom;
import tools.jackson.databind.node.ObjectNode;

/** Compiles numbers between bounds. Each multiple of a unit is equally likely. */
final class NumberNodes {

    /** Number of decimal digits preserved by a double. */
    private static final int DIGITS_MAX = 15;

    /** Maximum number of digits in a bound, both before and after the decimal point. */
    private static final int MAGNITUDE_MAX = 30;

    private static final BigDecimal MAX = BigDecimal.TEN.pow(DIGITS_MAX).subtract(BigDecimal.ONE);

    /** Minimum number of decimals for a number without {@code multipleOf}. */
    private static final int SCALE = 6;

    /**
     * A number has enough decimals for at least about 10 to this power distinct values between its bounds, unless that would exceed {@code
     * DIGITS_MAX}.
     */
    private static final int VALUE_DIGITS = 3;

    private static final BigDecimal INTEGERS = BigDecimal.valueOf((1L << Integer.SIZE) - 1);

    private final Document document;
    private final Keywords keywords;
    private final MessageRandom random;

    /** Inclusive bounds. */
    private record Bounds(BigDecimal min, BigDecimal max) {}

    NumberNodes(Document document, Keywords keywords, MessageRandom random) {
        this.document = document;
        this.keywords = keywords;
        this.random = random;
    }

    /** Compiles an integer. Without bounds, its range is that of 32-bit integers. */
    ValueNode integer(ObjectNode schema) {
        BigDecimal unit = unit(schema, BigDecimal.ONE);
        if (unit.stripTrailingZeros().scale() > 0) {
            throw document.refused(schema, "multipleOf", "of an integer takes a whole number");
        }
        return multiples(schema, unit, bounds(schema, BigDecimal.valueOf(Integer.MIN_VALUE), INTEGERS));
    }

    /** Compiles a number. Without bounds, its range is 0 to 1. */
    ValueNode number(ObjectNode schema) {
        Bounds bounds = bounds(schema, BigDecimal.ZERO, BigDecimal.ONE);
        int scale = Math.max(SCALE, VALUE_DIGITS - magnitude(bounds.max.subtract(bounds.min)));
        int whole = Math.max(1, magnitude(bounds.max.abs().max(bounds.min.abs())));
        int kept = Math.clamp(scale, 0, Math.max(0, DIGITS_MAX - whole));
        return multiples(schema, unit(schema, BigDecimal.ONE.scaleByPowerOfTen(-kept)), bounds);
    }

    /** Returns the number of digits before the decimal point, negative if the first digits after it are zeros. */
    private static int magnitude(BigDecimal number) {
        return number.precision() - number.scale();
    }

    private BigDecimal unit(ObjectNode schema, BigDecimal byDefault) {
        BigDecimal unit = number(schema, "multipleOf").orElse(byDefault);
        if (unit.signum() <= 0
                || unit.compareTo(MAX) > 0
                || unit.stripTrailingZeros().precision() > DIGITS_MAX) {
            throw document.refused(schema, "multipleOf", "takes a number above 0 of up to " + DIGITS_MAX + " digits");
        }
        return unit;
    }

    /** Reads a bound or unit. A value beyond the maximum magnitude is clamped. */
    private Optional<BigDecimal> number(ObjectNode schema, String keyword) {
        return keywords.number(schema, keyword).map(number -> {
            if (number.signum() == 0) {
                return BigDecimal.ZERO;
            }
            // compute with 64 bits, because an exponent can make the scale any int
            if ((long) number.precision() - number.scale() > MAGNITUDE_MAX) {
                return BigDecimal.TEN.pow(MAGNITUDE_MAX).multiply(BigDecimal.valueOf(number.signum()));
            }
            if (number.scale() > MAGNITUDE_MAX) {
                throw document.refused(schema, keyword, "has more than " + MAGNITUDE_MAX + " decimals");
            }
            return number;
        });
    }

    private Bounds bounds(ObjectNode schema, BigDecimal byDefault, BigDecimal width) {
        Optional<BigDecimal> min = Stream.of("minimum", "exclusiveMinimum")
                .flatMap(keyword -> number(schema, keyword).stream())
                .max(BigDecimal::compareTo);
        Optional<BigDecimal> max = Stream.of("maximum", "exclusiveMaximum")
                .flatMap(keyword -> number(schema, keyword).stream())
                .min(BigDecimal::compareTo);
        BigDecimal from = min.orElseGet(() -> max.map(to -> to.subtract(width)).orElse(byDefault));
        return new Bounds(from, max.orElseGet(() -> from.add(width)));
    }

    private ValueNode multiples(ObjectNode schema, BigDecimal unit, Bounds bounds) {
        int scale = Math.max(0, unit.stripTrailingZeros().scale());
        // the largest number with {@code DIGITS_MAX} digits, including its decimals
        BigDecimal limit = MAX.scaleByPowerOfTen(-scale);
        BigInteger first = bounds.min
                .max(limit.negate())
                .divide(unit, 0, RoundingMode.CEILING)
                .unscaledValue();
        BigInteger last =
                bounds.max.min(limit).divide(unit, 0, RoundingMode.FLOOR).unscaledValue();
        if (isExcluded(schema, "exclusiveMinimum", unit, first)) {
            first = first.add(BigInteger.ONE);
        }
        if (isExcluded(schema, "exclusiveMaximum", unit, last)) {
            last = last.subtract(BigInteger.ONE);
        }
        if (first.compareTo(last) > 0) {
            String keyword = Stream.of("multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum")
                    .filter(schema::has)
                    .findFirst()
                    .orElseThrow();
            throw document.refused(
                    schema,
                    keyword,
                    "excludes every number of up to " + DIGITS_MAX + " digits; change it or the other bounds");
        }
        long from = first.longValueExact();
        long count = last.subtract(first).longValueExact() + 1;
        long step = unit.scaleByPowerOfTen(scale).longValueExact();
        int bytes = (from < 0 ? 1 : 0)
                + Math.max(
                        Math.max(
                                Decimal.digits(Math.abs(from * step)),
                                Decimal.digits(Math.abs(last.longValueExact() * step))),
                        scale + 1)
                + (scale > 0 ? 1 : 0);
        return new ValueNode(
                (sequence, fireAt, target, at) -> write((from + random.nextLong(count)) * step, scale, target, at),
                bytes,
                bytes);
    }

    private boolean isExcluded(ObjectNode schema, String keyword, BigDecimal unit, BigInteger multiple) {
        return number(schema, keyword)
                .filter(bound -> new BigDecimal(multiple).multiply(unit).compareTo(bound) == 0)
                .isPresent();
    }

    /**
     * Writes a number with decimals.
     *
     * @param number the number, without its decimal point
     */
    private static int write(long number, int scale, byte[] target, int from) {
        int at = from;
        if (number < 0) {
            target[at] = '-';
            at++;
        }
        long size = Math.abs(number);
        int digits = Math.max(Decimal.digits(size), scale + 1);
        Decimal.write(size, target, at, digits);
        if (scale == 0) {
            return at + digits;
        }
        int point = at + digits - scale;
        System.arraycopy(target, point, target, point + 1, scale);
        target[point] = '.';
        return at + digits + 1;
    }
}
