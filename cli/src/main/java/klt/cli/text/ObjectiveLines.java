package klt.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import klt.cli.text.Table.Align;
import klt.cli.text.Table.Cell;
import klt.common.report.Judgement.Held;
import klt.common.report.Judgement.ObjectiveResult;
import klt.common.report.RunResult;
import klt.common.report.latency.Latencies;
import klt.common.spec.objective.Objective;

/** Each objective as the user wrote it, and the run's result. */
record ObjectiveLines(Units units, Glyphs glyphs, Style style) {

    List<String> lines(RunResult run, String indent) {
        Table table = new Table(Align.LEFT, Align.LEFT, Align.RIGHT, Align.LEFT);
        table.row(Cell.of(""), new Cell("Objective", style::dim), new Cell("Actual", style::dim), Cell.of(""));
        for (ObjectiveResult objective : run.judgement().objectives()) {
            UnaryOperator<String> paint =
                    objective.met().map(met -> met ? good() : bad()).orElse(style::doubtful);
            String sign = objective
                    .met()
                    .map(met -> met ? glyphs.met() : glyphs.missed())
                    .orElse("?");
            table.row(
                    new Cell(sign, paint),
                    Cell.of(objective.expression()),
                    new Cell(got(objective, run.latencies()), paint),
                    new Cell(heldIn(objective), style::dim));
        }
        return new ArrayList<>(table.lines(indent));
    }

    /** Nothing if it was met in every second, or if seconds were not judged. */
    private String heldIn(ObjectiveResult objective) {
        return objective
                .held()
                .flatMap(Held::seconds)
                .filter(share -> share < 1)
                .map(share -> "met in " + units.percent(share) + " of the seconds")
                .orElse("");
    }

    private UnaryOperator<String> good() {
        return style::good;
    }

    private UnaryOperator<String> bad() {
        return style::bad;
    }

    private String got(ObjectiveResult objective, Latencies latencies) {
        Optional<Objective> parsed = parsed(objective.expression());
        if (objective.actual().isEmpty()) {
            return parsed.filter(asked -> isUnanswered(asked.metric(), latencies))
                    .map(asked -> Units.NO_ANSWER)
                    .orElse("not measured");
        }
        double actual = objective.actual().get();
        return parsed.map(asked -> switch (asked.metric()) {
                    case RESPONSE, SERVICE, SEND_LAG, END_TO_END -> units.micros(actual);
                    case CONSUME_RATE -> units.rate(actual) + "/s";
                    case LAG -> units.count((long) actual, "record");
                    case RATE ->
                        asked.stat() == Objective.Stat.SHARE ? units.percent(actual) : units.rate(actual) + "/s";
                    case ERRORS -> units.percent(actual);
                })
                .orElseGet(() -> units.rate(actual));
    }

    /** Empty for a metric of a newer controller that is unknown to this version. */
    private static Optional<Objective> parsed(String expression) {
        try {
            return Optional.of(Objective.parse(expression));
        } catch (IllegalArgumentException newer) {
            return Optional.empty();
        }
    }

    private static boolean isUnanswered(Objective.Metric metric, Latencies latencies) {
        return switch (metric) {
            case RESPONSE -> latencies.responseTime().unanswered() > 0;
            case SERVICE -> latencies.serviceTime().unanswered() > 0;
            case END_TO_END -> latencies.endToEnd().latency().unanswered() > 0;
            case SEND_LAG, CONSUME_RATE, LAG, RATE, ERRORS -> false;
        };
    }
}
