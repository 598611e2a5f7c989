package klt.controller.core.verdict;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.RunPhase;
import klt.common.protocol.interval.SenderTimes;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict;
import klt.common.report.Verdict.Objectives;
import klt.common.report.Verdict.Reason;
import klt.common.report.Verdict.Validity;
import klt.common.report.limit.LimitResult.Bound;
import klt.common.report.limit.LimitResult.Progress;
import klt.common.spec.objective.Objective;
import klt.controller.core.history.Disruption;
import klt.controller.core.history.RunLog;
import klt.controller.core.limit.LimitTrials;
import klt.controller.core.limit.LimitTrials.Limit;
import klt.controller.core.run.Run;
import klt.controller.core.stats.MeasuredTimes;
import klt.controller.core.stats.WorkerStats;

/** Judges a live or ended run by its current state. */
public final class Judge {

    /** Send lag above which the load tester's own lateness distorts response times of the same magnitude. */
    static final long SEND_LAG_P99_DEGRADED_MICROS = MeasuredTimes.LATE_MICROS;

    /** Send lag above which the load was not as specified. */
    static final long SEND_LAG_P99_INVALID_MICROS = 100_000;

    /** Fraction of the target below which a run did not produce the specified load. */
    static final double ACHIEVED_MIN = 0.99;

    private static final double MICROS_PER_MILLI = 1e3;

    private Judge() {}

    /** The measured value for one objective. */
    public sealed interface Actual {

        /** @param value in the metric's base unit */
        record Value(double value) implements Actual {}

        /** The percentile falls among unanswered messages, so it exceeds any limit. */
        record NoAnswer(long unanswered, long messages) implements Actual {}

        /** Consumer groups had not read everything by the end of the run, so the time exceeds any limit. */
        record Behind(long unread) implements Actual {}

        record Unmeasured() implements Actual {}

        static Actual of(Optional<Double> value) {
            return value.<Actual>map(Value::new).orElseGet(Unmeasured::new);
        }
    }

    /** An objective and its measured value. */
    public record Judged(Objective objective, Actual actual) {

        static List<Judged> unmeasured(List<Objective> objectives) {
            return objectives.stream()
                    .map(objective -> new Judged(objective, new Actual.Unmeasured()))
                    .toList();
        }

        /** The value in the metric's base unit; empty if nothing was measured, or if it exceeds any limit. */
        public Optional<Double> value() {
            return actual instanceof Actual.Value(double value) ? Optional.of(value) : Optional.empty();
        }

        /** Returns whether the objective was met, or empty until something has been measured. */
        public Optional<Boolean> met() {
            return switch (actual) {
                case Actual.Value(double value) -> Optional.of(isMetBy(value));
                case Actual.NoAnswer none -> Optional.of(isMetBy(Double.POSITIVE_INFINITY));
                case Actual.Behind groups -> Optional.of(isMetBy(Double.POSITIVE_INFINITY));
                case Actual.Unmeasured() -> Optional.empty();
            };
        }

        private boolean isMetBy(double value) {
            return objective.operator().holds(value, objective.threshold());
        }
    }

    public static List<Judged> objectives(Run run, Instant now) {
        return run.stats()
                .limit()
                .map(trials -> LimitFigures.judge(run, trials))
                .orElseGet(() -> new RunFigures(run, now).judge(run.spec().objectives()));
    }

    public static Verdict verdict(Run run, Instant now) {
        List<Reason> reasons = new ArrayList<>();
        Validity validity = validity(run, now, reasons);
        Objectives objectives = objectivesVerdict(run, now, reasons);
        reasons.addAll(Throttling.reasons(run, now));
        return new Verdict(objectives, validity, IntegrityJudge.judge(run, reasons), reasons);
    }

    /**
     * Judges the objectives. An objective without a measured value is not judged while the run is live, and counts as missed when it has
     * ended.
     */
    private static Objectives objectivesVerdict(Run run, Instant now, List<Reason> reasons) {
        boolean ended = run.phase().isEnded();
        if (run.stats().limit().filter(LimitFigures::isUnknown).isPresent()) {
            return Objectives.NONE;
        }
        List<Judged> judged = objectives(run, now).stream()
                .filter(j -> ended || j.met().isPresent())
                .toList();
        if (judged.isEmpty()) {
            return Objectives.NONE;
        }
        List<Judged> missed =
                judged.stream().filter(j -> !j.met().orElse(false)).toList();
        for (Judged j : missed) {
            Args args = Args.of("objective", j.objective().expression()).and(actual(j));
            reasons.add(new Reason(ReasonCode.OBJECTIVE_MISSED, args));
        }
        return missed.isEmpty() ? Objectives.PASS : Objectives.FAIL;
    }

