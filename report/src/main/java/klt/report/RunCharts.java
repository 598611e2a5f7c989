package klt.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import klt.common.report.RunDocument;
import klt.common.report.RunResult;
import klt.common.report.SeriesRow;
import klt.common.report.latency.Latencies;
import klt.common.report.latency.Latency;
import klt.common.report.limit.LimitResult;
import klt.common.spec.objective.Objective;
import klt.common.summary.Glyphs;
import klt.common.summary.Units;
import klt.report.chart.Axis;
import klt.report.chart.Chart;
import klt.report.chart.Line;
import klt.report.chart.Point;

/** The charts of a run's report. */
final class RunCharts {

    /** Events that are not marked on the charts, because they are part of every run or of every search. */
    private static final Set<String> UNMARKED = Set.of("PHASE", "PREFLIGHT", "LOAD_JUDGED");

    private static final Units UNITS = new Units(Glyphs.UNICODE);

    /** A percentile of a latency, and the fraction of messages that it covers. */
    private record Percentile(String label, double fraction, Function<Latency, Optional<Long>> of) {}

    private static final List<Percentile> PERCENTILES = List.of(
            new Percentile("50 %", 0.5, Latency::p50),
            new Percentile("90 %", 0.9, Latency::p90),
            new Percentile("95 %", 0.95, Latency::p95),
            new Percentile("99 %", 0.99, Latency::p99),
            new Percentile("99.9 %", 0.999, Latency::p999),
            new Percentile("99.99 %", 0.9999, Latency::p9999));

    /** The place of the maximum, to the right of the last percentile. */
    private static final double GAP_BEFORE_MAX = 0.8;

    private final RunDocument document;
    private final RunResult run;
    private final SeriesPoints points;

    RunCharts(RunDocument document) {
        this.document = document;
        run = document.result();
        points = SeriesPoints.of(document.series());
    }

    int secondsPerPoint() {
        return points.secondsPerPoint();
    }

    /** Returns the charts over time, without those of quantities that were not measured. */
    List<Chart> overTime() {
        Function<SeriesRow, Latency> response = row -> row.latencies().responseTime();
        Function<SeriesRow, Latency> endToEnd = SeriesRow::endToEnd;
        List<Chart> charts = new ArrayList<>();
        if (run.spec().load().sends()) {
            charts.add(rate(
                    "Throughput",
                    new Line("actual", "signal", points.achieved()),
                    new Line("target", "target", points.target())));
            charts.add(latency(
                    "Response time",
                    bounds(),
                    new Line("p50", "p50", points.worst(response, Latency::p50)),
                    new Line("p95", "p95", points.worst(response, Latency::p95)),
                    new Line("p99", "p99", points.worst(response, Latency::p99)),
                    new Line("p99.9", "p999", points.worst(response, Latency::p999))));
            charts.add(latency(
                    "Where the time goes",
                    new Line(
                            "service p99",
                            "p95",
                            points.worst(row -> row.latencies().serviceTime(), Latency::p99)),
                    new Line(
                            "send lag p99",
                            "lag",
                            points.worst(row -> row.latencies().sendLag(), Latency::p99))));
            charts.add(count(
                    "In flight",
                    new Line(
                            "messages",
                            "signal",
                            points.worst(row -> row.counts().inFlight()))));
            if (run.totals().messages().errors() > 0) {
                charts.add(rate(
                        "Errors",
                        new Line(
                                "failed",
                                "failed",
                                points.perSecond(row -> row.counts().failed())),
                        new Line(
                                "indeterminate",
                                "lag",
                                points.perSecond(row -> row.counts().indeterminate()))));
            }
        }
        if (!run.consumers().isEmpty()) {
            charts.add(latency(
                    run.spec().load().sends() ? "End to end" : "From record timestamp",
                    new Line("p50", "p50", points.worst(endToEnd, Latency::p50)),
                    new Line("p99", "p99", points.worst(endToEnd, Latency::p99))));
            charts.add(count(
                    "Consumer lag",
                    new Line(
                            "records",
                            "lag",
                            points.worst(row -> row.lag().map(Long::doubleValue).orElse(Double.NaN)))));
            charts.add(rate("Consumed", new Line("consumed", "signal", points.perSecond(SeriesRow::consumed))));
        }
        return charts.stream().filter(Chart::isMeasured).toList();
    }

    private Chart rate(String title, Line... lines) {
        return overTime(title, linear(lines), value -> UNITS.rate(value) + "/s", List.of(), lines);
    }

    private Chart count(String title, Line... lines) {
        return overTime(title, linear(lines), value -> UNITS.count(Math.round(value)), List.of(), lines);
    }

    private Chart latency(String title, Line... lines) {
        return latency(title, List.of(), lines);
    }

    private Chart latency(String title, List<Chart.Bound> bounds, Line... lines) {
        DoubleStream all = DoubleStream.concat(values(lines), bounds.stream().mapToDouble(Chart.Bound::y));
        return overTime(title, logarithmic(all.toArray()), UNITS::micros, bounds, lines);
    }

    /** Returns the bounds of response times among the objectives. */
    private List<Chart.Bound> bounds() {
        return run.spec().objectives().stream()
                .filter(objective -> objective.metric() == Objective.Metric.RESPONSE)
                .map(objective -> new Chart.Bound(objective.threshold(), objective.expression()))
                .toList();
    }

