package klt.controller.report;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import klt.common.histogram.LatencySummary;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.protocol.StatusRecord.RunState;
import klt.controller.core.stats.Throttled;

/** The parts of runs and reports in the HTTP contract: rates per second, latencies µs, sizes bytes. */
public final class Figures {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final double MILLIS_PER_SECOND = 1e3;

    private Figures() {}

    /**
     * {@code planned = acked + failed + indeterminate + unsent}.
     *
     * @param warmup the part of acked, failed and indeterminate that belongs to the warm-up and is in no latency, rate or error figure
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

    /** @param batchSplits batches that Kafka refused as too large, and that were split and resent */
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
     * How long Kafka quotas throttled clients, summed over the clients; null if no client reported it.
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

    /** What a run waits for: the number of missing answers, and the timeout. */
    public record Waiting(String on, String text, long count, Optional<Instant> until) {}

    public record RunEvent(Instant at, Optional<Double> second, String kind, String message) {}

    public record RunError(
            String errorClass, Outcome outcome, long count, Instant firstAt, Instant lastAt, String sample) {}

    /** The state of a worker in a run, as it reports it, or LOST. */
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

    /** The figures of one worker in one run. */
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

    /** From a message's due time to its delivery to a consumer, µs; every figure ± uncertainty, which is null if unknown. */
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
     * The figures of one consumer group.
     *
     * @param records delivered records, including redelivered ones
     * @param lag records in the topic that no member has completed
     * @param pausedSeconds how long members could not read because of rebalances, summed over the members
     * @param throttledSeconds how long quotas throttled members, summed over the members; null if not measured
     * @param catchUpSeconds how long it continued to read after the last message; null if it has not read everything
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
     * The times of a run.
     *
     * @param warmupSeconds messages due within this time after the start are in no latency, rate or error figure
     * @param measuredFrom end of the warm-up
     */
    public record Timing(
            Instant createdAt,
            Optional<Instant> startedAt,
            Optional<Instant> endedAt,
            Optional<Long> startSkew,
            double warmupSeconds,
            Optional<Instant> measuredFrom) {}
}
