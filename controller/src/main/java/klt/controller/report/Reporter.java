package klt.controller.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.GroupIds;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.RunProgress;
import klt.common.schedule.FireTimes;
import klt.common.schedule.Segment;
import klt.common.spec.RunSpec;
import klt.controller.core.AchievedLoad;
import klt.controller.core.AuditResult;
import klt.controller.core.ConsumerGroupStats;
import klt.controller.core.Judge;
import klt.controller.core.Run;
import klt.controller.core.RunStats;
import klt.controller.core.Series;
import klt.controller.core.Verification;
import klt.controller.report.Figures.Bytes;
import klt.controller.report.Figures.ConsumerGroup;
import klt.controller.report.Figures.EndToEnd;
import klt.controller.report.Figures.Messages;
import klt.controller.report.Figures.NextRate;
import klt.controller.report.Figures.ObjectiveResult;
import klt.controller.report.Figures.Rate;
import klt.controller.report.Figures.RunError;
import klt.controller.report.Figures.RunEvent;
import klt.controller.report.Figures.RunWorker;
import klt.controller.report.Figures.SeriesRow;
import klt.controller.report.Figures.Throttle;
import klt.controller.report.Figures.Timing;
import klt.controller.report.Figures.Waiting;
import klt.controller.report.Figures.WorkerState;

/** Converts the core's state of a run to the HTTP contract. */
public final class Reporter {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final long NANOS_PER_MICRO = 1_000;

    private final String version;

    public Reporter(String version) {
        this.version = version;
    }

    public Report report(Run run, Instant now) {
        RunStats stats = run.stats();
        return new Report(
                run.id(),
                run.phase(),
                reason(run),
                version,
                run.spec(),
                Judge.verdict(run, now),
                objectives(run, now),
                messages(run),
                bytes(run),
                rate(run),
                Throttle.of(run.throttled()),
                Latency.of(stats.responseTime().summary()),
                Latency.of(stats.serviceTime().summary()),
                Latency.of(stats.sendLag().summary()),
                Latency.of(stats.repairedResponseTime().summary()),
                endToEnd(run),
                consumers(run),
                verification(run),
                workers(run, now),
                rows(run, 0),
                events(run),
                errors(run),
                new Timing(
                        run.createdAt(),
                        run.startAt(),
                        run.endedAt(),
                        stats.startSkewNanos().map(nanos -> nanos / NANOS_PER_MICRO),
                        warmupSeconds(run),
                        run.measuredFrom()));
    }

    public RunView view(Run run, Instant now) {
        RunStats stats = run.stats();
        Optional<Double> elapsed = elapsedSeconds(run, now);
        return new RunView(
                run.id(),
                run.phase(),
                reason(run),
                run.createdAt(),
                run.startAt(),
                run.endedAt(),
                warmupSeconds(run),
                run.measuredFrom(),
                run.waiting().map(wait -> new Waiting(wait.on().name(), wait.text(), wait.count(), wait.until())),
                elapsed,
                remainingSeconds(run, now),
                progress(run, now),
                targetRate(run, now),
                nextRate(run, now),
                run.spec(),
                Judge.verdict(run, now),
                objectives(run, now),
                messages(run),
                bytes(run),
                rate(run),
                Throttle.of(run.throttled()),
                current(run, elapsed),
                Latency.of(stats.responseTime().summary()),
                Latency.of(stats.serviceTime().summary()),
                Latency.of(stats.sendLag().summary()),
                Latency.of(stats.repairedResponseTime().summary()),
                endToEnd(run),
                consumers(run),
                verification(run),
                workers(run, now),
                events(run),
                errors(run));
    }

    /** The view of an ended run, from its report. */
    public static RunView view(Report report) {
        Optional<Double> elapsed = report.timing()
                .startedAt()
                .flatMap(start -> report.timing().endedAt().map(end -> seconds(start, end)));
        return new RunView(
                report.id(),
                report.phase(),
                report.reason(),
                report.timing().createdAt(),
                report.timing().startedAt(),
                report.timing().endedAt(),
                report.timing().warmupSeconds(),
                report.timing().measuredFrom(),
                Optional.empty(),
                elapsed,
                Optional.of(0.0),
                progress(report.messages()),
                report.rate().target(),
                Optional.empty(),
                report.spec(),
                report.verdict(),
                report.objectives(),
                report.messages(),
                report.bytes(),
                report.rate(),
                report.throttle(),
                report.series().isEmpty()
                        ? Optional.empty()
                        : Optional.of(report.series().getLast()),
                report.responseTime(),
                report.serviceTime(),
                report.sendLag(),
                report.repairedResponseTime(),
                report.endToEnd(),
                report.consumers(),
                report.verification(),
                report.workers(),
                report.events(),
                report.errors());
    }

