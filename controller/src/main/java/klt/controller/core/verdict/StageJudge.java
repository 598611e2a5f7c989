package klt.controller.core.verdict;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.schedule.FireTimes;
import klt.common.schedule.LoadProfile.Window;
import klt.common.spec.objective.Objective;
import klt.controller.core.run.Run;
import klt.controller.core.stats.StageSeries.StageRow;
import klt.controller.core.stats.TimeSeries.Row;
import klt.controller.core.verdict.Judge.Judged;

/** Judges each of a run's stages, and each level of a staircase, separately. The run's verdict does not depend on the result. */
public final class StageJudge {

    private StageJudge() {}

    /**
     * A part of the load, with its figures.
     *
     * @param targetRate scheduled messages per second
     * @param objectives judged objectives, which are unmeasured until all reports on the part's last second have arrived
     * @param recovery recovery after a spike
     */
    public record JudgedStage(
            Window window, Row row, double targetRate, List<Judged> objectives, Optional<Recovery> recovery) {}

    /** Returns the parts of the load that have begun, in order. */
    public static List<JudgedStage> stages(Run run, Instant now) {
        List<StageRow> rows = run.stats().series().stages().rows();
        return run.fireTimes().stream()
                .flatMap(times -> rows.stream().map(stage -> judge(run, times, stage, isOver(run, rows, stage, now))))
                .toList();
    }

    /** Returns whether the next part has begun and the reports on this part's last second have arrived. */
    private static boolean isOver(Run run, List<StageRow> rows, StageRow stage, Instant now) {
        int end = stage.row().second() + stage.row().seconds();
        return run.phase().isEnded()
                || (!stage.window().equals(rows.getLast().window())
                        && run.timeline().elapsedNanos(now) >= nanos(end + AchievedLoad.GRACE_SECONDS));
    }

    private static JudgedStage judge(Run run, FireTimes times, StageRow stage, boolean over) {
        Row row = stage.row();
        int end = row.second() + row.seconds();
        List<Objective> objectives = run.spec().objectives().stream()
                .filter(objective -> !objective.isOnlyForRun())
                .toList();
        double due = times.scheduled(nanos(row.second()), nanos(end));
        double dueLast = times.scheduled(nanos(Math.max(row.second(), end - AchievedLoad.GRACE_SECONDS)), nanos(end));
        return new JudgedStage(
                stage.window(),
                row,
                due / row.seconds(),
                over ? new StageFigures(row, due, dueLast).judge(objectives) : Judged.unmeasured(objectives),
                Recovery.of(run, stage));
    }

    private static long nanos(int second) {
        return Duration.ofSeconds(second).toNanos();
    }
}
