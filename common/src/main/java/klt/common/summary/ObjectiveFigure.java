package klt.common.summary;

import java.util.Optional;
import klt.common.report.Judgement.ObjectiveResult;
import klt.common.spec.objective.Objective;

/** The text of an objective's figure. */
public record ObjectiveFigure(Units units) {

    public String text(ObjectiveResult objective) {
        Optional<Objective> parsed = parsed(objective.expression());
        if (objective.actual().isEmpty()) {
            return objective.met().isPresent() ? infinite(parsed) : "not measured";
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

    /** Returns the text of a figure that exceeds any limit. */
    private static String infinite(Optional<Objective> objective) {
        return objective
                .filter(asked -> asked.metric() == Objective.Metric.CATCH_UP)
                .map(asked -> "not caught up")
                .orElse(Units.NO_ANSWER);
    }
}
