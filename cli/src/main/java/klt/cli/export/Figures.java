package klt.cli.export;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import klt.common.compare.Figure.Metric;
import klt.common.compare.Figure.Stat;
import klt.common.report.ConsumerGroup;
import klt.common.report.RunResult;
import klt.common.report.SeriesRow.SenderLatencies;
import klt.common.report.latency.Latency;
import klt.common.report.limit.LimitResult;
import klt.common.report.limit.LimitResult.Load;
import klt.common.spec.RunSpec;
import klt.common.spec.consumers.Group;

/** The figures that tools compare between runs. Runs with the same spec have the same set of figures. */
final class Figures {

    /** Whether a higher value is better. */
    enum Direction {
        BIGGER,
        SMALLER
    }

    /**
     * A figure.
     *
     * @param column the figure's name for tools that accept only letters, digits and _
     * @param value the value; empty if it was not measured or falls on an unanswered message
     * @param uncertainty the value's uncertainty, in the same unit
     */
    record Figure(
            String name,
            String column,
            String unit,
            Direction direction,
            Optional<BigDecimal> value,
            Optional<BigDecimal> uncertainty) {}

    private static final int DIGITS = 3;
    private static final klt.common.compare.Figure ERRORS = new klt.common.compare.Figure(Metric.ERRORS, Stat.VALUE);

    private final List<Figure> figures = new ArrayList<>();

    private Figures() {}

    static List<Figure> of(RunResult run) {
        Figures figures = new Figures();
        boolean sends = run.spec().load().sends();
        if (run.limit().isPresent()) {
            figures.ofSearch(run.limit().get());
        } else if (sends) {
            figures.ofMessages(run);
        }
        if (run.limit().isEmpty()) {
            run.consumers().forEach(group -> figures.ofGroup(group, run.spec()));
        }
        return List.copyOf(figures.figures);
    }

    /** Adds a search's only figure, its result, if it is known. Its loads depend on its decisions, so they are not comparable. */
    private void ofSearch(LimitResult limit) {
        Optional<Double> found = limit.found();
        rate("limit", "limit", "messages/s", found);
        Optional<Load> load = limit.loads().stream()
                .filter(any -> found.filter(rate -> rate == any.rate()).isPresent())
                .findFirst();
        latencies(
                load.map(Load::latencies).map(SenderLatencies::responseTime),
                load.map(Load::latencies).map(SenderLatencies::serviceTime));
    }

    private void ofMessages(RunResult run) {
        rate("rate", "rate", "messages/s", run.totals().rate().achieved());
        latencies(
                Optional.of(run.latencies().responseTime()),
                Optional.of(run.latencies().serviceTime()));
        double errors = ERRORS.of(run);
        figures.add(new Figure(
                "errors",
                "errors_percent",
                "%",
                Direction.SMALLER,
                Double.isNaN(errors) ? Optional.empty() : Optional.of(rounded(100 * errors)),
                Optional.empty()));
    }

    private void latencies(Optional<Latency> response, Optional<Latency> service) {
        latency("response p50", "response_p50_ms", response.flatMap(Latency::p50));
        latency("response p99", "response_p99_ms", response.flatMap(Latency::p99));
        latency("response p99.9", "response_p999_ms", response.flatMap(Latency::p999));
        latency("service p99", "service_p99_ms", service.flatMap(Latency::p99));
    }

    private void ofGroup(ConsumerGroup group, RunSpec spec) {
        String label = group.id().label();
        String name = unique("group " + label, " rate", " end to end p99");
        String column = unique("group_" + label.replaceAll("[^A-Za-z0-9]", "_"), "_rate", "_end_to_end_p99_ms");
        if (!spec.load().sends()) {
            // otherwise, the figure would only repeat the message rate
            rate(
                    name + " rate",
                    column + "_rate",
                    "records/s",
                    group.delivered().rate());
            if (readsStoredRecords(group, spec)) {
                // their end-to-end latency is their age
                return;
            }
        }
        figures.add(new Figure(
                name + " end to end p99",
                column + "_end_to_end_p99_ms",
                "ms",
                Direction.SMALLER,
                group.endToEnd().latency().p99().map(Figures::millis),
                group.endToEnd().uncertainty().map(Figures::millis)));
    }

    private static boolean readsStoredRecords(ConsumerGroup group, RunSpec spec) {
        List<Group> groups = spec.consumers().groups();
        int index = group.id().group();
        return index >= groups.size() || groups.get(index).readsStoredRecords();
    }

    /** Returns the prefix, followed by a number if an earlier group already has figures with these names. */
    private String unique(String prefix, String... suffixes) {
        Set<String> taken = figures.stream()
                .flatMap(figure -> Stream.of(figure.name(), figure.column()))
                .collect(Collectors.toSet());
        return Stream.iterate(1, number -> number + 1)
                .map(number -> number == 1 ? prefix : prefix + "_" + number)
                .filter(free -> Stream.of(suffixes).noneMatch(suffix -> taken.contains(free + suffix)))
                .findFirst()
                .orElseThrow();
    }

    private void rate(String name, String column, String unit, Optional<Double> value) {
        figures.add(new Figure(name, column, unit, Direction.BIGGER, value.map(Figures::rounded), Optional.empty()));
    }

    private void latency(String name, String column, Optional<Long> micros) {
        figures.add(new Figure(name, column, "ms", Direction.SMALLER, micros.map(Figures::millis), Optional.empty()));
    }

    private static BigDecimal millis(long micros) {
        return plain(BigDecimal.valueOf(micros, 3));
    }

    private static BigDecimal rounded(double value) {
        return plain(new BigDecimal(value).setScale(DIGITS, RoundingMode.HALF_UP));
    }

    /** Formats a value without trailing zeros or an exponent. */
    private static BigDecimal plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
