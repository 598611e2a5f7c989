package klt.common.text;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses quantities as users write them: {@code 50k}, {@code 10MB}, {@code 64KiB}, {@code 1h20m}, {@code 500ms}. Parsing returns empty if a
 * string is not a quantity.
 */
public final class Quantity {

    /** Matches a number with as many decimals as other programs print for a double. */
    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,20})?) ?([A-Za-z]*)");

    private static final Pattern TIME_PART = Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,9})?)(ms|us|s|m|h|d)");

    private static final Map<String, Long> COUNT_UNITS =
            Map.of("", 1L, "k", 1_000L, "K", 1_000L, "M", 1_000_000L, "m", 1_000_000L, "G", 1_000_000_000L);

    private static final Map<String, Long> BYTE_UNITS = Map.ofEntries(
            Map.entry("", 1L),
            Map.entry("B", 1L),
            Map.entry("k", 1_000L),
            Map.entry("kB", 1_000L),
            Map.entry("KB", 1_000L),
            Map.entry("M", 1_000_000L),
            Map.entry("MB", 1_000_000L),
            Map.entry("GB", 1_000_000_000L),
            Map.entry("Ki", 1L << 10),
            Map.entry("KiB", 1L << 10),
            Map.entry("Mi", 1L << 20),
            Map.entry("MiB", 1L << 20),
            Map.entry("Gi", 1L << 30),
            Map.entry("GiB", 1L << 30));

    private static final Map<String, Long> NANOS = Map.of(
            "us",
            1_000L,
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3_600_000_000_000L,
            "d",
            86_400_000_000_000L);

    private Quantity() {}

    /** Parses a number with an optional k, M or G. */
    public static Optional<BigDecimal> count(String text) {
        return scaled(text, COUNT_UNITS);
    }

    /** Parses a number of bytes, with an optional decimal (kB, MB, GB) or binary unit (KiB, MiB, GiB). */
    public static Optional<BigDecimal> bytes(String text) {
        return scaled(text, BYTE_UNITS);
    }

    /** Parses a duration of one or more parts with the units us, ms, s, m, h and d. */
    public static Optional<Duration> duration(String text) {
        Matcher part = TIME_PART.matcher(text.strip());
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (part.find() && part.start() == end) {
            nanos = nanos.add(
                    new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(NANOS.getOrDefault(part.group(2), 0L))));
            end = part.end();
        }
        boolean whole =
                end > 0 && end == text.strip().length() && nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) < 0;
        return whole ? Optional.of(Duration.ofNanos(nanos.longValue())) : Optional.empty();
    }

    /** Formats a duration ≥ 0 in the form that this class parses, in the largest units that fit. */
    public static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        StringBuilder text = new StringBuilder();
        append(text, duration.toDays(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toNanosPart() / 1_000_000, "ms");
        int nanos = duration.toNanosPart() % 1_000_000;
        if (nanos > 0) {
            text.append(BigDecimal.valueOf(nanos, 3).stripTrailingZeros().toPlainString())
                    .append("us");
        }
        return text.toString();
    }

    private static void append(StringBuilder text, long value, String unit) {
        if (value > 0) {
            text.append(value).append(unit);
        }
    }

    private static Optional<BigDecimal> scaled(String text, Map<String, Long> units) {
        Matcher number = NUMBER.matcher(text.strip());
        if (!number.matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(units.get(number.group(2)))
                .map(unit -> new BigDecimal(number.group(1)).multiply(BigDecimal.valueOf(unit)));
    }
}
