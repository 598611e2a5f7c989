package klt.controller.core.verdict;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import klt.common.schedule.FireTimes;
import klt.common.schedule.LoadProfile.Window;
import klt.common.schedule.Stage;
import klt.common.spec.objective.Objective;
import klt.controller.core.run.Run;
import klt.controller.core.stats.StageSeries.Played;
import klt.controller.core.stats.TimeSeries.Row;
import klt.controller.core.verdict.Judge.Judged;

/** Judges each stage of a run, and each level of a staircase, by itself. The run's verdict does not depend on it. */
public final class StageJudge {

    private StageJudge() {}

    /**
     * A part of the load with its figures.
     *
     * @param targetRate scheduled messages per second
     * @param objectives unmeasured until it is over: the reports of its last second arrive one by one
     * @param recovery after a spike
     */
    public record JudgedStage(
            Window window, Row row, double targetRate, List<Judged> objectives, Optional<Recovery> recovery) {}

    /** The parts of the load that have begun, in order. */
    public static List<JudgedStage> stages(Run run) {
        List<Played> played = run.stats().series().stages().played();
        return run.fireTimes().stream()
                .flatMap(times -> played.stream()
                        .map(part -> judge(
                                run,
                                times,
                                part,
                                run.phase().isEnded()
                                        || !part.window()
                                                .equals(played.getLast().window()))))
                .toList();
    }

    private static JudgedStage judge(Run run, FireTimes times, Played played, boolean over) {
        Row row = played.row();
        int end = row.second() + row.seconds();
        List<Objective> objectives = run.spec().objectives().stream()
                .filter(objective -> !objective.isOfSingleGroups())
                .toList();
        double due = times.scheduled(nanos(row.second()), nanos(end));
        double dueLast = times.scheduled(nanos(Math.max(row.second(), end - AchievedLoad.GRACE_SECONDS)), nanos(end));
        return new JudgedStage(
                played.window(),
                row,
                due / row.seconds(),
                over ? new StageFigures(row, due, dueLast).judge(objectives) : Judged.unmeasured(objectives),
                recovery(run, played));
    }

    private static Optional<Recovery> recovery(Run run, Played played) {
        if (!(played.window().span().stage() instanceof Stage.Spike spike)) {
            return Optional.empty();
        }
        int from = played.row().second();
        int fall = from + (int) Math.ceilDiv(spike.rise().plus(spike.hold()).toNanos(), nanos(1));
        return Recovery.of(run.stats().series().rowsFrom(Math.max(0, from - Recovery.BASELINE_SECONDS)), from, fall);
    }

    private static long nanos(int second) {
        return Duration.ofSeconds(second).toNanos();
    }
}
