package klt.controller.core.verdict;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.End;
import klt.common.protocol.EndCode;
import klt.common.spec.objective.Objective;
import klt.controller.core.run.Run;
import klt.controller.core.stats.HeldWindows;
import klt.controller.core.stats.TimeSeries.Row;
import klt.controller.core.verdict.Judge.Judged;

/** Judges a run's objectives second by second while it is sending, and requests the end of the run if one is missed for too long. */
public final class ObjectiveWatch {

    /** Time from the end of a second until all workers' reports on it have arrived. */
    static final int REPORT_SECONDS = 3;

    private ObjectiveWatch() {}

    /**
     * Judges the seconds whose reports have arrived.
     *
     * @return why the run ends; empty if it continues
     */
    public static Optional<End> advance(Run run, Instant now) {
        if (run.stats().limit().isPresent() || run.startAt().isEmpty()) {
            return Optional.empty();
        }
        long elapsed = Math.min(run.timeline().elapsedNanos(now) - seconds(REPORT_SECONDS), run.endNanos());
        run.stats()
                .series()
                .seconds()
                .take((int) Duration.ofNanos(Math.max(0, elapsed)).toSeconds(), row -> count(run, row));
        return run.spec().abortAfter().flatMap(limit -> missed(run, limit));
    }

    private static void count(Run run, Row row) {
        int end = row.second() + row.seconds();
        double due = due(run, row.second(), end);
        if (due < 1 && run.sends() && run.fireTimes().isPresent()) {
            // nothing was due, because the load is paused or its rate is very low
            return;
        }
        double dueLast = due(run, end - AchievedLoad.GRACE_SECONDS, end);
        List<Judged> judged =
                new StageFigures(row, due, dueLast).judge(run.spec().objectives());
        for (int i = 0; i < judged.size(); i++) {
            HeldWindows held = run.stats().held().get(i);
            judged.get(i).met().ifPresent(met -> held.count(row.seconds(), met));
        }
    }

    /** Returns the number of scheduled messages, or 0 at rate max. */
    private static double due(Run run, int second, int end) {
        return run.fireTimes()
                .map(times -> times.scheduled(seconds(second), seconds(end)))
                .orElse(0.0);
    }

    private static Optional<End> missed(Run run, Duration limit) {
        List<Objective> objectives = run.spec().objectives();
        for (int i = 0; i < objectives.size(); i++) {
            int seconds = run.stats().held().get(i).missedSeconds();
            if (seconds >= limit.toSeconds()) {
                return Optional.of(EndCode.OBJECTIVE_MISSED_TOO_LONG.with(
                        "objective", objectives.get(i).expression(), "missedSeconds", seconds));
            }
        }
        return Optional.empty();
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
