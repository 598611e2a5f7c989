package klt.controller.core.verdict;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import klt.common.histogram.LatencySummary;
import klt.common.protocol.OutcomeCounts;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict;
import klt.common.report.Verdict.Objectives;
import klt.common.report.Verdict.Reason;
import klt.common.report.Verdict.Validity;
import klt.common.spec.Objective;
import klt.common.text.Listing;
import klt.common.text.Quantity;
import klt.controller.core.history.Disruption;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Run;
import klt.controller.core.stats.RunStats;
import klt.controller.core.stats.WorkerStats;

/** Judges a run, live or ended, by its current state. */
public final class Judge {

    /** Above this, the load tester's own lateness distorts response times of the same magnitude. */
    static final long SEND_LAG_P99_DEGRADED_MICROS = 10_000;

    /** Above this, the load was not as specified. */
    static final long SEND_LAG_P99_INVALID_MICROS = 100_000;

    /** A run that achieved less than this fraction of its target was not the specified load. */
    static final double ACHIEVED_MIN = 0.99;

    /** A worker that uses a larger fraction of its cores has no headroom: its figures include its own queueing. */
    static final double CPU_DEGRADED = 0.9;

    private Judge() {}

    /** The measured value for one objective. */
    public sealed interface Actual {

        /** @param value in the metric's base unit */
        record Value(double value) implements Actual {}

        /** The percentile falls on a message that was never answered: it exceeds any limit. */
        record NoAnswer(long unanswered, long messages) implements Actual {}

        record Unmeasured() implements Actual {}

        private static Actual of(Optional<Double> value) {
            return value.<Actual>map(Value::new).orElseGet(Unmeasured::new);
        }
    }

    /** An objective with its measured value. */
    public record Judged(Objective objective, Actual actual) {

        /** In the metric's base unit; empty if nothing was measured, or if there was no answer. */
        public Optional<Double> value() {
            return actual instanceof Actual.Value(double value) ? Optional.of(value) : Optional.empty();
        }

        /** Empty while nothing was measured. */
        public Optional<Boolean> met() {
            return switch (actual) {
                case Actual.Value(double value) -> Optional.of(isMetBy(value));
                case Actual.NoAnswer none -> Optional.of(isMetBy(Double.POSITIVE_INFINITY));
                case Actual.Unmeasured() -> Optional.empty();
            };
        }

        private boolean isMetBy(double value) {
            return objective.operator().holds(value, objective.threshold());
        }
    }

    public static List<Judged> objectives(Run run, Instant now) {
        return run.spec().objectives().stream()
                .map(objective -> new Judged(objective, actual(objective, run, now)))
                .toList();
    }

    private static Actual actual(Objective objective, Run run, Instant now) {
        RunStats stats = run.stats();
        return switch (objective.metric()) {
            case RESPONSE -> figure(stats.judgedResponseTime(), objective.stat());
            case SERVICE -> figure(stats.serviceTime().summary(), objective.stat());
            case SEND_LAG -> figure(stats.sendLag().summary(), objective.stat());
            case END_TO_END -> figure(run.consumerStats().endToEnd().summary(), objective.stat());
            case RATE ->
                Actual.of(
                        objective.stat() == Objective.Stat.SHARE
                                ? AchievedLoad.ackedInTime(run, now)
                                : AchievedLoad.rate(run));
            case ERRORS -> Actual.of(errors(stats.measured()));
        };
    }

    private static Optional<Double> errors(OutcomeCounts measured) {
        return measured.messages() == 0
                ? Optional.empty()
                : Optional.of((double) (measured.failed() + measured.indeterminate()) / measured.messages());
    }

    private static Actual figure(LatencySummary summary, Objective.Stat stat) {
        if (summary.isEmpty()) {
            return new Actual.Unmeasured();
        }
        Optional<Double> figure = switch (stat) {
            case MEAN -> summary.mean();
            case P50 -> micros(summary.p50());
            case P90 -> micros(summary.p90());
            case P95 -> micros(summary.p95());
            case P99 -> micros(summary.p99());
            case P999 -> micros(summary.p999());
            case P9999 -> micros(summary.p9999());
            case MAX -> micros(summary.max());
            case VALUE, SHARE -> throw new IllegalStateException("a latency has several figures");
        };
        return figure.<Actual>map(Actual.Value::new)
                .orElseGet(() -> new Actual.NoAnswer(summary.unanswered(), summary.count() + summary.unanswered()));
    }

    private static Optional<Double> micros(Optional<Long> figure) {
        return figure.map(Long::doubleValue);
    }

