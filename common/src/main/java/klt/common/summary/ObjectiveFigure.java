package klt.common.summary;

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
            return parsed.flatMap(asked -> infinite(asked.metric(), objective)).orElse("not measured");
        }
        double actual = objective.actual().get();
        return parsed.map(asked -> switch (asked.metric()) {
                    case RESPONSE, SERVICE, SEND_LAG, END_TO_END, CATCH_UP, REBALANCE -> units.micros(actual);
                    case CONSUME_RATE -> units.rate(actual) + "/s";
                    case LAG -> units.count((long) actual, "record");
                    case RATE ->
                        asked.stat() == Objective.Stat.SHARE ? units.percent(actual) : units.rate(actual) + "/s";
                    case ERRORS, THROTTLE -> units.percent(actual);
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

    /** The text of a figure that exceeds any limit; empty if it was not measured. */
    private Optional<String> infinite(Objective.Metric metric, ObjectiveResult objective) {
        return switch (metric) {
            case RESPONSE -> noAnswer(response);
            case SERVICE -> noAnswer(service);
            case END_TO_END -> noAnswer(endToEnd);
            case CATCH_UP -> objective.met().map(met -> "not caught up");
            case SEND_LAG, CONSUME_RATE, LAG, REBALANCE, RATE, ERRORS, THROTTLE -> Optional.empty();
        };
    }

    private static Optional<String> noAnswer(Latency latency) {
        return latency.unanswered() > 0 ? Optional.of(Units.NO_ANSWER) : Optional.empty();
    }
}
