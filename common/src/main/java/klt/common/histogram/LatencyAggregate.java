package klt.common.histogram;

import org.HdrHistogram.Histogram;

/** Latencies of many workers and intervals, merged sample by sample, and the number of messages without an ack. Not thread-safe. */
public final class LatencyAggregate {

    private final Histogram micros = new Histogram(LatencyRecorder.SIGNIFICANT_DIGITS);
    private long unanswered;

    /** @throws IllegalArgumentException when it is not a histogram; nothing is added then */
    public void add(EncodedHistogram part) {
        part.mergeInto(micros);
    }

    /** Adds messages that will never be acknowledged. */
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

    /** Number of acknowledged messages. */
    public long count() {
        return micros.getTotalCount();
    }

    public long unanswered() {
        return unanswered;
    }

    /** The acknowledged messages only. */
    public EncodedHistogram encoded() {
        return EncodedHistogram.of(micros);
    }

    /** The percentile distribution in HdrHistogram's own text format (".hgrm"), in milliseconds. */
    public String percentileDistribution() {
        return PercentileDistribution.of(micros, unanswered);
    }
}