    public static Verdict verdict(Run run, Instant now) {
        List<Reason> reasons = new ArrayList<>();
        Validity validity = validity(run, now, reasons);
        Objectives objectives = objectivesVerdict(run, now, reasons);
        reasons.addAll(Throttling.reasons(run, now));
        return new Verdict(objectives, validity, IntegrityJudge.judge(run, reasons), reasons);
    }

    /** While a run is live, an unmeasured objective is not judged; at its end it is missed. */
    private static Objectives objectivesVerdict(Run run, Instant now, List<Reason> reasons) {
        boolean ended = run.phase().isEnded();
        List<Judged> judged = objectives(run, now).stream()
                .filter(j -> ended || j.met().isPresent())
                .toList();
        if (judged.isEmpty()) {
            return Objectives.NONE;
        }
        List<Judged> missed =
                judged.stream().filter(j -> !j.met().orElse(false)).toList();
        for (Judged j : missed) {
            reasons.add(new Reason(ReasonCode.OBJECTIVE_MISSED, j.objective().expression() + ": " + words(j)));
        }
        return missed.isEmpty() ? Objectives.PASS : Objectives.FAIL;
    }

    private static String words(Judged judged) {
        return switch (judged.actual()) {
            case Actual.Value(double value) -> "it was " + words(judged.objective(), value);
            case Actual.NoAnswer(long unanswered, long messages) ->
                "no answer: " + unanswered + " of " + messages
                        + " messages were not answered, and these rank above all others";
            case Actual.Unmeasured() -> "nothing was measured";
        };
    }

    private static String words(Objective objective, double value) {
        return switch (objective.metric()) {
            case RESPONSE, SERVICE, SEND_LAG, END_TO_END -> millis((long) value);
            case RATE ->
                objective.stat() == Objective.Stat.SHARE
                        ? String.format(Locale.ROOT, "%.2f %% of the scheduled load, acked in time", value * 100)
                        : String.format(Locale.ROOT, "%.1f messages per second", value);
            case ERRORS -> String.format(Locale.ROOT, "%.4f %%", value * 100);
        };
    }

    private static Validity validity(Run run, Instant now, List<Reason> reasons) {
        List<Reason> invalid = new ArrayList<>();
        List<Reason> degraded = new ArrayList<>();
        judgeStart(run, invalid);
        judgePacing(run, now, invalid, degraded);
        judgeWorkers(run, now, degraded);
        BatchSplits.reason(run).ifPresent(degraded::add);
        if (run.phase().isEnded() && run.startAt().isPresent()) {
            run.consumerStats().behind().forEach(words -> degraded.add(new Reason(ReasonCode.CONSUMERS_BEHIND, words)));
        }
        reasons.addAll(invalid);
        reasons.addAll(degraded);
        return !invalid.isEmpty() ? Validity.INVALID : degraded.isEmpty() ? Validity.VALID : Validity.DEGRADED;
    }

    private static void judgeStart(Run run, List<Reason> invalid) {
        if (!run.phase().isEnded()) {
            return;
        }
        if (run.stats().totals().sent() == 0) {
            invalid.add(new Reason(ReasonCode.NOTHING_SENT, "no message was sent, so nothing was measured"));
        } else if (run.stats().totals().acked() == 0) {
            invalid.add(new Reason(
                    ReasonCode.NOTHING_ACKED, "no message was acked, so nothing was measured; see the errors"));
        } else if (run.stats().measured().messages() == 0) {
            invalid.add(new Reason(
                    ReasonCode.NOTHING_MEASURED,
                    "all messages belong to the warm-up of "
                            + Quantity.format(run.spec().load().warmup())
                            + ", so nothing was measured; send for longer or shorten warmup"));
        }
    }

    private static void judgePacing(Run run, Instant now, List<Reason> invalid, List<Reason> degraded) {
        long lag = run.stats().sendLag().summary().p99().orElse(0L);
        BackPressure pressure = BackPressure.of(run, now);
        // in an outage the workers pause, and then catch up: that is a reason of its own
        if (lag > SEND_LAG_P99_DEGRADED_MICROS && !isDisturbedByOutage(run, now)) {
            if (pressure.isKafkas()) {
                degraded.add(new Reason(
                        ReasonCode.BACKPRESSURE,
                        "Kafka accepted less than the offered load, and the p99 send lag was " + millis(lag)
                                + "; response time includes that wait; " + pressure.words(run)));
            } else if (pressure.cause() == BackPressure.Cause.BUFFER_TOO_SMALL) {
                (lag > SEND_LAG_P99_INVALID_MICROS ? invalid : degraded)
                        .add(new Reason(
                                ReasonCode.BUFFER_TOO_SMALL,
                                "the workers' p99 send lag was " + millis(lag) + ": " + pressure.words(run)));
            } else if (lag > SEND_LAG_P99_INVALID_MICROS) {
                invalid.add(
                        new Reason(
                                ReasonCode.SEND_LAG,
                                "the workers' p99 send lag was " + millis(lag)
                                        + ": the load tester was the bottleneck, and the load was not as specified; add workers or CPU"));
            } else {
                degraded.add(new Reason(
                        ReasonCode.SEND_LAG,
                        "the workers' p99 send lag was " + millis(lag) + ": the load tester was the bottleneck"));
            }
        }
        if (run.phase().isEnded() && !run.spec().load().isMax()) {
            judgeAchieved(run, pressure, now, invalid, degraded);
        }
    }

