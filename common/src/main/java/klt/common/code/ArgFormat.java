package klt.common.code;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import klt.common.text.Bytes;
import klt.common.text.Counted;
import klt.common.text.Listing;

/**
 * How an argument is formatted in a text.
 *
 * @param noun the singular noun that follows the number
 * @param separator the separator between list items
 */
record ArgFormat(Optional<String> noun, String separator) {

    String words(String name, Args args) {
        Object value = args.get(name).orElseThrow();
        if (value instanceof List<?> items) {
            long more = args.get(name + Args.MORE).orElse(0L) instanceof Long count ? count : 0;
            String listed = Listing.of(items, separator, more);
            return noun.map(one -> Counted.noun(items.size() + more, one) + " " + listed)
                    .orElse(listed);
        }
        if (!(value instanceof Number number)) {
            return String.valueOf(value);
        }
        return noun.map(one -> decimal(number) + " " + (number.doubleValue() == 1 ? one : one + "s"))
                .orElseGet(() -> withUnit(name, number));
    }

    private static String withUnit(String name, Number number) {
        double value = number.doubleValue();
        String unit = name.replaceFirst(".*(?=[A-Z])", "");
        return switch (unit) {
            case "Seconds" -> format(value == Math.rint(value) ? "%,.0f s" : "%,.1f s", value);
            case "Second", "second" -> format("%.1f", value);
            // identifiers have no thousands separators
            case "Id", "Offset", "Partition" -> format("%.0f", value);
            // as in a configuration file: no unit, no thousands separators
            case "Ms" -> format("%.0f", value);
            case "Millis" -> format("%,.0f ms", value);
            case "Micros" -> format("%,.1f ms", value / 1e3);
            case "Bytes" -> Bytes.words(number.longValue());
            // a small fraction, such as an error rate, needs more digits
            case "Share" -> format(value < 0.01 ? "%.4f %%" : "%.2f %%", value * 100);
            default -> decimal(number);
        };
    }

    private static String format(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }

    private static String decimal(Number number) {
        // the lowest rates are thousandths of a message per second
        String pattern = Math.abs(number.doubleValue()) < 1 ? "0.####" : "#,##0.##";
        return new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT)).format(number);
    }
}
