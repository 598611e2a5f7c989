package klt.common.text;

import java.util.List;
import java.util.Locale;

/** Formats sizes for messages. */
public final class Bytes {

    private static final double UNIT = 1_024;

    private Bytes() {}

    /** Formats a size in the largest binary unit that gives at least one, with one decimal unless the value is whole: {@code 179.2 MiB}. */
    public static String words(long bytes) {
        double value = (double) bytes;
        String unit = "bytes";
        for (String next : List.of("KiB", "MiB", "GiB")) {
            if (value < UNIT) {
                break;
            }
            value /= UNIT;
            unit = next;
        }
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f %s" : "%.1f %s", value, unit);
    }
}
