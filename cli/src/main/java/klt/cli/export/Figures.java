package klt.cli.export;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import klt.common.report.ConsumerGroup;
import klt.common.report.RunResult;
import klt.common.report.Totals;
import klt.common.report.latency.Latency;

/** The figures that tools compare between runs. Runs with the same spec have the same set of figures. */
final class Figures {

    /** Whether a higher value is better. */
    enum Direction {
        BIGGER,
        SMALLER
    }

    /**
     * One figure.
     *
     * @param column name of the figure for tools that accept only letters, digits and _
     * @param value empty if the figure was not measured, or falls on an unanswered message
     * @param uncertainty uncertainty of the value, in the value's unit
     */
    record Figure(
            String name,
            String column,
            String unit,
            Direction direction,
            Optional<BigDecimal> value,
            Optional<BigDecimal> uncertainty) {}

    private static final int DIGITS = 3;

    private final List<Figure> figures = new ArrayList<>();

    private Figures() {}

    static List<Figure> of(RunResult run) {
        Figures figures = new Figures();
        boolean sends = run.spec().load().sends();
        if (sends) {
            figures.ofMessages(run);
        }
        run.consumers().forEach(group -> figures.ofGroup(group, sends));
        return List.copyOf(figures.figures);
    }

    private void ofMessages(RunResult run) {
        rate("rate", "rate", "messages/s", run.totals().rate().achieved());
        Latency response = run.latencies().responseTime();
        latency("response p50", "response_p50_ms", response.p50());
        latency("response p99", "response_p99_ms", response.p99());
        latency("response p99.9", "response_p999_ms", response.p999());
        latency("service p99", "service_p99_ms", run.latencies().serviceTime().p99());
        Totals.Messages messages = run.totals().messages();
        Optional<Double> errors = messages.completed() == 0
                ? Optional.empty()
                : Optional.of(100.0 * messages.errors() / messages.completed());
        figures.add(new Figure(
                "errors", "errors_percent", "%", Direction.SMALLER, errors.map(Figures::rounded), Optional.empty()));
    }

    private void ofGroup(ConsumerGroup group, boolean sends) {
        String label = group.id().label();
        String column = "group_" + label.replaceAll("[^A-Za-z0-9]", "_");
        if (!sends) {
            // otherwise the figure would only repeat the rate of the messages
            rate(
                    "group " + label + " rate",
                    column + "_rate",
                    "records/s",
                    group.delivered().rate());
        }
        figures.add(new Figure(
                "group " + label + " end to end p99",
                column + "_end_to_end_p99_ms",
                "ms",
                Direction.SMALLER,
                group.endToEnd().latency().p99().map(Figures::millis),
                group.endToEnd().uncertainty().map(Figures::millis)));
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

    /** Formats a value without trailing zeros and without an exponent. */
    private static BigDecimal plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
