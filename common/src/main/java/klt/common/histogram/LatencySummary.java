package klt.common.histogram;

import java.util.Arrays;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * A latency's summary, in µs, over all completed messages. Messages without an ack rank above all others: a percentile whose rank falls
 * among them is empty. A single message without an ack is enough to make mean and max empty, because neither is finite then.
 *
 * @param count acknowledged messages
 * @param unanswered messages that will never be
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

    /** The percentiles in units of 1 / {@link #WHOLE}, in ascending order. */
    private static final long[] PARTS = {5_000, 9_000, 9_500, 9_900, 9_990, 9_999};

    private static final long WHOLE = 10_000;

    public static final LatencySummary EMPTY = new LatencyAggregate().summary();

    /** @param micros acknowledged messages */
    public static LatencySummary of(Histogram micros, long unanswered) {
        LatencyAggregate all = new LatencyAggregate();
        all.add(LatencyHistogram.of(micros), unanswered);
        return all.summary();
    }

    /** Builds a histogram's summary from its buckets. */
    static final class Builder {
        private final long count;
        private final long unanswered;
        /** each percentile's latency; −1 if its rank is above all acknowledged messages */
        private final long[] percentiles = new long[PARTS.length];

        private int known;
        /** index of the first undetermined percentile */
        private long rank;

        private long below;
        private double sum;
        private int highest;

        /**
         * @param count total number of samples of the buckets to be added
         * @param unanswered messages that will never be acknowledged
         */
        Builder(long count, long unanswered) {
            this.count = count;
            this.unanswered = unanswered;
            Arrays.fill(percentiles, -1);
            rank = rank(PARTS[0], count + unanswered);
        }

        /**
         * @param bucket the bucket's number; higher than all previous ones
         * @param samples above 0
         */
        void add(int bucket, long samples) {
            below += samples;
            while (rank <= below) {
                percentiles[known++] = Buckets.highest(bucket);
                rank = known < PARTS.length ? rank(PARTS[known], count + unanswered) : Long.MAX_VALUE;
            }
            sum += Buckets.median(bucket) * (double) samples;
            highest = bucket;
        }

        LatencySummary build() {
            boolean finite = count > 0 && unanswered == 0;
            return new LatencySummary(
                    count,
                    unanswered,
                    finite ? Optional.of(sum / count) : Optional.empty(),
                    figure(percentiles[0]),
                    figure(percentiles[1]),
                    figure(percentiles[2]),
                    figure(percentiles[3]),
                    figure(percentiles[4]),
                    figure(percentiles[5]),
                    finite ? Optional.of(Buckets.highest(highest)) : Optional.empty());
        }
    }

    /** Returns a percentile's nearest rank, counted from 1 in ascending order of latency. */
    private static long rank(long part, long messages) {
        return Math.ceilDiv(part * messages, WHOLE);
    }

    private static Optional<Long> figure(long value) {
        return value < 0 ? Optional.empty() : Optional.of(value);
    }

    /** Returns whether no message has an outcome. */
    public boolean isEmpty() {
        return count + unanswered == 0;
    }
}