    private static Args actual(Judged judged) {
        return switch (judged.actual()) {
            case Actual.Value(double value) -> figure(judged.objective(), value);
            case Actual.NoAnswer(long unanswered, long messages) ->
                Args.of("unanswered", unanswered, "messages", messages);
            case Actual.Behind(long unread) -> Args.of("unread", unread);
            case Actual.Unmeasured() -> Args.NONE;
        };
    }

    private static Args figure(Objective objective, double value) {
        return switch (objective.metric()) {
            case RESPONSE, SERVICE, SEND_LAG, END_TO_END -> Args.of("actualMicros", value);
            case CONSUME_RATE -> Args.of("consumeRate", value);
            case LAG -> Args.of("lag", (long) value);
            case CATCH_UP -> Args.of("catchUpMillis", value / MICROS_PER_MILLI);
            case REBALANCE -> Args.of("pausedMillis", value / MICROS_PER_MILLI);
            case RATE -> Args.of(objective.stat() == Objective.Stat.SHARE ? "ackedShare" : "actualRate", value);
            case ERRORS -> Args.of("errorShare", value);
            case THROTTLE -> Args.of("throttledShare", value);
        };
    }

    private static Validity validity(Run run, Instant now, List<Reason> reasons) {
        List<Reason> invalid = new ArrayList<>();
        List<Reason> degraded = new ArrayList<>();
        List<Reason> hints = new ArrayList<>();
        judgeStart(run, invalid);
        run.stats()
                .limit()
                .ifPresentOrElse(
                        trials -> judgeSearch(
                                run,
                                trials,
                                run.phase().isEnded() && LimitFigures.isUnknown(trials) ? invalid : degraded),
                        () -> judgePacing(run, now, invalid, degraded));
        judgeProcesses(run, now, degraded, hints);
        judgeWorkers(run, degraded);
        BatchSplits.reason(run).ifPresent(degraded::add);
        if (run.phase().isEnded() && run.startAt().isPresent()) {
            run.consumerStats().behind().forEach(args -> degraded.add(new Reason(ReasonCode.CONSUMERS_BEHIND, args)));
        }
        reasons.addAll(invalid);
        reasons.addAll(degraded);
        reasons.addAll(hints);
        return !invalid.isEmpty() ? Validity.INVALID : degraded.isEmpty() ? Validity.VALID : Validity.DEGRADED;
    }

    private static void judgeStart(Run run, List<Reason> invalid) {
        if (!run.phase().isEnded()) {
            return;
        }
        if (!run.sends()) {
            if (run.consumerStats().groups().stream().allMatch(group -> group.records() == 0)) {
                invalid.add(ReasonCode.NOTHING_CONSUMED.with());
            }
        } else if (run.stats().totals().sent() == 0) {
            invalid.add(ReasonCode.NOTHING_SENT.with());
        } else if (run.stats().totals().accepted() == 0) {
            invalid.add(ReasonCode.NOTHING_ACKED.with());
        } else if (run.stats().measured().messages() == 0) {
            invalid.add(ReasonCode.NOTHING_MEASURED.with(
                    "warmupSeconds", run.spec().load().warmup()));
        }
    }

    /**
     * Judges a search. Windows in which the load tester was the bottleneck do not count, so only their consequences are a reason.
     *
     * @param reasons receives why the run is INVALID if nothing is known about Kafka, or why it is DEGRADED otherwise
     */
    private static void judgeSearch(Run run, LimitTrials trials, List<Reason> reasons) {
        Limit limit = trials.limit();
        if (run.phase() == RunPhase.DONE && limit.progress() != Progress.DONE) {
            reasons.add(ReasonCode.SEARCH_INCOMPLETE.with("lowerRate", limit.lower(), "upperRate", limit.upper()));
        }
        if (limit.bound() == Bound.LOAD_TESTER) {
            reasons.add(ReasonCode.LIMITED_BY_LOAD_TESTER.with("upperRate", limit.upper()));
        }
    }

