package klt.common.histogram;

import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * Latencies merged from many workers and intervals, and the number of messages without an ack. There is a counter for each bucket up to the
 * highest in use, so adding values does not slow down as they accumulate. Not thread-safe.
 */
public final class LatencyAggregate {

    /** by bucket */
    private long[] counts = new long[0];

    private long count;
    private long unanswered;

    /** @param neverAnswered messages that will never be acknowledged */
    public void add(LatencyHistogram part, long neverAnswered) {
        add(part);
        unanswered += neverAnswered;
    }

    /** Adds messages that will never be acknowledged. */
    public void addUnanswered(long messages) {
        unanswered += messages;
    }

    public void add(LatencyHistogram part) {
        if (part.isEmpty()) {
            return;
        }
        int highest = part.bucket(part.size() - 1);
        if (highest >= counts.length) {
            counts = Arrays.copyOf(counts, (highest | Buckets.ROW_MASK) + 1);
        }
        for (int i = 0; i < part.size(); i++) {
            counts[part.bucket(i)] += part.count(i);
        }
        count += part.samples();
    }

    public void add(LatencyAggregate other) {
        add(other.histogram(), other.unanswered);
    }

    /** Returns the number of acknowledged messages. */
    public long count() {
        return count;
    }

    public long unanswered() {
        return unanswered;
    }

    /** Returns the histogram of the acknowledged messages only. */
    public LatencyHistogram histogram() {
        int size = (int) Arrays.stream(counts).filter(samples -> samples > 0).count();
        int[] buckets = new int[size];
        long[] used = new long[size];
        for (int bucket = 0, i = 0; i < size; bucket++) {
            if (counts[bucket] > 0) {
                buckets[i] = bucket;
                used[i++] = counts[bucket];
            }
        }
        return LatencyHistogram.copyOf(buckets, used, size);
    }

    public LatencySummary summary() {
        LatencySummary.Builder summary = new LatencySummary.Builder(count, unanswered);
        for (int bucket = 0; bucket < counts.length; bucket++) {
            if (counts[bucket] > 0) {
                summary.add(bucket, counts[bucket]);
            }
        }
        return summary.build();
    }

    /** Returns the percentile distribution in HdrHistogram's own text format (".hgrm"), in milliseconds. */
    public String percentileDistribution() {
        Histogram micros = new Histogram(LatencyRecorder.SIGNIFICANT_DIGITS);
        for (int bucket = 0; bucket < counts.length; bucket++) {
            if (counts[bucket] > 0) {
                micros.recordValueWithCount(Buckets.lowest(bucket), counts[bucket]);
            }
        }
        return PercentileDistribution.of(micros, unanswered);
    }
}
