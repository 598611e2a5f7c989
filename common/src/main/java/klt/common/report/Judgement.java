package klt.common.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The verdict of a run, and the result of each objective. */
public record Judgement(Verdict verdict, List<ObjectiveResult> objectives) {

    public Judgement {
        objectives = List.copyOf(objectives);
    }

    /**
     * @param actual the measured value in the metric's base unit: µs, messages per second, or a fraction
     * @param held fractions of the windows in which the objective was met; empty for a stage or a search, and in reports of earlier
     *     versions
     */
    public record ObjectiveResult(
            String expression, Optional<Double> actual, Optional<Boolean> met, Optional<Held> held) {

        public ObjectiveResult {
            held = Objects.requireNonNullElse(held, Optional.empty());
        }
    }

    /**
     * The fractions of the windows after the warm-up in which an objective was met.
     *
     * @param seconds fraction of the one-second windows; empty if none was judged
     * @param tenSeconds fraction of the ten-second windows; empty if none was judged
     */
    public record Held(Optional<Double> seconds, Optional<Double> tenSeconds) {}
}
