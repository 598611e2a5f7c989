package klt.controller.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.RunPhase;
import klt.common.report.RunDocument;
import klt.common.report.RunView.CurrentStage;
import klt.common.report.RunView.Deviation;
import klt.common.report.RunView.NextRate;
import klt.common.report.RunView.Status;
import klt.common.report.RunView.Waiting;
import klt.common.report.SeriesRow;
import klt.common.report.Timing;
import klt.common.report.Totals.Messages;
import klt.common.schedule.FireTimes;
import klt.common.spec.load.Extent;
import klt.controller.core.run.Run;
import klt.controller.core.schedule.LoadSchedule;

/** A run's status: its progress, what comes next, and what it is waiting for. */
final class RunStatus {

    private static final double NANOS_PER_SECOND = 1e9;

    private RunStatus() {}

    static Status of(Run run, Instant now) {
        Optional<Double> elapsed = elapsedSeconds(run, now);
        return new Status(
                run.waiting().map(wait -> new Waiting(wait.on().name(), wait.text(), wait.count(), wait.until())),
                elapsed,
                remainingSeconds(run, now),
                progress(run, now),
                targetRate(run, now),
                nextRate(run, now),
                stage(run, now),
                deviation(run),
                current(run, elapsed));
    }

    /** Returns an ended run's status. */
    static Status of(RunDocument document) {
        Timing timing = document.timing();
        Messages messages = document.result().totals().messages();
        return new Status(
                Optional.empty(),
                timing.startedAt().flatMap(start -> timing.endedAt().map(end -> seconds(start, end))),
                Optional.of(0.0),
                progress(messages.planned(), messages.completed()),
                document.result().totals().rate().target(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                document.series().isEmpty()
                        ? Optional.empty()
                        : Optional.of(document.series().getLast()));
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
        double scheduled = Math.max(0, end / NANOS_PER_SECOND - elapsed);
        return run.stats().limit().isEmpty()
                ? Optional.of(scheduled)
                : run.stats().limit().flatMap(LoadRows::remainingSeconds).map(search -> Math.min(search, scheduled));
    }

    private static Optional<Double> progress(Run run, Instant now) {
        if (run.phase() == RunPhase.VERIFYING) {
            return Optional.of(
                    run.consumerStats().isOver(now)
                            ? run.verification().progress()
                            : run.consumerStats().progress());
        }
        if (run.stats().limit().isPresent() && !run.phase().isEnded()) {
            return remainingSeconds(run, now)
                    .flatMap(remaining -> elapsedSeconds(run, now)
                            .map(elapsed -> elapsed + remaining == 0 ? 0 : elapsed / (elapsed + remaining)));
        }
        if (run.spec().load().extent() instanceof Extent.Timed && !run.phase().isEnded()) {
            double scheduled = run.endNanos() / NANOS_PER_SECOND;
            return elapsedSeconds(run, now)
                    .map(elapsed -> Math.min(1, elapsed / scheduled))
                    .or(() -> Optional.of(0.0));
        }
        if (!run.sends() && !run.phase().isEnded()) {
            return Optional.of(run.startAt().isPresent() ? run.consumerStats().progress() : 0.0);
        }
        return progress(run.planned(), run.stats().totals().completed());
    }

    private static Optional<Double> progress(Optional<Long> planned, long completed) {
        return planned.map(all -> all == 0 ? 1 : (double) completed / all);
    }

    static Optional<Double> targetRate(Run run, Instant now) {
        return run.fireTimes().map(times -> times.rateAt(elapsedNanos(run, now)));
    }

    private static Optional<NextRate> nextRate(Run run, Instant now) {
        if (run.phase().isEnded()) {
            return Optional.empty();
        }
        long elapsed = elapsedNanos(run, now);
        return run.startAt()
                .flatMap(start -> run.schedule()
                        .next(elapsed)
                        .map(next -> new NextRate(next.rate(), start.plusNanos(next.atNanos()))));
    }

    private static Optional<CurrentStage> stage(Run run, Instant now) {
        if (run.phase().isEnded()) {
            return Optional.empty();
        }
        long elapsed = elapsedNanos(run, now);
        LoadSchedule schedule = run.schedule();
        return run.startAt()
                .flatMap(start -> schedule.stageAt(elapsed)
                        .map(span -> new CurrentStage(
                                span.index(),
                                span.repetition(),
                                span.stage().name(),
                                start.plusNanos(schedule.endNanos(span, elapsed)),
                                schedule.isLast(span))));
    }

    private static Optional<Deviation> deviation(Run run) {
        return run.phase().isEnded() || run.stats().limit().isPresent()
                ? Optional.empty()
                : run.schedule().deviation().map(change -> new Deviation(change.rate(), change.factor()));
    }

    private static long elapsedNanos(Run run, Instant now) {
        return run.startAt()
                .map(start -> Math.max(
                        0, Duration.between(start, run.endedAt().orElse(now)).toNanos()))
                .orElse(0L);
    }

    /** Returns the newest interval that every worker should have reported by now: the second to last. */
    private static Optional<SeriesRow> current(Run run, Optional<Double> elapsed) {
        int from = Math.max(
                0,
                (int) Math.floor(elapsed.orElse(0.0)) - 3 * run.stats().series().rowSeconds());
        List<SeriesRow> rows = SeriesRows.from(run, from);
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        boolean live = run.phase() == RunPhase.RUNNING || run.phase() == RunPhase.PAUSED;
        return Optional.of(live && rows.size() > 1 ? rows.get(rows.size() - 2) : rows.getLast());
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / NANOS_PER_SECOND;
    }
}
