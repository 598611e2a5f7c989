package klt.controller.core.stats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import klt.common.report.RunResult;
import klt.common.schedule.LoadProfile.Window;
import klt.controller.core.schedule.LoadSchedule;
import klt.controller.core.stats.TimeSeries.Row;

/**
 * The workers' reports for each part of the load, in whole seconds. A second belongs to the part that its midpoint lies in. As in the time
 * series, outcomes count when they are reported. The warm-up's outcomes do not count.
 */
public final class StageSeries {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** @param row a part's figures; its first second and length exclude the warm-up */
    public record StageRow(Window window, Row row) {}

    private final Map<Window, StageTotals> stages = new LinkedHashMap<>();
    private Optional<LoadSchedule> schedule = Optional.empty();

    /** the totals to which the newest report was added, because most reports are about the same second as the previous one */
    private int second = -1;

    private Optional<Window> current = Optional.empty();

    /** @param changed replaces the previous schedule */
    void follow(LoadSchedule changed) {
        schedule = Optional.of(changed);
        second = -1;
    }

    void add(int atSecond, Consumer<IntervalTotals> update) {
        if (atSecond != second) {
            second = atSecond;
            long nanos = atSecond * NANOS_PER_SECOND;
            current = schedule.filter(load -> nanos >= load.warmupNanos())
                    .flatMap(load -> load.windowAt(nanos + NANOS_PER_SECOND / 2));
        }
        current.filter(window -> stages.size() < RunResult.STAGES_MAX || stages.containsKey(window))
                .map(this::totals)
                .ifPresent(totals -> totals.add(atSecond, update));
    }

    private StageTotals totals(Window window) {
        StageTotals known = stages.get(window);
        if (known != null) {
            return known;
        }
        // compact, because earlier parts only get late reports
        stages.values().forEach(before -> before.totals.compact());
        StageTotals first = new StageTotals();
        stages.put(window, first);
        return first;
    }

    /** Returns the results of the parts that have begun, in the order of their first reports. */
    public List<StageRow> rows() {
        return stages.entrySet().stream()
                .map(entry -> new StageRow(entry.getKey(), entry.getValue().row()))
                .toList();
    }

    /** Totals over a part's seconds. */
    private static final class StageTotals {
        private final IntervalTotals totals = new IntervalTotals();
        private int first = Integer.MAX_VALUE;
        private int last;

        private void add(int atSecond, Consumer<IntervalTotals> update) {
            update.accept(totals);
            first = Math.min(first, atSecond);
            last = Math.max(last, atSecond);
        }

        private Row row() {
            return totals.row(first, last - first + 1);
        }
    }
}
