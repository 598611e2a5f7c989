package klt.common.histogram;

import java.util.Arrays;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Latencies of many workers and intervals, merged sample by sample, and the number of messages without an ack. Holds only buckets in use: a
 * controller has thousands of these. Not thread-safe.
 */
public final class LatencyAggregate {

    private int[] buckets = new int[0];
    private long[] counts = new long[0];
    private int size;
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
        int known = 0;
        for (int i = 0, at = 0; i < part.size(); i++) {
            at = positionOf(part.bucket(i), at);
            known += at < size && buckets[at] == part.bucket(i) ? 1 : 0;
        }
        if (known < part.size()) {
            addBuckets(part, part.size() - known);
        }
        for (int i = 0, at = 0; i < part.size(); i++) {
            at = positionOf(part.bucket(i), at);
            counts[at] += part.count(i);
            count += part.count(i);
        }
    }

    /** The first position from {@code from} on whose bucket is not below. */
    private int positionOf(int bucket, int from) {
        int at = from;
        while (at < size && buckets[at] < bucket) {
            at++;
        }
        return at;
    }

    /** Adds the part's new buckets, starting at the end, so that each is moved only once. */
    private void addBuckets(LatencyHistogram part, int added) {
        int grown = size + added;
        if (grown > buckets.length) {
            int capacity = Math.max(grown, size + size / 2);
            buckets = Arrays.copyOf(buckets, capacity);
            counts = Arrays.copyOf(counts, capacity);
        }
        int from = size - 1;
        int i = part.size() - 1;
        for (int to = grown - 1; i >= 0; to--) {
            if (from >= 0 && buckets[from] >= part.bucket(i)) {
                i -= buckets[from] == part.bucket(i) ? 1 : 0;
                buckets[to] = buckets[from];
                counts[to] = counts[from];
                from--;
            } else {
                buckets[to] = part.bucket(i);
                counts[to] = 0;
                i--;
            }
        }
        size = grown;
    }

    public void add(LatencyAggregate other) {
        add(other.histogram(), other.unanswered);
    }

    /** Number of acknowledged messages. */
    public long count() {
        return count;
    }

    public long unanswered() {
        return unanswered;
    }

    /** The acknowledged messages only. */
    public LatencyHistogram histogram() {
        return LatencyHistogram.copyOf(buckets, counts, size);
    }

    public LatencySummary summary() {
        long[] percentiles = LatencySummary.percentiles(buckets, counts, size, count + unanswered);
        boolean finite = count > 0 && unanswered == 0;
        return LatencySummary.of(
                count,
                unanswered,
                percentiles,
                finite ? Optional.of(mean()) : Optional.empty(),
                finite ? Optional.of(Buckets.highest(buckets[size - 1])) : Optional.empty());
    }

    private double mean() {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += Buckets.median(buckets[i]) * (double) counts[i];
        }
        return sum / count;
    }

    /** The percentile distribution in HdrHistogram's own text format (".hgrm"), in milliseconds. */
    public String percentileDistribution() {
        Histogram micros = new Histogram(LatencyRecorder.SIGNIFICANT_DIGITS);
        for (int i = 0; i < size; i++) {
            micros.recordValueWithCount(Buckets.lowest(buckets[i]), counts[i]);
        }
        return PercentileDistribution.of(micros, unanswered);
    }
}
