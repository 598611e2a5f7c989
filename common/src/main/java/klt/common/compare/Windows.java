package klt.common.compare;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import klt.common.report.SeriesRow;
import klt.common.report.latency.Latency;

/** A run's windows for one figure, each of which is one or more intervals of its series. */
final class Windows {

    private final List<SeriesRow> rows;
    /** index of each window's first row, followed by the number of rows */
    private final int[] bounds;

    private Windows(List<SeriesRow> rows, int[] bounds) {
        this.rows = rows;
        this.bounds = bounds;
    }

    /** Returns one window per interval. */
    static Windows of(List<SeriesRow> rows) {
        return merged(rows, rows, row -> true);
    }

    /**
     * Returns one window per whole interval. The first window also includes the intervals before it, and the last one those after it, so
     * every reported message is in a window.
     *
     * @param whole consecutive intervals of the series
     * @param series all intervals
     * @param measured whether an interval has anything to count
     */
    static Windows merged(List<SeriesRow> whole, List<SeriesRow> series, Predicate<SeriesRow> measured) {
        int windows = (int) whole.stream().filter(measured).count();
        if (windows == 0) {
            return new Windows(List.of(), new int[1]);
        }
        List<SeriesRow> rows = series.stream().filter(measured).toList();
        int first = whole.getFirst().second();
        int before = (int) rows.stream().filter(row -> row.second() < first).count();
        int[] bounds = new int[windows + 1];
        for (int i = 1; i < windows; i++) {
            bounds[i] = before + i;
        }
        bounds[windows] = rows.size();
        return new Windows(rows, bounds);
    }

    int count() {
        return bounds.length - 1;
    }

    PrefixSums sums(ToDoubleFunction<SeriesRow> amount) {
        return PrefixSums.of(rows, amount).at(bounds);
    }

    LatencyMixture latencies(Function<SeriesRow, Latency> latency) {
        return LatencyMixture.of(rows.stream().map(latency).toList(), bounds);
    }
}
