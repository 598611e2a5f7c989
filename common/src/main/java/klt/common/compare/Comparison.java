package klt.common.compare;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.RunPhase;
import klt.common.report.RunIdentity;
import klt.common.report.Verdict.Validity;
import tools.jackson.databind.JsonNode;

/**
 * The result of a comparison: the differences between the runs of A and B.
 *
 * @param confidence the intervals' confidence level
 * @param differences differences in specs, versions and fleets
 * @param failIf results of the {@code --fail-if} conditions, in the order given
 */
public record Comparison(
        List<ComparedRun> a,
        List<ComparedRun> b,
        double confidence,
        List<FigureChange> figures,
        List<Difference> differences,
        List<FailIf.Result> failIf) {

    public Comparison {
        a = List.copyOf(a);
        b = List.copyOf(b);
        figures = List.copyOf(figures);
        differences = List.copyOf(differences);
        failIf = List.copyOf(failIf);
    }

    /** Returns whether a run is INVALID, which rules out any conclusion. */
    @JsonIgnore
    public boolean isInvalid() {
        return List.of(a, b).stream().flatMap(List::stream).anyMatch(run -> run.validity() == Validity.INVALID);
    }

    /** Returns whether a condition had this result. */
    public boolean decided(FailIf.Decision decision) {
        return failIf.stream().anyMatch(result -> result.decision() == decision);
    }

    /**
     * One of the compared runs.
     *
     * @param end why the run stopped or failed
     * @param windows number of intervals after the warm-up and before the end of the load
     * @param windowSeconds length of each window
     */
    public record ComparedRun(
            String id,
            String name,
            RunPhase phase,
            Optional<RunIdentity.End> end,
            Validity validity,
            int windows,
            int windowSeconds) {}

    /**
     * How a figure changed. For several runs, a latency or rate is their geometric mean, and a fraction their arithmetic mean.
     *
     * @param a µs, messages per second, or a fraction; empty if it was not measured or is infinite
     * @param b the same
     * @param change the change as a fraction of {@code a}; if the figure is itself a fraction, the difference; empty unless both figures
     *     are known
     * @param low lower limit of the confidence interval of the change; empty if there is none
     * @param high upper limit
     */
    public record FigureChange(
            Figure figure,
            Optional<Double> a,
            Optional<Double> b,
            Optional<Double> change,
            Optional<Double> low,
            Optional<Double> high,
            Outcome outcome) {}

    /** The conclusion for a figure. */
    public enum Outcome {
        BETTER,
        WORSE,
        /** The interval includes zero change, or the change is below the resolution of the measurement. */
        NO_DIFFERENCE,
        /** One side's figure falls on an unanswered message, and the interval includes zero change. */
        NO_ANSWER,
        /** A run has fewer than {@link Comparer#WINDOWS_MIN} windows. */
        TOO_FEW_WINDOWS,
        /** In some run, fewer than {@link Comparer#MESSAGES_MIN} messages are slower than the percentile. */
        TOO_FEW_MESSAGES,
        /** Some run did not measure the figure, or the runs measured it from different start times. */
        NOT_MEASURED,
        /** A run is a search for a limit, which decides its loads as it goes. */
        SEARCH,
        /** A run is INVALID. */
        INVALID
    }

    /**
     * A condition that differs between the sides.
     *
     * @param key {@code spec.} followed by a spec key, {@code version}, {@code fleet.workers} or {@code fleet.cpuLimits}
     * @param a the distinct values, in the order of the runs; null stands for a run without the key
     */
    public record Difference(String key, List<JsonNode> a, List<JsonNode> b) {

        public Difference {
            a = List.copyOf(a);
            b = List.copyOf(b);
        }
    }
}
