package klt.controller.core.verdict;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.End;
import klt.common.protocol.EndCode;
import klt.common.schedule.FireTimes;
import klt.common.spec.objective.Objective;
import klt.controller.core.run.Run;
import klt.controller.core.stats.HeldWindows;
import klt.controller.core.stats.TimeSeries.Row;
import klt.controller.core.verdict.Judge.Judged;

/** Judges the objectives of a run second by second while it sends, and asks for its end when one is missed for too long. */
public final class ObjectiveWatch {

    /** From the end of a second until the reports of all workers about it have arrived. */
    static final int REPORT_SECONDS = 3;

    private ObjectiveWatch() {}

    /**
     * Judges the seconds whose reports have arrived.
     *
     * @return why the run ends; empty if it goes on
     */
    public static Optional<End> advance(Run run, Instant now) {
        Optional<FireTimes> times = run.fireTimes();
        if (run.stats().limit().isPresent() || run.startAt().isEmpty() || times.isEmpty()) {
            return Optional.empty();
        }
        long end = times.get().endNanos();
        long elapsed = Math.min(run.timeline().elapsedNanos(now) - seconds(REPORT_SECONDS), end);
        run.stats()
                .series()
                .seconds()
                .take((int) Duration.ofNanos(Math.max(0, elapsed)).toSeconds(), row -> count(run, times.get(), row));
        return run.spec().abortAfter().flatMap(limit -> missed(run, limit));
    }

    private static void count(Run run, FireTimes times, Row row) {
        double due = times.scheduled(seconds(row.second()), seconds(row.second() + row.seconds()));
        int last = row.second() + row.seconds() - AchievedLoad.GRACE_SECONDS;
        double dueLast = times.scheduled(seconds(last), seconds(last + AchievedLoad.GRACE_SECONDS));
        List<Judged> judged =
                new StageFigures(row, due, dueLast).judge(run.spec().objectives());
        for (int i = 0; i < judged.size(); i++) {
            HeldWindows held = run.stats().held().get(i);
            judged.get(i).met().ifPresent(met -> held.count(row.seconds(), met));
        }
    }

    private static Optional<End> missed(Run run, Duration limit) {
        List<Objective> objectives = run.spec().objectives();
        for (int i = 0; i < objectives.size(); i++) {
            int seconds = run.stats().held().get(i).missedSeconds();
            if (seconds >= limit.toSeconds()) {
                return Optional.of(EndCode.OBJECTIVE_MISSED.with(
                        "objective", objectives.get(i).expression(), "missedSeconds", seconds));
            }
        }
        return Optional.empty();
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
