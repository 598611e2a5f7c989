package klt.common.histogram;

import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Summary of one latency, µs, of all messages that have an outcome. Those without an ack rank above all others: a percentile whose rank
 * falls among them is empty. A single one also makes mean and max empty, because neither has a finite value.
 *
 * @param count messages that were acknowledged
 * @param unanswered messages that never will be
 */
public record LatencySummary(
        long count,
        long unanswered,
        Optional<Double> mean,
        Optional<Long> p50,
        Optional<Long> p90,
        Optional<Long> p95,
        Optional<Long> p99,
        Optional<Long> p999,
        Optional<Long> p9999,
        Optional<Long> max) {

    /** The percentiles as parts per {@link #WHOLE}, in ascending order. */
    private static final long[] PARTS = {5_000, 9_000, 9_500, 9_900, 9_990, 9_999};

    private static final long WHOLE = 10_000;

    public static final LatencySummary EMPTY = new LatencyAggregate().summary();

    /** @param micros messages that were acknowledged */
    public static LatencySummary of(Histogram micros, long unanswered) {
        LatencyAggregate all = new LatencyAggregate();
        all.add(LatencyHistogram.of(micros), unanswered);
        return all.summary();
    }

    /** @param percentiles as by {@link #percentiles} */
    static LatencySummary of(
            long count, long unanswered, long[] percentiles, Optional<Double> mean, Optional<Long> max) {
        return new LatencySummary(
                count,
                unanswered,
                mean,
                figure(percentiles[0]),
                figure(percentiles[1]),
                figure(percentiles[2]),
                figure(percentiles[3]),
                figure(percentiles[4]),
                figure(percentiles[5]),
                max);
    }

    /**
     * The value at each percentile's rank; −1 where the rank is above all acknowledged messages.
     *
     * @param messages number of messages with an outcome
     */
    static long[] percentiles(int[] buckets, long[] counts, int size, long messages) {
        long[] values = new long[PARTS.length];
        int next = 0;
        long below = 0;
        for (int i = 0; i < size && next < PARTS.length; i++) {
            below += counts[i];
            while (next < PARTS.length && rank(PARTS[next], messages) <= below) {
                values[next++] = Buckets.highest(buckets[i]);
            }
        }
        while (next < PARTS.length) {
            values[next++] = -1;
        }
        return values;
    }

    /** The rank of a percentile, counted from 1 in ascending order of latency: the nearest rank. */
    private static long rank(long part, long messages) {
        return Math.ceilDiv(part * messages, WHOLE);
    }

    private static Optional<Long> figure(long value) {
        return value < 0 ? Optional.empty() : Optional.of(value);
    }

    /** No message has an outcome. */
    public boolean isEmpty() {
        return count + unanswered == 0;
    }
}
