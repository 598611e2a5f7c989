package klt.common.report.limit;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Optional;
import klt.common.report.SeriesRow.Counts;
import klt.common.report.SeriesRow.SenderLatencies;
import klt.common.report.latency.Latency;

/**
 * The highest rate at which Kafka meets the objectives, as far as it is known, and the loads that were measured to find it.
 *
 * @param lower the highest rate that meets them, messages per second; empty if none does so far
 * @param upper the lowest rate that does not, or that the load tester cannot send; empty if there is none so far
 * @param objective the one that was missed most often at the upper rate
 * @param held whether the lower rate was confirmed by the hold
 * @param remainingSeconds about how long the search will take from now on; empty if unknown
 * @param loads by rate
 */
public record LimitResult(
        Progress progress,
        Optional<Double> lower,
        Optional<Double> upper,
        Bound bound,
        Optional<String> objective,
        boolean held,
        Optional<Double> remainingSeconds,
        List<Load> loads) {

    public LimitResult {
        loads = List.copyOf(loads);
    }

    /** The lower rate, if the search ended at the limit of Kafka: a load above it misses an objective. */
    public Optional<Double> found() {
        return progress == Progress.DONE && bound == Bound.OBJECTIVE ? lower : Optional.empty();
    }

    /** How far a search is. */
    public enum Progress {
        SEARCHING,
        /** The lower rate is being confirmed. */
        HOLDING,
        DONE
    }

    /** What bounds the limit from above. */
    public enum Bound {
        /** A load that misses an objective. */
        OBJECTIVE,
        /** The load tester: it cannot send more. */
        LOAD_TESTER,
        /** The highest rate that the search may try. */
        HIGHEST_RATE,
        /** Nothing so far. */
        NONE
    }

    /** What is known about a load. */
    public enum Verdict {
        /** It meets the objectives. */
        LOWER_BOUND,
        /** It misses an objective. */
        UPPER_BOUND,
        /** The load tester cannot send it. */
        OUT_OF_REACH,
        UNDECIDED
    }

    /**
     * A load that was measured. Its figures are sums over its good and bad windows.
     *
     * @param rate messages per second that were to be sent
     * @param windows by result
     * @param seconds length of its good and bad windows together
     */
    public record Load(
            double rate,
            Verdict verdict,
            Windows windows,
            int seconds,
            @JsonUnwrapped Counts counts,
            @JsonUnwrapped SenderLatencies latencies,
            Latency endToEnd) {

        /** Messages acked, or aborted on purpose, per second. */
        public double achieved() {
            return seconds == 0 ? 0 : (double) counts.accepted() / seconds;
        }
    }

    /**
     * Numbers of windows.
     *
     * @param good the objectives were met
     * @param bad an objective was missed
     * @param excluded the load tester was the bottleneck
     */
    public record Windows(int good, int bad, int excluded) {}
}
