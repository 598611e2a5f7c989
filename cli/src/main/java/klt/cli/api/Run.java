package klt.cli.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import klt.common.protocol.RunPhase;

/**
 * A run as in {@code GET /api/runs/{id}}, without the fields that this command does not show. Latencies in µs, rates per second, sizes in
 * bytes; empty where nothing was measured. See the schema {@code Run} in openapi.yaml.
 *
 * @param warmupSeconds messages that are due within this time after the start count in no latency, rate or objective
 * @param progress 0 to 1
 * @param targetRate now; 0 in a pause, empty at rate max
 */
public record Run(
        String id,
        RunPhase phase,
        Optional<String> reason,
        Optional<Instant> startedAt,
        double warmupSeconds,
        Optional<Waiting> waiting,
        OptionalDouble elapsedSeconds,
        OptionalDouble remainingSeconds,
        OptionalDouble progress,
        OptionalDouble targetRate,
        Spec spec,
        Verdict verdict,
        List<Objective> objectives,
        Messages messages,
        Bytes bytes,
        Rate rate,
        Optional<Interval> current,
        Latency responseTime,
        Latency serviceTime,
        Latency sendLag,
        Latency repairedResponseTime,
        EndToEnd endToEnd,
        List<ConsumerGroup> consumers,
        Optional<Verification> verification,
        List<Worker> workers,
        List<RunError> errors) {

    public Run {
        objectives = List.copyOf(objectives);
        consumers = List.copyOf(consumers);
        workers = List.copyOf(workers);
        errors = List.copyOf(errors);
    }

    public record Spec(String name, Topic topic, Workers workers) {

        public record Topic(String name) {}

        public record Workers(int expected) {}
    }

    /**
     * What the run waits for.
     *
     * @param count of what; empty when it cannot be counted
     * @param until when the run stops waiting; empty when it does not
     */
    public record Waiting(String text, OptionalLong count, Optional<Instant> until) {}

    /** Three separate verdicts. */
    public record Verdict(Objectives objectives, Validity validity, Integrity integrity, List<Reason> reasons) {

        public Verdict {
            reasons = List.copyOf(reasons);
        }

        public enum Objectives {
            PASS,
            FAIL,
            NONE
        }

        public enum Validity {
            VALID,
            DEGRADED,
            INVALID
        }

        public enum Integrity {
            INTACT,
            VIOLATED,
            INCONCLUSIVE,
            UNCHECKED
        }

        public record Reason(String code, String message) {}
    }

    /** @param actual in the metric's base unit: µs, messages per second, or a fraction */
    public record Objective(String expression, OptionalDouble actual, Optional<Boolean> met) {}

    public record Messages(
            OptionalLong planned,
            long acked,
            long failed,
            long indeterminate,
            OptionalLong unsent,
            long repaired,
            long handoverDuplicates,
            long warmup) {

        public long errors() {
            return failed + indeterminate;
        }
    }

    public record Bytes(long payload, OptionalLong wire) {}

    public record Rate(OptionalDouble target, OptionalDouble achieved) {}

    /** The newest complete interval. */
    public record Interval(int seconds, long acked, Latency responseTime) {}

    /**
     * A percentile is empty where nothing was measured, or where its rank falls among the unanswered.
     *
     * @param count messages that were acknowledged
     * @param unanswered messages without an ack, which rank above all others
     */
    public record Latency(
            long count,
            long unanswered,
            OptionalLong p50,
            OptionalLong p95,
            OptionalLong p99,
            OptionalLong p999,
            OptionalLong max) {

        /** Whether any message has an outcome. */
        public boolean isMeasured() {
            return count + unanswered > 0;
        }
    }

    /** @param uncertainty ± of every value; empty when it is unknown */
    public record EndToEnd(
            long count,
            long unanswered,
            OptionalLong p50,
            OptionalLong p95,
            OptionalLong p99,
            OptionalLong p999,
            OptionalLong max,
            OptionalLong uncertainty) {

        public Latency latency() {
            return new Latency(count, unanswered, p50, p95, p99, p999, max);
        }
    }

    /** @param catchUpSeconds how long it kept reading after the last message; empty when it has not read everything */
    public record ConsumerGroup(
            int group,
            long records,
            long redelivered,
            long lag,
            long lagMax,
            long rebalances,
            OptionalDouble catchUpSeconds,
            Optional<String> trouble) {}

    /** The result of verification. */
    public record Verification(
            long audited,
            long lost,
            Indeterminate indeterminate,
            long ghosts,
            Duplicated duplicated,
            long reordered,
            long corrupted,
            long misrouted,
            long foreign) {}

    public record Indeterminate(long present, long absent) {}

    public record Duplicated(long sameEpoch, long handover, long zombie) {}

    public record Worker(String name, String state) {}

    /** @param outcome FAILED, INDETERMINATE or FATAL */
    public record RunError(String errorClass, String outcome, long count, String sample) {}

    /** One line of {@code GET /api/runs}. */
    public record Entry(
            String id,
            String name,
            String topic,
            RunPhase phase,
            Instant createdAt,
            Verdict verdict,
            OptionalDouble targetRate,
            OptionalDouble achievedRate,
            long acked,
            long errors,
            OptionalLong responseP99,
            long repaired) {}

    public record Page(List<Entry> runs, long total) {

        public Page {
            runs = List.copyOf(runs);
        }
    }
}
