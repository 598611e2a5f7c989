package klt.common.histogram;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * A percentile distribution in HdrHistogram's own text format (".hgrm"), in milliseconds. Messages without an ack rank above all others:
 * the total count includes them with the value {@code Infinity}, which makes the mean and the maximum infinite too.
 */
final class PercentileDistribution {

    private static final int TICKS_PER_HALF_DISTANCE = 5;
    private static final double MICROS_PER_MILLI = 1_000;
    /** Represents an unanswered message in HdrHistogram's output: above every latency. */
    private static final long UNANSWERED_MICROS = 1L << 60;

    private PercentileDistribution() {}

    /** @param micros acknowledged messages */
    static String of(Histogram micros, long unanswered) {
        if (unanswered == 0) {
            return written(micros);
        }
        Histogram all = micros.copy();
        all.recordValueWithCount(UNANSWERED_MICROS, unanswered);
        String standIn = String.format(Locale.ROOT, "%.3f", all.getMaxValue() / MICROS_PER_MILLI);
        return written(all)
                .replace(standIn, column(Double.POSITIVE_INFINITY))
                .replaceFirst(
                        "#\\[Mean .*",
                        "#[Mean    = " + column(Double.POSITIVE_INFINITY) + ", StdDeviation   = " + column(Double.NaN)
                                + "]");
    }

    private static String written(Histogram micros) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        micros.outputPercentileDistribution(
                new PrintStream(bytes, true, StandardCharsets.UTF_8), TICKS_PER_HALF_DISTANCE, MICROS_PER_MILLI);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String column(double value) {
        return String.format(Locale.ROOT, "%12.3f", value);
    }
}
