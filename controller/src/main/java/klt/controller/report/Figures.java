package klt.controller.report;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import klt.common.histogram.LatencySummary;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.protocol.StatusRecord.RunState;
import klt.controller.core.Throttled;

/** The parts that runs and reports are made of, as the HTTP contract has them: rates per second, latencies µs, sizes bytes. */
public final class Figures {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final double MILLIS_PER_SECOND = 1e3;

    private Figures() {}

    /**
     * {@code planned = acked + failed + indeterminate + unsent}.
     *
     * @param warmup those of the acked, failed and indeterminate that are in no latency, rate or error figure
     */
    public record Messages(
            Optional<Long> planned,
            long acked,
            long failed,
            long indeterminate,
            Optional<Long> unsent,
            long repaired,
            long handoverDuplicates,
            long warmup) {}

    /** @param batchSplits batches that Kafka refused as too large, and that were sent again in smaller ones */
    public record Bytes(long payload, Optional<Long> wire, Optional<Long> batchSplits) {

        public Bytes {
            // an earlier version did not measure it
            batchSplits = Objects.requireNonNullElse(batchSplits, Optional.empty());
        }
    }

    public record Rate(Optional<Double> target, Optional<Double> achieved) {}

    public record NextRate(double rate, Instant at) {}

    public record ObjectiveResult(String expression, Optional<Double> actual, Optional<Boolean> met) {}

    /**
     * How long quotas of Kafka held back clients, added up over them; each null where no client reported it.
     *
     * @param produceSeconds of producers
     * @param fetchSeconds of consumers
     */
    public record Throttle(Optional<Double> produceSeconds, Optional<Double> fetchSeconds) {

        public static final Throttle UNKNOWN = new Throttle(Optional.empty(), Optional.empty());

        static Throttle of(Throttled throttled) {
            return new Throttle(seconds(throttled.produceNanos()), seconds(throttled.fetchNanos()));
        }

        private static Optional<Double> seconds(Optional<Long> nanos) {
            return nanos.map(all -> all / NANOS_PER_MILLI / MILLIS_PER_SECOND);
        }
    }

    /** One interval. */
    public record SeriesRow(
            int second,
            int seconds,
            Optional<Double> target,
            long sent,
            long acked,
            long failed,
            long indeterminate,
            long payloadBytes,
            long inFlight,
            Latency responseTime,
            Latency serviceTime,
            Latency sendLag,
            Throttle throttle,
            long consumed,
            Optional<Long> lag,
            Latency endToEnd) {

        public SeriesRow {
            // an earlier version did not measure it
            throttle = Objects.requireNonNullElse(throttle, Throttle.UNKNOWN);
        }
    }

    /** What a run waits for: how many answers are missing, and until when it waits. */
    public record Waiting(String on, String text, long count, Optional<Instant> until) {}

    public record RunEvent(Instant at, Optional<Double> second, String kind, String message) {}

    public record RunError(
            String errorClass, Outcome outcome, long count, Instant firstAt, Instant lastAt, String sample) {}

    /** What a worker is in a run: its own word, or LOST. */
    public enum WorkerState {
        PREPARING,
        READY,
        SENDING,
        DRAINING,
        FINISHED,
        FAILED,
        LOST;

        static WorkerState of(RunState state) {
            return valueOf(state.name());
        }
    }

    /** What one worker did for one run. */
    public record RunWorker(
            String id,
            String name,
            WorkerState state,
            int shards,
            Optional<Double> share,
            double rate,
            long sent,
            long acked,
            long failed,
            long indeterminate,
            long inFlight,
            Optional<Long> responseP99,
            Optional<Long> sendLagP99,
            Optional<Long> startSkew,
            Optional<Double> cpu,
            double bufferWait,
            Throttle throttle) {

        public RunWorker {
            // an earlier version did not measure it
            throttle = Objects.requireNonNullElse(throttle, Throttle.UNKNOWN);
        }
    }

    /** From when a message was due to when a consumer got it, µs; every figure ± uncertainty, which is null when it is not known. */
    public record EndToEnd(
            long count,
            long unanswered,
            Optional<Double> mean,
            Optional<Long> p50,
            Optional<Long> p90,
            Optional<Long> p95,
            Optional<Long> p99,
            Optional<Long> p999,
            Optional<Long> p9999,
            Optional<Long> max,
            Optional<Long> uncertainty) {

        static EndToEnd of(LatencySummary summary, OptionalLong uncertaintyMicros) {
            Latency latency = Latency.of(summary);
            return new EndToEnd(
                    latency.count(),
                    latency.unanswered(),
                    latency.mean(),
                    latency.p50(),
                    latency.p90(),
                    latency.p95(),
                    latency.p99(),
                    latency.p999(),
                    latency.p9999(),
                    latency.max(),
                    uncertaintyMicros.isPresent() ? Optional.of(uncertaintyMicros.getAsLong()) : Optional.empty());
        }
    }

    /**
     * What one consumer group did.
     *
     * @param records that its members were given, with those that were given again
     * @param lag records that are in the topic and that no member is done with
     * @param pausedSeconds how long members had nothing to read because of rebalances, added up
     * @param throttledSeconds how long quotas held members back, added up; null when it was not measured
     * @param catchUpSeconds how long it read on after the last message; null when it has not read everything
     */
    public record ConsumerGroup(
            int group,
            String groupId,
            int members,
            int partitions,
            long records,
            long redelivered,
            long foreign,
            long bytes,
            long lag,
            long lagMax,
            long rebalances,
            double pausedSeconds,
            Optional<Double> throttledSeconds,
            Optional<Double> catchUpSeconds,
            Optional<String> trouble,
            EndToEnd endToEnd) {}

    /**
     * When.
     *
     * @param warmupSeconds messages that were due in so many seconds after the start are in no latency, rate or error figure
     * @param measuredFrom when the warm-up was over
     */
    public record Timing(
            Instant createdAt,
            Optional<Instant> startedAt,
            Optional<Instant> endedAt,
            Optional<Long> startSkew,
            double warmupSeconds,
            Optional<Instant> measuredFrom) {}
}
