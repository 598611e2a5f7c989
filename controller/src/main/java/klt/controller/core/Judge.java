package klt.controller.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import klt.common.histogram.LatencySummary;
import klt.common.schedule.FireTimes;
import klt.common.spec.Objective;
import klt.common.spec.RunSpec.Rate;
import klt.common.text.Listing;
import klt.controller.core.Verdict.Objectives;
import klt.controller.core.Verdict.Reason;
import klt.controller.core.Verdict.Validity;

/** Judges a run by what is known of it; the same while it runs and when it has ended. */
public final class Judge {

    /** Beyond this the tester's own lateness colours every response time that is not far above it. */
    static final long SEND_LAG_P99_DEGRADED_MICROS = 10_000;

    /** Beyond this the load was not the one that was asked for. */
    static final long SEND_LAG_P99_INVALID_MICROS = 100_000;

    /** A run that achieved less than this part of its target was not the load that was asked for. */
    static final double ACHIEVED_MIN = 0.99;

    /** A worker that uses more of its cores has no reserve: its figures are those of its own queueing. */
    static final double CPU_DEGRADED = 0.9;

    /** A part of the workers' time that send() was blocked, from which on Kafka, not the tester, holds the load back. */
    static final double BACKPRESSURE_MIN = 0.01;

    private Judge() {}

    /** An objective with what was got. */
    public record Judged(Objective objective, Optional<Double> actual, Optional<Boolean> met) {}

    public static List<Judged> objectives(Run run, Instant now) {
        return run.spec().objectives().stream()
                .map(objective -> {
                    Optional<Double> actual = actual(objective, run, now);
                    return new Judged(
                            objective,
                            actual,
                            actual.map(value -> objective.operator().holds(value, objective.threshold())));
                })
                .toList();
    }

    private static Optional<Double> actual(Objective objective, Run run, Instant now) {
        Aggregate aggregate = run.aggregate();
        return switch (objective.metric()) {
            case RESPONSE -> figure(aggregate.responseTime().summary(), objective.stat());
            case SERVICE -> figure(aggregate.serviceTime().summary(), objective.stat());
            case SEND_LAG -> figure(aggregate.sendLag().summary(), objective.stat());
            case END_TO_END -> figure(run.consumption().endToEnd().summary(), objective.stat());
            case RATE -> achievedRate(run, now);
            case ERRORS -> {
                Aggregate.Totals totals = aggregate.totals();
                yield totals.settled() == 0
                        ? Optional.empty()
                        : Optional.of((double) (totals.failed() + totals.indeterminate()) / totals.settled());
            }
        };
    }

    private static Optional<Double> figure(LatencySummary summary, Objective.Stat stat) {
        if (summary.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (stat) {
                    case MEAN -> summary.mean();
                    case P50 -> (double) summary.p50();
                    case P90 -> (double) summary.p90();
                    case P95 -> (double) summary.p95();
                    case P99 -> (double) summary.p99();
                    case P999 -> (double) summary.p999();
                    case P9999 -> (double) summary.p9999();
                    case MAX -> (double) summary.max();
                    case VALUE -> throw new IllegalStateException("a latency has several figures");
                });
    }

    /**
     * Acked messages per second from the start to the last ack. The last message's own interval of the schedule counts too: ten messages
     * at 10/s take a second, not nine tenths.
     */
    public static Optional<Double> achievedRate(Run run, Instant now) {
        Optional<Instant> lastAck = run.aggregate().lastAckAt();
        if (run.startAt().isEmpty() || lastAck.isEmpty()) {
            return Optional.empty();
        }
        double seconds = seconds(run.startAt().get(), lastAck.get());
        double interval = run.fireTimes()
                .map(times -> times.rateAt((long) (seconds * 1e9)))
                .filter(rate -> rate > 0)
                .map(rate -> 1 / rate)
                .orElse(0.0);
        long acked = run.aggregate().totals().acked();
        return seconds + interval > 0 ? Optional.of(acked / (seconds + interval)) : Optional.empty();
    }

