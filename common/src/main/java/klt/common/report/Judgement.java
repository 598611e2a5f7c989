package klt.common.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A run's verdict, and the result of each objective. */
public record Judgement(Verdict verdict, List<ObjectiveResult> objectives) {

    public Judgement {
        objectives = List.copyOf(objectives);
    }

    /**
     * @param actual the measured value in the metric's base unit: µs, messages per second, or a fraction; empty if it was not measured, or
     *     if it exceeds any limit
     * @param met empty if the value was not measured
     * @param held fractions of windows that met the objective; empty for a stage or a search, and in reports from earlier versions
     */
    public record ObjectiveResult(
            String expression, Optional<Double> actual, Optional<Boolean> met, Optional<Held> held) {

        public ObjectiveResult {
            held = Objects.requireNonNullElse(held, Optional.empty());
        }
    }

    /**
     * The fractions of windows after the warm-up that met an objective.
     *
     * @param seconds fraction of the one-second windows; empty if none was judged
     * @param tenSeconds fraction of the ten-second windows; empty if none was judged
     */
    public record Held(Optional<Double> seconds, Optional<Double> tenSeconds) {}
}
