package klt.common.report;

import java.util.List;
import java.util.Optional;

/** The verdict of a run, and its objectives one by one. */
public record Judgement(Verdict verdict, List<ObjectiveResult> objectives) {

    public Judgement {
        objectives = List.copyOf(objectives);
    }

    /** @param actual in the metric's base unit: µs, messages per second, or a fraction */
    public record ObjectiveResult(String expression, Optional<Double> actual, Optional<Boolean> met) {}
}
