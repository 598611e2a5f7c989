package klt.controller.core.verdict;

import java.util.List;
import java.util.Optional;
import klt.common.schedule.LoadProfile.Span;
import klt.common.schedule.Stage;
import klt.controller.core.run.Run;
import klt.controller.core.schedule.LoadSchedule;
import klt.controller.core.stats.StageSeries.StageRow;
import klt.controller.core.stats.TimeSeries.Row;

/**
 * How long the response time took to return to its level before a spike. Recovery begins when the rate starts to fall, and ends with the
 * first of {@link #STEADY_ROWS} consecutive rows with a p99 of at most {@link #FACTOR} times the baseline.
 *
 * @param baselineMicros median p99 response time in the rows before the spike
 * @param seconds duration of the recovery; empty if the response time has not recovered
 */
public record Recovery(long baselineMicros, Optional<Integer> seconds) {

    /** Tolerance, because response times vary from second to second even under constant load. */
    public static final double FACTOR = 2;

    /** More than one, because a single good second during a backlog is not a recovery. */
    public static final int STEADY_ROWS = 3;

    /** Maximum length of the period before the spike from which the baseline is computed. */
    private static final int BASELINE_SECONDS = 30;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /**
     * Computes the recovery after a spike, provided that the load follows its schedule.
     *
     * @return empty if the stage is not a spike, nothing was measured before it, its rate has not started to fall, or the load was changed
     *     before the recovery
     */
    static Optional<Recovery> of(Run run, StageRow stage) {
        Span span = stage.window().span();
        if (!(span.stage() instanceof Stage.Spike spike)) {
            return Optional.empty();
        }
        LoadSchedule load = run.schedule();
        long within = stage.row().second() * NANOS_PER_SECOND + NANOS_PER_SECOND / 2;
        long begin = load.nanosOf(span.fromNanos(), within);
        long fall =
                load.nanosOf(span.fromNanos() + spike.rise().plus(spike.hold()).toNanos(), within);
        int from = Math.max(second(begin) - BASELINE_SECONDS, second(load.changedAtNanos(begin - 1)));
        Optional<Integer> changed = load.next(begin).map(next -> (int) Math.floorDiv(next.atNanos(), NANOS_PER_SECOND));
        List<Row> rows = run.stats().series().rowsFrom(from).stream()
                .filter(row -> changed.isEmpty() || row.second() + row.seconds() <= changed.get())
                .toList();
        return load.followsPlanAt(begin)
                ? of(rows, second(begin), second(fall))
                        .filter(recovery ->
                                changed.isEmpty() || recovery.seconds().isPresent())
                : Optional.empty();
    }

    /** Returns the first whole second at or after a time. */
    private static int second(long nanos) {
        return (int) Math.ceilDiv(nanos, NANOS_PER_SECOND);
    }

    /**
     * @param rows the time series' rows
     * @param spikeSecond second in which the spike begins
     * @param fallSecond second in which the spike's rate starts to fall
     */
    private static Optional<Recovery> of(List<Row> rows, int spikeSecond, int fallSecond) {
        List<Long> before = rows.stream()
                .filter(row -> row.second() + row.seconds() <= spikeSecond)
                .flatMap(row -> row.responseTime().p99().stream())
                .sorted()
                .toList();
        List<Row> after =
                rows.stream().filter(row -> row.second() >= fallSecond).toList();
        if (before.isEmpty() || after.isEmpty()) {
            return Optional.empty();
        }
        long baseline = before.get((before.size() - 1) / 2);
        int steady = 0;
        for (Row row : after) {
            steady = isSteady(row, baseline) ? steady + 1 : 0;
            if (steady == STEADY_ROWS) {
                int first = row.second() - (STEADY_ROWS - 1) * row.seconds();
                return Optional.of(new Recovery(baseline, Optional.of(Math.max(0, first - fallSecond))));
            }
        }
        return Optional.of(new Recovery(baseline, Optional.empty()));
    }

    /** Returns whether the response time is back to its level in a row. A row without outcomes is not steady. */
    private static boolean isSteady(Row row, long baseline) {
        return row.responseTime().p99().filter(p99 -> p99 <= FACTOR * baseline).isPresent();
    }
}