    /** Judges the sent load: how Kafka handled it is for the objectives. */
    private static void judgeAchieved(
            Run run, BackPressure pressure, Instant now, List<Reason> invalid, List<Reason> degraded) {
        Optional<Double> sent = AchievedLoad.sentInTime(run);
        if (sent.isPresent() && sent.get() < ACHIEVED_MIN) {
            Reason reason = new Reason(
                    ReasonCode.RATE_NOT_ACHIEVED,
                    String.format(
                            Locale.ROOT, "only %.2f %% of the scheduled load was sent in time", sent.get() * 100));
            (pressure.isKafkas() || isDisturbedByOutage(run, now) ? degraded : invalid).add(reason);
        }
    }

    private static void judgeWorkers(Run run, Instant now, List<Reason> degraded) {
        for (WorkerStats worker : run.stats().workers()) {
            cpuCores(run, worker, now)
                    // only the name is known of a worker that departed under an earlier controller
                    .filter(cpu -> worker.cpuLimit() > 0 && cpu > CPU_DEGRADED * worker.cpuLimit())
                    .ifPresent(cpu -> degraded.add(new Reason(
                            ReasonCode.WORKER_CPU,
                            String.format(
                                    Locale.ROOT,
                                    "%s used %.2f of its %.2f cores: its figures include its own queueing",
                                    worker.name(),
                                    cpu,
                                    worker.cpuLimit()))));
        }
        for (Disruption disruption : run.disruptions()) {
            degraded.add(new Reason(
                    ReasonCode.WORKER_LOST,
                    String.format(
                            Locale.ROOT,
                            "%s: the load was not as specified from second %.1f to %.1f",
                            disruption.words(),
                            disruption.fromSecond(),
                            disruption.toSecond())));
        }
        for (Disruption outage : run.outages()) {
            degraded.add(new Reason(
                    ReasonCode.CONTROL_OUTAGE,
                    String.format(
                            Locale.ROOT,
                            "%s from second %.1f: the response times include that wait",
                            outage.words(),
                            outage.fromSecond())));
        }
        judgeClocks(run, degraded);
        if (!run.reports().refused().isEmpty()) {
            degraded.add(new Reason(
                    ReasonCode.REPORT_REFUSED, Listing.of(run.reports().refused())));
        }
        long missing = run.phase().isEnded() ? run.stats().missingIntervals() : 0;
        if (missing > 0) {
            degraded.add(new Reason(
                    ReasonCode.MISSING_INTERVALS,
                    missing + " interval reports were never received: their latencies are missing"));
        }
    }

    private static void judgeClocks(Run run, List<Reason> degraded) {
        List<RunLog.Entry> jumps = run.log().entries().stream()
                .filter(entry -> entry.kind() == RunLog.Kind.CLOCK_JUMPED)
                .toList();
        if (!jumps.isEmpty()) {
            degraded.add(
                    new Reason(
                            ReasonCode.CLOCK_JUMPED,
                            jumps.getFirst().message()
                                    + (jumps.size() == 1 ? "" : ", the first of " + jumps.size() + " jumps")
                                    + ": end-to-end latencies may be wrong by as much, and Kafka's client may have timed out early or late"));
        }
    }

    /** Average number of cores that a worker used since the run's start. */
    public static Optional<Double> cpuCores(Run run, WorkerStats worker, Instant now) {
        double seconds = run.startAt()
                .map(start -> seconds(start, run.endedAt().orElse(now)))
                .orElse(0.0);
        return seconds < 1 ? Optional.empty() : worker.progress().map(progress -> progress.cpuSeconds() / seconds);
    }

    private static boolean isDisturbedByOutage(Run run, Instant now) {
        double out = run.outages().stream()
                .mapToDouble(outage -> outage.toSecond() - outage.fromSecond())
                .sum();
        return out > BackPressure.BLOCKED_MIN * secondsSinceStart(run, now);
    }

    private static double secondsSinceStart(Run run, Instant now) {
        return run.startAt()
                .map(start -> seconds(start, run.endedAt().orElse(now)))
                .orElse(0.0);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.1f ms", micros / 1e3);
    }
}