    private Chart overTime(
            String title, Axis y, DoubleFunction<String> format, List<Chart.Bound> bounds, Line... lines) {
        double warmup = document.timing().warmupSeconds();
        List<Chart.Mark> marks = run.log().events().stream()
                .filter(event -> !UNMARKED.contains(event.kind()))
                .flatMap(event ->
                        event.second().map(second -> new Chart.Mark(second, "event", event.message())).stream())
                .toList();
        // the newest: the events before a failure explain it
        List<Chart.Mark> newest = marks.subList(Math.max(0, marks.size() - HtmlReport.EVENTS_MAX), marks.size());
        return new Chart(
                title,
                Axis.time(points.end()),
                y,
                Stream.of(lines).filter(RunCharts::isMeasured).toList(),
                format,
                warmup > 0 ? List.of(new Chart.Zone(0, warmup, "warm-up")) : List.of(),
                newest.stream().filter(mark -> mark.x() <= points.end()).toList(),
                bounds);
    }

    private static boolean isMeasured(Line line) {
        return line.points().stream().anyMatch(point -> !Double.isNaN(point.y()));
    }

    /** Returns the latencies by percentile, on an axis of nines. */
    Chart byPercentile() {
        Latencies latencies = run.latencies();
        Latency response = latencies.responseTime();
        long messages = response.count() + response.unanswered();
        List<Percentile> resolved = PERCENTILES.stream()
                .filter(percentile -> (1 - percentile.fraction()) * messages > 1 - 1e-6)
                .toList();
        double last = (resolved.isEmpty() ? 0 : nines(resolved.getLast())) + GAP_BEFORE_MAX;
        Line[] lines = {
            byPercentile("response", "p99", response, resolved, last),
            byPercentile("service", "p95", latencies.serviceTime(), resolved, last),
            byPercentile("send lag", "lag", latencies.sendLag(), resolved, last)
        };
        List<Axis.Tick> ticks = new ArrayList<>(resolved.stream()
                .filter(percentile -> percentile.fraction() != 0.95)
                .map(percentile -> new Axis.Tick(nines(percentile), percentile.label()))
                .toList());
        ticks.add(new Axis.Tick(last, "max"));
        double first = resolved.isEmpty() ? 0 : nines(resolved.getFirst());
        return new Chart(
                "Latency by percentile",
                new Axis(first, last, false, ticks),
                logarithmic(lines),
                List.of(lines),
                UNITS::micros,
                List.of(),
                List.of(),
                List.of());
    }

    private static double nines(Percentile percentile) {
        return -Math.log10(1 - percentile.fraction());
    }

    private static Line byPercentile(
            String label, String look, Latency latency, List<Percentile> resolved, double last) {
        List<Point> points = new ArrayList<>(resolved.stream()
                .map(percentile -> new Point(nines(percentile), SeriesPoints.micros(latency, percentile.of())))
                .toList());
        points.add(new Point(last, SeriesPoints.micros(latency, Latency::max)));
        return new Line(label, look, points);
    }

    /** Returns the response times at the loads of a search. */
    static Chart byLoad(LimitResult limit) {
        Line[] lines = {
            byLoad("p50", "p50", limit, Latency::p50),
            byLoad("p99", "p99", limit, Latency::p99),
            byLoad("p99.9", "p999", limit, Latency::p999)
        };
        double highest =
                limit.loads().stream().mapToDouble(LimitResult.Load::rate).max().orElse(0);
        return new Chart(
                "Response time by load (messages per second)",
                Axis.linear(highest, RunCharts::shortNumber),
                logarithmic(lines),
                List.of(lines),
                UNITS::micros,
                List.of(),
                limit.found().stream()
                        .map(rate -> new Chart.Mark(rate, "limit", "limit: " + UNITS.rate(rate) + "/s"))
                        .toList(),
                List.of());
    }

    private static Line byLoad(
            String label, String look, LimitResult limit, Function<Latency, Optional<Long>> percentile) {
        return new Line(
                label,
                look,
                limit.loads().stream()
                        .map(load -> new Point(
                                load.rate(),
                                SeriesPoints.micros(load.latencies().responseTime(), percentile)))
                        .toList());
    }

    private static DoubleStream values(Line... lines) {
        return Stream.of(lines)
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::y)
                .filter(Double::isFinite);
    }

    private static Axis linear(Line... lines) {
        return Axis.linear(values(lines).max().orElse(0), RunCharts::shortNumber);
    }

    private static Axis logarithmic(Line... lines) {
        return logarithmic(values(lines).toArray());
    }

    private static Axis logarithmic(double... values) {
        return Axis.logarithmic(
                DoubleStream.of(values).min().orElse(100),
                DoubleStream.of(values).max().orElse(1_000),
                RunCharts::shortTime);
    }

    /** Formats a number of an axis: 1500 as 1.5k. */
    private static String shortNumber(double value) {
        String[] units = {"", "k", "M", "G"};
        int unit = 0;
        double number = value;
        while (number >= 999.5 && unit < units.length - 1) {
            number /= 1_000;
            unit++;
        }
        return trimmed(String.format(Locale.ROOT, "%.2f", number)) + units[unit];
    }

    private static String shortTime(double micros) {
        String[] parts = UNITS.micros(micros).split(" ", 2);
        return trimmed(parts[0]) + " " + parts[1];
    }

    /** Removes the zeros at the end of a decimal fraction. */
    private static String trimmed(String number) {
        return number.contains(".") ? number.replaceFirst("\\.?0+$", "") : number;
    }
}
