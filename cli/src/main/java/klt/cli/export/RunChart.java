package klt.cli.export;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import klt.common.report.SeriesRow;
import klt.common.report.latency.Latency;

/** Mermaid charts of a run's rate and p99 over time. */
final class RunChart {

    private static final int POINTS_MAX = 60;

    /** Sets the colours, because the first colours in Mermaid's theme are barely visible. */
    private static final String COLOURS =
            "%%{init: {\"themeVariables\": {\"xyChart\": {\"plotColorPalette\": \"#1f77b4, #888888\"}}}}%%";

    private static final MathContext THREE_DIGITS = new MathContext(3);

    /**
     * A chart's point, which stands for several intervals of the series.
     *
     * @param p99 the intervals' highest p99, ms; empty if none has a p99
     * @param unanswered whether any interval's p99 falls on an unanswered message
     */
    private record Point(double rate, double target, Optional<Double> p99, boolean unanswered) {}

    private final boolean sends;
    private final List<Point> points = new ArrayList<>();
    private final int secondsPerPoint;

    private RunChart(List<SeriesRow> rows, boolean sends) {
        this.sends = sends;
        int rowsPerPoint = Math.max(1, Math.ceilDiv(rows.size(), POINTS_MAX));
        for (int i = 0; i < rows.size(); i += rowsPerPoint) {
            points.add(point(rows.subList(i, Math.min(rows.size(), i + rowsPerPoint))));
        }
        secondsPerPoint = rows.isEmpty() ? 0 : rowsPerPoint * rows.getFirst().seconds();
    }

    static List<String> of(List<SeriesRow> series, boolean sends) {
        RunChart chart = new RunChart(untilTheLastMessage(series, sends), sends);
        // a line needs at least two points
        return chart.points.size() < 2 ? List.of() : chart.blocks();
    }

    private static List<SeriesRow> untilTheLastMessage(List<SeriesRow> rows, boolean sends) {
        int end = rows.size();
        while (end > 0
                && (sends
                                ? rows.get(end - 1).counts().sent()
                                : rows.get(end - 1).consumed())
                        == 0) {
            end--;
        }
        return rows.subList(0, end);
    }

    private Point point(List<SeriesRow> rows) {
        int seconds = rows.stream().mapToInt(SeriesRow::seconds).sum();
        long messages = rows.stream()
                .mapToLong(row -> sends ? row.counts().accepted() : row.consumed())
                .sum();
        double due = rows.stream()
                .mapToDouble(row -> row.target().orElse(0.0) * row.seconds())
                .sum();
        List<Latency> latencies = rows.stream()
                .map(row -> sends ? row.latencies().responseTime() : row.endToEnd())
                .toList();
        Optional<Double> p99 = latencies.stream()
                .flatMap(latency -> latency.p99().stream())
                .max(Long::compare)
                .map(micros -> micros / 1e3);
        boolean unanswered =
                latencies.stream().anyMatch(latency -> latency.p99().isEmpty() && latency.unanswered() > 0);
        return new Point((double) messages / seconds, due / seconds, p99, unanswered);
    }

    private List<String> blocks() {
        List<String> blocks = new ArrayList<>();
        double rateMax = max(point -> Math.max(point.rate(), point.target()));
        List<String> lines = new ArrayList<>(List.of(line(Point::rate)));
        boolean hasTarget = sends && max(Point::target) > 0;
        if (hasTarget) {
            lines.add(line(Point::target));
        }
        blocks.add((sends ? "Messages per second" : "Records read per second")
                + (hasTarget ? ": achieved (blue) and scheduled (grey)" : ""));
        blocks.add(chart(sends ? "messages/s" : "records/s", rateMax, lines));
        if (points.stream().anyMatch(point -> point.p99().isPresent() || point.unanswered())) {
            addLatency(blocks);
        }
        return blocks;
    }

    /**
     * Adds the latency chart. A line cannot have gaps, so points without a figure are drawn at the bottom, and those of unanswered messages
     * at the top.
     */
    private void addLatency(List<String> blocks) {
        double top = max(point -> point.p99().orElse(0.0));
        double noAnswer = top == 0 ? 1 : top * 1.1;
        boolean unanswered = points.stream().anyMatch(Point::unanswered);
        blocks.add((sends ? "p99 response time" : "p99 from record timestamp") + ", the highest in each "
                + secondsPerPoint + " s; 0 where nothing was measured"
                + (unanswered ? ", and the top where messages were unacknowledged" : ""));
        blocks.add(chart(
                "ms",
                unanswered ? noAnswer : top,
                List.of(line(
                        point -> point.unanswered() ? noAnswer : point.p99().orElse(0.0)))));
    }

    private double max(ToDoubleFunction<Point> value) {
        return points.stream().mapToDouble(value).max().orElse(0);
    }

    private String chart(String unit, double max, List<String> lines) {
        return "```mermaid\n" + COLOURS + "\nxychart-beta\n"
                + "    x-axis \"seconds\" 0 --> " + (points.size() - 1) * (long) secondsPerPoint + "\n"
                + "    y-axis \"" + unit + "\" 0 --> " + (max > 0 ? number(max) : "1") + "\n"
                + lines.stream().map(line -> "    " + line + "\n").collect(Collectors.joining())
                + "```";
    }

    private String line(ToDoubleFunction<Point> value) {
        return points.stream()
                .map(point -> number(value.applyAsDouble(point)))
                .collect(Collectors.joining(", ", "line [", "]"));
    }

    private static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(THREE_DIGITS);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
