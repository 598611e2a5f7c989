package klt.controller.core.verdict;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import klt.common.protocol.interval.SenderTimes;
import klt.common.schedule.FireTimes;
import klt.common.spec.objective.Objective;
import klt.controller.core.limit.JudgedWindow.Result;
import klt.controller.core.run.Run;
import klt.controller.core.stats.LoadWindows.Window;
import klt.controller.core.stats.MeasuredTimes;
import klt.controller.core.stats.TimeSeries.Row;
import klt.controller.core.verdict.Judge.Actual;
import klt.controller.core.verdict.Judge.Judged;

/**
 * Judges a search's window by the run's objectives. If a window misses an objective because of the load tester itself, it says nothing
 * about Kafka.
 */
public final class WindowJudge {

    /**
     * Fraction of its rate that every load must achieve. Below it, Kafka or the load tester is falling behind, and the other figures do not
     * describe the load.
     */
    private static final Objective SUSTAINED = Objective.parse("rate>=99%");

    private final Run run;
    private final Window window;
    private final Row row;
    private final double due;

    private WindowJudge(Run run, FireTimes times, Window window) {
        this.run = run;
        this.window = window;
        row = window.row();
        due = times.scheduled(nanos(row.second()), nanos(window.endSecond()));
    }

    /**
     * A window's result.
     *
     * @param missed expressions of the missed objectives; empty unless the window is bad
     */
    public record WindowResult(Result result, List<String> missed) {

        public WindowResult {
            missed = List.copyOf(missed);
        }
    }

    public static WindowResult judge(Run run, Window window) {
        return new WindowJudge(run, run.fireTimes().orElseThrow(), window).judge();
    }

    private WindowResult judge() {
        List<String> missed = missed();
        if (missed.isEmpty()) {
            return new WindowResult(Result.GOOD, missed);
        }
        return isLoadTestersFault()
                ? new WindowResult(Result.EXCLUDED, List.of())
                : new WindowResult(Result.BAD, missed);
    }

    private List<String> missed() {
        List<Objective> objectives = new ArrayList<>(run.spec().objectives());
        if (objectives.stream().noneMatch(objective -> objective.stat() == Objective.Stat.SHARE)) {
            objectives.add(SUSTAINED);
        }
        double dueLast = window.rate() * AchievedLoad.GRACE_SECONDS;
        return new StageFigures(row, due, dueLast)
                .judge(objectives).stream()
                        .filter(this::isMissed)
                        .map(judged -> judged.objective().expression())
                        .toList();
    }

    private boolean isMissed(Judged judged) {
        Objective.Metric metric = judged.objective().metric();
        // other figures are measured unless the rate is missed
        boolean unmeasured = judged.actual() instanceof Actual.Unmeasured
                && (metric == Objective.Metric.END_TO_END || metric == Objective.Metric.THROTTLE);
        return unmeasured || !judged.met().orElse(true);
    }

    private boolean isLoadTestersFault() {
        return isDisturbed()
                || isOutOfCpu()
                || (isLate() && !window.late().isMostBehindKafka())
                || (isUnsent() && !isBlockedByKafka());
    }

    /** Returns whether workers were lost or the control cluster was unavailable during the window. */
    private boolean isDisturbed() {
        return Stream.concat(run.disruptions().stream(), run.outages().stream())
                .anyMatch(part -> part.fromSecond() < window.endSecond() && part.toSecond() > row.second());
    }

    private boolean isOutOfCpu() {
        return window.workers().entrySet().stream().anyMatch(this::isOutOfCpu);
    }

    private boolean isOutOfCpu(Map.Entry<String, SenderTimes> worker) {
        return run.stats()
                .worker(worker.getKey())
                .filter(stats -> MeasuredTimes.isOutOfCpu(worker.getValue(), stats.cpuLimit()))
                .isPresent();
    }

    private boolean isLate() {
        return row.sendLag()
                .p99()
                .filter(lag -> lag > Judge.SEND_LAG_P99_DEGRADED_MICROS)
                .isPresent();
    }

    private boolean isUnsent() {
        return row.messages().sent() < Judge.ACHIEVED_MIN * due;
    }

    private boolean isBlockedByKafka() {
        return window.workers().values().stream()
                .anyMatch(times -> times.blockedNanos() > BackPressure.BLOCKED_MIN * nanos(row.seconds()));
    }

    private static long nanos(int second) {
        return Duration.ofSeconds(second).toNanos();
    }
}
