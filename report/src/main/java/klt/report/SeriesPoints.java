package klt.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import klt.common.report.SeriesRow;
import klt.common.report.latency.Latency;
import klt.report.chart.Point;

/**
 * A run's time series as points of charts. Consecutive rows share a point if there are more rows than points: rates are then averages, and
 * latencies and counts are those of the worst row, because percentiles cannot be averaged.
 */
final class SeriesPoints {

    /** Maximum number of points of a line; a chart has fewer pixels. */
    static final int POINTS_MAX = 500;

    private final List<List<SeriesRow>> groups;
    private final int loadEnd;

    private SeriesPoints(List<List<SeriesRow>> groups, int loadEnd) {
        this.groups = groups;
        this.loadEnd = loadEnd;
    }

    static SeriesPoints of(List<SeriesRow> rows) {
        int loadEnd = loadEnd(rows);
        int rowsPerPoint = Math.max(1, Math.ceilDiv(rows.size(), POINTS_MAX));
        List<List<SeriesRow>> groups = new ArrayList<>();
        List<SeriesRow> group = new ArrayList<>();
        for (SeriesRow row : rows) {
            boolean gap = !group.isEmpty() && row.second() > end(group.getLast());
            if (group.size() == rowsPerPoint || gap || (!group.isEmpty() && row.second() == loadEnd)) {
                groups.add(List.copyOf(group));
                group.clear();
            }
            group.add(row);
        }
        if (!group.isEmpty()) {
            groups.add(List.copyOf(group));
        }
        return new SeriesPoints(groups, loadEnd);
    }

    private static int end(SeriesRow row) {
        return row.second() + row.seconds();
    }

    /** Returns the end of the series, in seconds since the run's start. */
    int end() {
        return groups.isEmpty() ? 0 : end(groups.getLast().getLast());
    }

    /** Returns the most seconds that a point stands for. */
    int secondsPerPoint() {
        return groups.stream()
                .mapToInt(group -> end(group.getLast()) - group.getFirst().second())
                .max()
                .orElse(0);
    }

    /** Returns a count per second. */
    List<Point> perSecond(ToLongFunction<SeriesRow> count) {
        return points(group -> rate(group, count));
    }

    private static double rate(List<SeriesRow> group, ToLongFunction<SeriesRow> count) {
        return (double) group.stream().mapToLong(count).sum() / seconds(group);
    }

    /** Returns the achieved rate, without a last row of only answers, in which it would look like a dip. */
    List<Point> achieved() {
        return points(group -> group.getFirst().second() < loadEnd
                ? rate(group, row -> row.counts().accepted())
                : Double.NaN);
    }

    /** Returns the target rate, without a last row of only answers. It is unknown where a row has none. */
    List<Point> target() {
        return points(group -> {
            double scheduled = group.stream()
                    .mapToDouble(row -> row.target().orElse(Double.NaN) * row.seconds())
                    .sum();
            return group.getFirst().second() < loadEnd ? scheduled / seconds(group) : Double.NaN;
        });
    }

    /**
     * Returns the start of a last row that has only answers to earlier messages, otherwise the end of the series. Without a target, such a
     * row may be part of the load: nothing could be sent.
     */
    private static int loadEnd(List<SeriesRow> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        SeriesRow last = rows.getLast();
        boolean onlyAnswers = last.counts().sent() == 0
                && last.target().equals(Optional.of(0.0))
                && last.counts().accepted() > 0;
        return rows.size() > 1 && onlyAnswers ? last.second() : end(last);
    }

    private static int seconds(List<SeriesRow> group) {
        return group.stream().mapToInt(SeriesRow::seconds).sum();
    }

    /** Returns the worst value of a percentile. */
    List<Point> worst(Function<SeriesRow, Latency> latency, Function<Latency, Optional<Long>> percentile) {
        return worst(row -> micros(latency.apply(row), percentile));
    }

    /** @return NaN if nothing was measured; infinite if the percentile falls on an unanswered message */
    static double micros(Latency latency, Function<Latency, Optional<Long>> percentile) {
        double otherwise = latency.unanswered() > 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        return percentile.apply(latency).map(Long::doubleValue).orElse(otherwise);
    }

    List<Point> worst(ToDoubleFunction<SeriesRow> figure) {
        return points(group -> group.stream()
                .mapToDouble(figure)
                .filter(value -> !Double.isNaN(value))
                .max()
                .orElse(Double.NaN));
    }

    private List<Point> points(ToDoubleFunction<List<SeriesRow>> value) {
        List<Point> points = new ArrayList<>();
        int end = 0;
        for (List<SeriesRow> group : groups) {
            int from = group.getFirst().second();
            if (!points.isEmpty() && from > end) {
                points.add(Point.gap(end));
            }
            points.add(new Point(from, value.applyAsDouble(group)));
            end = end(group.getLast());
        }
        return points;
    }
}
