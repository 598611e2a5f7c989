package klt.common.report;

import java.util.Objects;
import java.util.Optional;

/**
 * A run's counts.
 *
 * @param throttle how long Kafka quotas throttled the run's clients
 */
public record Totals(Messages messages, Bytes bytes, Rate rate, Throttle throttle) {

    public Totals {
        // not measured in earlier versions
        throttle = Objects.requireNonNullElse(throttle, Throttle.UNKNOWN);
    }

    /**
     * {@code planned = acked + failed + indeterminate + aborted + unsent}.
     *
     * @param aborted messages of intentionally aborted transactions
     * @param warmup the warm-up's share of acked, failed, indeterminate and aborted, which is excluded from latency, rate and error figures
     */
    public record Messages(
            Optional<Long> planned,
            long acked,
            long failed,
            long indeterminate,
            long aborted,
            Optional<Long> unsent,
            long repaired,
            long handoverDuplicates,
            long warmup) {

        public long errors() {
            return failed + indeterminate;
        }

        /** Returns the number of completed messages. */
        public long completed() {
            return acked + failed + indeterminate + aborted;
        }
    }

    /** @param batchSplits batches that Kafka rejected as too large, and that were split and resent */
    public record Bytes(long payload, Optional<Long> wire, Optional<Long> batchSplits) {

        public Bytes {
            // not measured in earlier versions
            batchSplits = Objects.requireNonNullElse(batchSplits, Optional.empty());
        }
    }

    public record Rate(Optional<Double> target, Optional<Double> achieved) {}

    /**
     * Time during which Kafka quotas throttled the clients, summed across them; null if no client reported it.
     *
     * @param produceSeconds producers' throttle time
     * @param fetchSeconds consumers' throttle time
     */
    public record Throttle(Optional<Double> produceSeconds, Optional<Double> fetchSeconds) {

        public static final Throttle UNKNOWN = new Throttle(Optional.empty(), Optional.empty());
    }
}