    public static Verdict verdict(Run run, Instant now) {
        List<Reason> reasons = new ArrayList<>();
        Validity validity = validity(run, now, reasons);
        Objectives objectives = objectivesVerdict(run, now, reasons);
        return new Verdict(objectives, validity, IntegrityJudge.judge(run, reasons), reasons);
    }

    /** While a run goes on, what is not measured yet is not judged; at its end it is missed. */
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
            reasons.add(new Reason(
                    ReasonCode.OBJECTIVE_MISSED,
                    j.objective().expression()
                            + (j.actual().isPresent() ? ": it was " + words(j) : ": nothing was measured")));
        }
        return missed.isEmpty() ? Objectives.PASS : Objectives.FAIL;
    }

    private static String words(Judged judged) {
        double actual = judged.actual().orElseThrow();
        return switch (judged.objective().metric()) {
            case RESPONSE, SERVICE, SEND_LAG, END_TO_END -> millis((long) actual);
            case RATE -> String.format(Locale.ROOT, "%.1f messages per second", actual);
            case ERRORS -> String.format(Locale.ROOT, "%.4f %%", actual * 100);
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
            run.consumption().behind().forEach(words -> degraded.add(new Reason(ReasonCode.CONSUMERS_BEHIND, words)));
        }
        reasons.addAll(invalid);
        reasons.addAll(degraded);
        return !invalid.isEmpty() ? Validity.INVALID : degraded.isEmpty() ? Validity.VALID : Validity.DEGRADED;
    }

    private static void judgeStart(Run run, List<Reason> invalid) {
        if (run.phase().isEnded() && run.aggregate().totals().sent() == 0) {
            invalid.add(new Reason(ReasonCode.NOTHING_SENT, "no message was sent, so nothing was measured"));
        } else if (run.phase().isEnded() && run.aggregate().totals().acked() == 0) {
            invalid.add(new Reason(
                    ReasonCode.NOTHING_ACKED, "no message was acked, so nothing was measured; see the errors"));
        }
    }

    private static void judgePacing(Run run, Instant now, List<Reason> invalid, List<Reason> degraded) {
        long lag = run.aggregate().sendLag().summary().p99();
        // in an outage the workers hold, and then work off what became due: that is a reason of its own
        if (lag > SEND_LAG_P99_DEGRADED_MICROS && !isDisturbedByOutage(run, now)) {
            if (isHeldBackByKafka(run, now)) {
                degraded.add(new Reason(
                        ReasonCode.BACKPRESSURE,
                        "Kafka took less than was offered: send() was blocked by a full buffer, and messages left up to p99 "
                                + millis(lag) + " late; response time contains that wait"));
            } else if (lag > SEND_LAG_P99_INVALID_MICROS) {
                invalid.add(new Reason(
                        ReasonCode.SEND_LAG,
                        "the workers sent too late by p99 " + millis(lag)
                                + " on their own account: the load was not the one asked for; add workers or CPU"));
            } else {
                degraded.add(new Reason(
                        ReasonCode.SEND_LAG, "the workers sent late by p99 " + millis(lag) + " on their own account"));
            }
        }
        if (run.phase().isEnded() && run.spec().rate() instanceof Rate.PerSecond) {
            judgeAchieved(run, now, invalid, degraded);
        }
    }

    private static void judgeAchieved(Run run, Instant now, List<Reason> invalid, List<Reason> degraded) {
        Optional<Double> ratio = run.startAt()
                .flatMap(start -> run.aggregate()
                        .lastAckAt()
                        .flatMap(last -> run.fireTimes().map(times -> achievedRatio(run, times, start, last))));
        if (ratio.isPresent() && ratio.get() < ACHIEVED_MIN) {
            Reason reason = new Reason(
                    ReasonCode.RATE_NOT_ACHIEVED,
                    String.format(
                            Locale.ROOT, "only %.2f %% of the scheduled load was acked in time", ratio.get() * 100));
            (isHeldBackByKafka(run, now)
                                    || isDisturbedByOutage(run, now)
                                    || run.aggregate().totals().failed()
                                                    + run.aggregate().totals().indeterminate()
                                            > 0
                            ? degraded
                            : invalid)
                    .add(reason);
        }
    }

    /** Acked by what the schedule asked for until the last ack. */
    private static double achievedRatio(Run run, FireTimes times, Instant start, Instant last) {
        long elapsed = Duration.between(start, last).toNanos();
        double due = Math.min(times.messages(), times.firstAtOrAfter(elapsed));
        double scheduleSeconds = times.endNanos() / 1e9;
        // how long Kafka took to answer is no part of the load; without this a short run would fail by its last answer
        double answer = run.aggregate().serviceTime().summary().max() / 1e6;
        double late = Math.max(0, seconds(start, last) - answer - scheduleSeconds);
        double inTime = scheduleSeconds / (scheduleSeconds + late);
        return due < 1 ? 1 : run.aggregate().totals().acked() / due * inTime;
    }

    private static void judgeWorkers(Run run, Instant now, List<Reason> degraded) {
        for (Aggregate.Share share : run.aggregate().shares()) {
            cpuCores(run, share, now)
                    // of a worker that was gone before this controller came nothing but its name is known
                    .filter(cpu -> share.cpuLimit() > 0 && cpu > CPU_DEGRADED * share.cpuLimit())
                    .ifPresent(cpu -> degraded.add(new Reason(
                            ReasonCode.WORKER_CPU,
                            String.format(
                                    Locale.ROOT,
                                    "%s used %.2f of its %.2f cores: its figures contain its own queueing",
                                    share.name(),
                                    cpu,
                                    share.cpuLimit()))));
        }
        for (Workforce.Disruption disruption : run.disruptions()) {
            degraded.add(new Reason(
                    ReasonCode.WORKER_LOST,
                    String.format(
                            Locale.ROOT,
                            "%s: the load was not the one asked for from second %.1f to %.1f",
                            disruption.words(),
                            disruption.fromSecond(),
                            disruption.toSecond())));
        }
        for (Workforce.Disruption outage : run.outages()) {
            degraded.add(new Reason(
                    ReasonCode.CONTROL_OUTAGE,
                    String.format(
                            Locale.ROOT,
                            "%s from second %.1f: the response times contain that wait",
                            outage.words(),
                            outage.fromSecond())));
        }
        if (!run.refusedReports().isEmpty()) {
            degraded.add(new Reason(ReasonCode.REPORT_REFUSED, Listing.of(run.refusedReports())));
        }
        long missing = run.phase().isEnded() ? run.aggregate().missingIntervals() : 0;
        if (missing > 0) {
            degraded.add(new Reason(
                    ReasonCode.MISSING_INTERVALS,
                    missing + " interval reports never came: their latencies are missing"));
        }
    }

    /** Cores that a worker used on average since the run's start. */
    public static Optional<Double> cpuCores(Run run, Aggregate.Share share, Instant now) {
        double seconds = run.startAt()
                .map(start -> seconds(start, run.endedAt().orElse(now)))
                .orElse(0.0);
        return seconds < 1 ? Optional.empty() : share.progress().map(progress -> progress.cpuSeconds() / seconds);
    }

    private static boolean isDisturbedByOutage(Run run, Instant now) {
        double out = run.outages().stream()
                .mapToDouble(outage -> outage.toSecond() - outage.fromSecond())
                .sum();
        return out > BACKPRESSURE_MIN * secondsSinceStart(run, now);
    }

    private static double secondsSinceStart(Run run, Instant now) {
        return run.startAt()
                .map(start -> seconds(start, run.endedAt().orElse(now)))
                .orElse(0.0);
    }

    private static boolean isHeldBackByKafka(Run run, Instant now) {
        double seconds = secondsSinceStart(run, now);
        double blocked = run.aggregate().shares().stream()
                        .flatMap(share -> share.progress().stream())
                        .mapToLong(progress -> progress.producer().blockedNanos())
                        .max()
                        .orElse(0)
                / 1e9;
        return seconds > 0 && blocked > BACKPRESSURE_MIN * seconds;
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.1f ms", micros / 1e3);
    }
}
