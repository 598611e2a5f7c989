package klt.controller.report;

import java.time.Instant;
import java.util.Optional;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.protocol.StatusRecord.RunState;

/** The parts that runs and reports are made of, as the HTTP contract has them: rates per second, latencies µs, sizes bytes. */
public final class Figures {

    private Figures() {}

    /** {@code planned = acked + failed + indeterminate + unsent}. */
    public record Messages(
            Optional<Long> planned,
            long acked,
            long failed,
            long indeterminate,
            Optional<Long> unsent,
            long repaired,
            long handoverDuplicates) {}

    public record Bytes(long payload, Optional<Long> wire) {}

    public record Rate(Optional<Double> target, Optional<Double> achieved) {}

    public record NextRate(double rate, Instant at) {}

    public record ObjectiveResult(String expression, Optional<Double> actual, Optional<Boolean> met) {}

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
            Latency sendLag) {}

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
            double bufferWait) {}

    public record EndToEnd(
            long count,
            Optional<Double> mean,
            Optional<Long> p50,
            Optional<Long> p90,
            Optional<Long> p95,
            Optional<Long> p99,
            Optional<Long> p999,
            Optional<Long> p9999,
            Optional<Long> max,
            Optional<Long> uncertainty) {

        /** Nobody consumed. */
        static final EndToEnd UNMEASURED = new EndToEnd(
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public record Timing(
            Instant createdAt, Optional<Instant> startedAt, Optional<Instant> endedAt, Optional<Long> startSkew) {}
}