    /** Before the end, unread messages would count as missing. */
    private static Optional<AuditResult> verification(Run run) {
        Verification verification = run.verification();
        return run.phase().isEnded() ? verification.findings() : verification.findingsSoFar();
    }

    private static EndToEnd endToEnd(Run run) {
        ConsumerGroupStats consumerStats = run.consumerStats();
        return EndToEnd.of(consumerStats.endToEnd().summary(), consumerStats.uncertaintyMicros());
    }

    private static List<ConsumerGroup> consumers(Run run) {
        ConsumerGroupStats consumerStats = run.consumerStats();
        return consumerStats.groups().stream()
                .map(group -> new ConsumerGroup(
                        group.number(),
                        GroupIds.of(run.id(), group.number()),
                        group.members(),
                        group.partitions(),
                        group.records(),
                        group.redelivered(),
                        group.foreign(),
                        group.bytes(),
                        group.lag(),
                        group.lagMax(),
                        group.rebalances(),
                        group.paused().toMillis() / 1e3,
                        Throttle.of(group.throttled()).fetchSeconds(),
                        consumerStats.catchUp(group).map(took -> took.toMillis() / 1e3),
                        group.trouble(),
                        EndToEnd.of(group.endToEnd().summary(), consumerStats.uncertaintyMicros())))
                .toList();
    }

    private static Optional<String> reason(Run run) {
        return run.reason().isEmpty() ? Optional.empty() : Optional.of(run.reason());
    }

    private static List<ObjectiveResult> objectives(Run run, Instant now) {
        return Judge.objectives(run, now).stream()
                .map(judged -> new ObjectiveResult(judged.objective().expression(), judged.value(), judged.met()))
                .toList();
    }

    private static Messages messages(Run run) {
        RunStats.Totals totals = run.stats().totals();
        Optional<Long> planned = run.planned();
        return new Messages(
                planned,
                totals.acked(),
                totals.failed(),
                totals.indeterminate(),
                planned.map(all -> all - totals.completed()),
                totals.repaired(),
                run.handoverDuplicates(),
                run.stats().warmup().messages());
    }

    private static Bytes bytes(Run run) {
        RunStats.Totals totals = run.stats().totals();
        return new Bytes(
                totals.payloadBytes(),
                totals.sent() == 0 ? Optional.empty() : Optional.of(totals.wireBytes()),
                totals.sent() == 0 ? Optional.empty() : Optional.of(run.stats().batchSplits()));
    }

    private static Rate rate(Run run) {
        Optional<Double> target = run.spec().rate() instanceof RunSpec.Rate.PerSecond perSecond
                ? Optional.of(perSecond.value())
                : Optional.empty();
        return new Rate(target, AchievedLoad.rate(run));
    }

    private static double warmupSeconds(Run run) {
        return run.spec().warmup().toNanos() / NANOS_PER_SECOND;
    }

    private static Optional<Double> elapsedSeconds(Run run, Instant now) {
        return run.startAt()
                .map(start -> Math.max(0, seconds(start, run.endedAt().orElse(now))));
    }

    private static Optional<Double> remainingSeconds(Run run, Instant now) {
        if (run.phase().isEnded()) {
            return Optional.of(0.0);
        }
        long end = run.endNanos();
        if (end == FireTimes.NEVER) {
            return Optional.empty();
        }
        double elapsed = run.startAt().map(start -> seconds(start, now)).orElse(0.0);
        return Optional.of(Math.max(0, end / NANOS_PER_SECOND - elapsed));
    }

    private static Optional<Double> progress(Run run, Instant now) {
        if (run.phase() == RunPhase.VERIFYING) {
            return Optional.of(
                    run.consumerStats().isOver(now)
                            ? run.verification().progress()
                            : run.consumerStats().progress());
        }
        if (run.spec().extent() instanceof RunSpec.Extent.Timed time
                && !run.phase().isEnded()) {
            double scheduled = time.duration().toNanos() / NANOS_PER_SECOND;
            return elapsedSeconds(run, now)
                    .map(elapsed -> Math.min(1, elapsed / scheduled))
                    .or(() -> Optional.of(0.0));
        }
        return progress(messages(run));
    }

    private static Optional<Double> progress(Messages messages) {
        long completed = messages.acked() + messages.failed() + messages.indeterminate();
        return messages.planned().map(all -> all == 0 ? 1 : (double) completed / all);
    }

    private static Optional<Double> targetRate(Run run, Instant now) {
        return run.fireTimes().map(times -> times.rateAt(elapsedNanos(run, now)));
    }

    private static Optional<NextRate> nextRate(Run run, Instant now) {
        if (run.phase().isEnded()) {
            return Optional.empty();
        }
        long elapsed = elapsedNanos(run, now);
        return run.startAt()
                .flatMap(start -> run.segments().stream()
                        .filter(segment -> segment.startNanos() > elapsed)
                        .findFirst()
                        .map((Segment segment) -> new NextRate(segment.rate(), start.plusNanos(segment.startNanos()))));
    }