    private static void judgePacing(Run run, Instant now, List<Reason> invalid, List<Reason> degraded) {
        long lag = run.stats().sendLag().summary().p99().orElse(0L);
        BackPressure pressure = BackPressure.of(run, now);
        // an outage, during which workers hold messages and then catch up, is a separate reason
        if (lag > SEND_LAG_P99_DEGRADED_MICROS && !isDisturbedByOutage(run, now)) {
            Args args = Args.of("sendLagP99Micros", lag);
            Validity validity = lag > SEND_LAG_P99_INVALID_MICROS ? Validity.INVALID : Validity.DEGRADED;
            List<Reason> own = validity == Validity.INVALID ? invalid : degraded;
            if (pressure.isKafkas()) {
                degraded.add(new Reason(ReasonCode.BACKPRESSURE, args.and(pressure.args(run))));
            } else if (pressure.cause() == BackPressure.Cause.BUFFER_TOO_SMALL) {
                own.add(new Reason(ReasonCode.BUFFER_TOO_SMALL, args.and(pressure.args(run))));
            } else {
                own.add(new Reason(ReasonCode.SEND_LAG, args.and("validity", validity)));
            }
        }
        if (run.phase().isEnded() && !run.spec().load().isMax()) {
            judgeAchieved(run, pressure, now, invalid, degraded);
        }
    }

    /** Judges only the load that was sent; how Kafka handled it is up to the objectives. */
    private static void judgeAchieved(
            Run run, BackPressure pressure, Instant now, List<Reason> invalid, List<Reason> degraded) {
        Optional<Double> sent = AchievedLoad.sentInTime(run);
        if (sent.isPresent() && sent.get() < ACHIEVED_MIN) {
            Reason reason = ReasonCode.RATE_NOT_ACHIEVED.with("sentShare", sent);
            (pressure.holdsBack() || isDisturbedByOutage(run, now) ? degraded : invalid).add(reason);
        }
    }

    private static void judgeProcesses(Run run, Instant now, List<Reason> degraded, List<Reason> hints) {
        for (WorkerStats worker : run.stats().workers()) {
            for (ProcessJudge.Finding finding : ProcessJudge.judge(worker, cpuCores(run, worker, now))) {
                (finding.degrades() ? degraded : hints).add(finding.reason());
            }
        }
    }

    private static void judgeWorkers(Run run, List<Reason> degraded) {
        for (Disruption disruption : run.disruptions()) {
            degraded.add(new Reason(ReasonCode.WORKER_LOST, disruption.reasonArgs()));
        }
        for (Disruption outage : run.outages()) {
            degraded.add(new Reason(ReasonCode.CONTROL_OUTAGE, outage.reasonArgs()));
        }
        judgeClocks(run, degraded);
        first(ReasonCode.REPORT_REFUSED, "reports", List.copyOf(run.reports().refused()))
                .ifPresent(degraded::add);
        long missing = run.phase().isEnded() ? run.stats().missingIntervals() : 0;
        if (missing > 0) {
            degraded.add(ReasonCode.MISSING_INTERVALS.with("intervals", missing));
        }
    }

    private static void judgeClocks(Run run, List<Reason> degraded) {
        List<Args> jumps = run.log().entries().stream()
                .filter(entry -> entry.kind() == RunLog.Kind.CLOCK_JUMPED)
                .map(RunLog.Entry::args)
                .toList();
        first(ReasonCode.CLOCK_JUMPED, "jumps", jumps).ifPresent(degraded::add);
    }

    /** Combines events into one reason with the first event's arguments and, if there are several, the number of events. */
    private static Optional<Reason> first(ReasonCode code, String what, List<Args> all) {
        return all.stream()
                .findFirst()
                .map(first -> counted(code, first, what, all.size()))
                .map(args -> new Reason(code, args));
    }

    /** Adds the number of events, unless the event was stored by another build and only has a text. */
    private static Args counted(ReasonCode code, Args first, String what, int number) {
        Args counted = first.and(what, number);
        return number > 1 && code.wording().fits(counted) ? counted : first;
    }

    /** Returns the average number of cores that a worker used while it was sending or, without intervals, since the run's start. */
    public static Optional<Double> cpuCores(Run run, WorkerStats worker, Instant now) {
        double seconds = secondsSinceStart(run, now);
        return worker.measured()
                .sum()
                .map(SenderTimes::cpuCores)
                .or(() -> seconds < 1
                        ? Optional.empty()
                        : worker.progress().map(progress -> progress.cpuSeconds() / seconds));
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
}
