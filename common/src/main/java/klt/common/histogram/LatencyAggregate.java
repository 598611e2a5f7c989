package klt.common.histogram;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.HdrHistogram.Histogram;

/**
 * Latencies of many workers and intervals, merged sample by sample, and the number of messages that were never answered. Not
 * thread-safe.
 */
public final class LatencyAggregate {

    private static final int TICKS_PER_HALF_DISTANCE = 5;
    private static final double MICROS_PER_MILLI = 1_000;

    private final Histogram micros = new Histogram(LatencyRecorder.SIGNIFICANT_DIGITS);
    private long unanswered;

    /** @throws IllegalArgumentException when it is no histogram; nothing is added then */
    public void add(EncodedHistogram part) {
        part.mergeInto(micros);
    }

    /** Adds messages that were not answered, and never will be. */
    public void addUnanswered(long messages) {
        unanswered += messages;
    }

    public void add(LatencyAggregate other) {
        micros.add(other.micros);
        unanswered += other.unanswered;
    }

    public LatencySummary summary() {
        return LatencySummary.of(micros, unanswered);
    }

    /** Messages that were answered. */
    public long count() {
        return micros.getTotalCount();
    }

    public long unanswered() {
        return unanswered;
    }

    /** Those that were answered. */
    public EncodedHistogram encoded() {
        return EncodedHistogram.of(micros);
    }

    /** The percentile distribution in HdrHistogram's own text format (".hgrm"), in milliseconds. */
    public String percentileDistribution() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        micros.outputPercentileDistribution(
                new PrintStream(bytes, true, StandardCharsets.UTF_8), TICKS_PER_HALF_DISTANCE, MICROS_PER_MILLI);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
