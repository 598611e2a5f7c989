package klt.cli.text;

import java.util.Optional;
import klt.common.report.Judgement.ObjectiveResult;
import klt.common.report.StageResult;
import klt.common.report.latency.Latencies;
import klt.common.report.latency.Latency;
import klt.common.spec.objective.Objective;

/** The text of an objective's figure. If there is no figure, the reason is taken from the latencies of the same run or stage. */
public record ObjectiveFigure(Units units, Latency response, Latency service, Latency endToEnd) {

    public static ObjectiveFigure of(Units units, Latencies run) {
        return new ObjectiveFigure(
                units, run.responseTime(), run.serviceTime(), run.endToEnd().latency());
    }

    public static ObjectiveFigure of(Units units, StageResult stage) {
        return new ObjectiveFigure(
                units, stage.latencies().responseTime(), stage.latencies().serviceTime(), stage.endToEnd());
    }

    public String text(ObjectiveResult objective) {
        Optional<Objective> parsed = parsed(objective.expression());
        if (objective.actual().isEmpty()) {
            return parsed.filter(asked -> isUnanswered(asked.metric()))
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

    /** Returns the metric, or empty if it is unknown to this version because the controller is newer. */
    private static Optional<Objective> parsed(String expression) {
        try {
            return Optional.of(Objective.parse(expression));
        } catch (IllegalArgumentException newer) {
            return Optional.empty();
        }
    }

    private boolean isUnanswered(Objective.Metric metric) {
        return switch (metric) {
            case RESPONSE -> response.unanswered() > 0;
            case SERVICE -> service.unanswered() > 0;
            case END_TO_END -> endToEnd.unanswered() > 0;
            case SEND_LAG, CONSUME_RATE, LAG, RATE, ERRORS -> false;
        };
    }
}
