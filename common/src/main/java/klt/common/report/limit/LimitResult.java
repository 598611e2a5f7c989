package klt.common.report.limit;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Optional;
import klt.common.report.SeriesRow.Counts;
import klt.common.report.SeriesRow.SenderLatencies;
import klt.common.report.latency.Latency;

/**
 * The result of a search for the highest rate at which Kafka meets the objectives, and the loads that the search has measured.
 *
 * @param lower the highest rate that is known to meet the objectives, messages per second; empty if none is known yet
 * @param upper the lowest rate that is known to miss an objective, or that the load tester cannot send; empty if none is known yet
 * @param objective the objective that was missed most often at the upper rate
 * @param held whether the hold confirmed the lower rate
 * @param remainingSeconds estimated remaining time of the search; empty if unknown
 * @param loads the measured loads, ordered by rate
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

    /** The state of a search. */
    public enum Progress {
        SEARCHING,
        /** The lower rate is being confirmed. */
        HOLDING,
        DONE
    }

    /** What determines the upper bound of the limit. */
    public enum Bound {
        /** A load that misses an objective. */
        OBJECTIVE,
        /** The load tester, which cannot send more. */
        LOAD_TESTER,
        /** The highest rate that the search may try. */
        HIGHEST_RATE,
        /** No bound is known yet. */
        NONE
    }

    /** The conclusion of the search about a load. */
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
     * A measured load. The figures are sums over its good and bad windows.
     *
     * @param rate target rate, messages per second
     * @param windows number of windows by result
     * @param seconds total length of the good and bad windows
     */
    public record Load(
            double rate,
            Verdict verdict,
            Windows windows,
            int seconds,
            @JsonUnwrapped Counts counts,
            @JsonUnwrapped SenderLatencies latencies,
            Latency endToEnd) {

        /** Messages per second that were acked, or aborted on purpose. */
        public double achieved() {
            return seconds == 0 ? 0 : (double) counts.accepted() / seconds;
        }
    }

    /**
     * Window counts.
     *
     * @param good windows in which the objectives were met
     * @param bad windows in which an objective was missed
     * @param excluded windows in which the load tester was the bottleneck
     */
    public record Windows(int good, int bad, int excluded) {}
}
