package klt.common.report.limit;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Optional;
import klt.common.report.SeriesRow.Counts;
import klt.common.report.SeriesRow.SenderLatencies;
import klt.common.report.latency.Latency;

/**
 * The result of a search for the highest rate at which Kafka meets the objectives, and the loads measured by the search.
 *
 * @param lower the highest rate known to meet the objectives, messages per second; empty if none is known yet
 * @param upper the lowest rate known to miss an objective or to be out of reach for the load tester; empty if none is known yet
 * @param objective the objective that was missed most often at the upper rate
 * @param held whether the hold confirmed the lower rate
 * @param remainingSeconds the search's estimated remaining time; empty if unknown
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

    /** Returns the lower rate if the search ended at Kafka's limit, so that a higher load misses an objective. */
    public Optional<Double> found() {
        return progress == Progress.DONE && bound == Bound.OBJECTIVE ? lower : Optional.empty();
    }

    /** A search's state. */
    public enum Progress {
        SEARCHING,
        /** The lower rate is being confirmed. */
        HOLDING,
        DONE
    }

    /** What determines the limit's upper bound. */
    public enum Bound {
        /** A load that misses an objective. */
        OBJECTIVE,
        /** The load tester, which cannot send any more. */
        LOAD_TESTER,
        /** The highest rate that the search may try. */
        HIGHEST_RATE,
        /** No bound is known yet. */
        NONE
    }

    /** The search's conclusion about a load. */
    public enum Verdict {
        /** The load meets the objectives. */
        LOWER_BOUND,
        /** The load misses an objective. */
        UPPER_BOUND,
        /** The load tester cannot send the load. */
        OUT_OF_REACH,
        UNDECIDED
    }

    /**
     * A measured load. The figures are sums over its good and bad windows.
     *
     * @param rate target rate, messages per second
     * @param windows window counts by result
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

        /** Returns the number of messages acked, or aborted on purpose, per second. */
        public double achieved() {
            return seconds == 0 ? 0 : (double) counts.accepted() / seconds;
        }
    }

    /**
     * Window counts.
     *
     * @param good windows that met the objectives
     * @param bad windows that missed an objective
     * @param excluded windows in which the load tester was the bottleneck
     */
    public record Windows(int good, int bad, int excluded) {}
}