    private static long elapsedNanos(Run run, Instant now) {
        return run.startAt()
                .map(start -> Math.max(
                        0, Duration.between(start, run.endedAt().orElse(now)).toNanos()))
                .orElse(0L);
    }

    /** The newest interval that every worker can have reported: the one before the last. */
    private Optional<SeriesRow> current(Run run, Optional<Double> elapsed) {
        int from = Math.max(
                0,
                (int) Math.floor(elapsed.orElse(0.0)) - 3 * run.stats().series().rowSeconds());
        List<SeriesRow> rows = rows(run, from);
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        boolean live = run.phase() == RunPhase.RUNNING || run.phase() == RunPhase.PAUSED;
        return Optional.of(live && rows.size() > 1 ? rows.get(rows.size() - 2) : rows.getLast());
    }

    /** The rows of the series from a second on. */
    public List<SeriesRow> rows(Run run, int fromSecond) {
        Optional<FireTimes> times = run.fireTimes();
        return run.stats().series().rowsFrom(fromSecond).stream()
                .map(row -> row(row, times))
                .toList();
    }

    private static SeriesRow row(Series.Row row, Optional<FireTimes> times) {
        return new SeriesRow(
                row.second(),
                row.seconds(),
                times.map(t -> target(t, row)),
                row.sent(),
                row.acked(),
                row.failed(),
                row.indeterminate(),
                row.payloadBytes(),
                row.inFlight(),
                Latency.of(row.responseTime()),
                Latency.of(row.serviceTime()),
                Latency.of(row.sendLag()),
                Throttle.of(row.throttled()),
                row.consumed(),
                row.lag(),
                Latency.of(row.endToEnd()));
    }

    /** The scheduled messages per second in the row's interval; less than the rate if the run ends within the row. */
    private static double target(FireTimes times, Series.Row row) {
        double before = due(times, row.second());
        return (due(times, row.second() + row.seconds()) - before) / row.seconds();
    }

    private static double due(FireTimes times, long second) {
        return Math.min(
                (double) times.messages(),
                times.dueBefore(Duration.ofSeconds(second).toNanos()));
    }

    private static List<RunWorker> workers(Run run, Instant now) {
        Optional<Double> target = targetRate(run, now);
        int shards =
                run.stats().shares().stream().mapToInt(RunStats.Share::shards).sum();
        return run.stats().shares().stream()
                .map(share ->
                        worker(run, share, target.map(rate -> shards == 0 ? 0 : rate * share.shards() / shards), now))
                .toList();
    }

    private static RunWorker worker(Run run, RunStats.Share share, Optional<Double> target, Instant now) {
        Optional<RunProgress> progress = share.progress();
        Latency response = Latency.of(share.responseTime().summary());
        Latency lag = Latency.of(share.sendLag().summary());
        WorkerState state = progress.filter(p -> !share.isGone() || p.state().isFinal())
                .map(p -> WorkerState.of(p.state()))
                .orElse(share.isGone() ? WorkerState.LOST : WorkerState.PREPARING);
        return new RunWorker(
                share.worker(),
                share.name(),
                state,
                share.shards(),
                target,
                state == WorkerState.SENDING || state == WorkerState.DRAINING
                        ? share.newest().map(Interval::acked).orElse(0L)
                        : 0,
                progress.map(RunProgress::sent).orElse(0L),
                progress.map(RunProgress::acked).orElse(0L),
                progress.map(RunProgress::failed).orElse(0L),
                progress.map(RunProgress::indeterminate).orElse(0L),
                progress.map(RunProgress::inFlight).orElse(0L),
                response.p99(),
                lag.p99(),
                progress.flatMap(RunProgress::startSkewNanos).map(nanos -> nanos / NANOS_PER_MICRO),
                Judge.cpuCores(run, share, now),
                progress.map(p -> p.producer().blockedNanos() / NANOS_PER_SECOND)
                        .orElse(0.0),
                Throttle.of(run.throttled(share)));
    }

    private static List<RunEvent> events(Run run) {
        return run.log().entries().stream()
                .map(entry -> new RunEvent(
                        entry.at(),
                        run.startAt()
                                .filter(start -> !entry.at().isBefore(start))
                                .map(start -> seconds(start, entry.at())),
                        entry.kind().name(),
                        entry.message()))
                .toList();
    }

    private static List<RunError> errors(Run run) {
        return run.stats().errors().stream()
                .map((ErrorCount error) -> new RunError(
                        error.errorClass(),
                        error.outcome(),
                        error.count(),
                        error.firstAt(),
                        error.lastAt(),
                        error.sample()))
                .toList();
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / NANOS_PER_SECOND;
    }
}
