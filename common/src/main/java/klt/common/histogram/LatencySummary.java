package klt.common.histogram;

import java.util.Arrays;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Summary of one latency, in µs, over all messages that have an outcome. Messages without an ack rank above all others: a percentile whose
 * rank falls among them is empty. Even a single message without an ack makes mean and max empty, because neither has a finite value.
 *
 * @param count messages that were acknowledged
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

    /** @param micros messages that were acknowledged */
    public static LatencySummary of(Histogram micros, long unanswered) {
        LatencyAggregate all = new LatencyAggregate();
        all.add(LatencyHistogram.of(micros), unanswered);
        return all.summary();
    }

    /** Makes the summary of a histogram from its buckets. */
    static final class Builder {
        private final long count;
        private final long unanswered;
        /** the latency of each percentile; −1 if its rank is above all acknowledged messages */
        private final long[] percentiles = new long[PARTS.length];

        private int known;
        /** index of the first percentile that has not been determined yet */
        private long rank;

        private long below;
        private double sum;
        private int highest;

        /**
         * @param count samples of all buckets that will be added
         * @param unanswered messages that will never be acknowledged
         */
        Builder(long count, long unanswered) {
            this.count = count;
            this.unanswered = unanswered;
            Arrays.fill(percentiles, -1);
            rank = rank(PARTS[0], count + unanswered);
        }

        /**
         * @param bucket the bucket's number; must be higher than all previous ones
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
