package klt.common.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Optional;
import klt.common.report.Judgement.ObjectiveResult;
import klt.common.report.SeriesRow.Counts;
import klt.common.report.SeriesRow.SenderLatencies;
import klt.common.report.latency.Latency;

/**
 * The results of one stage, or of one level of a staircase. The figures are sums over whole intervals after the warm-up. An outcome counts
 * in the interval in which a worker reports it.
 *
 * @param second the first second of the stage that is after the warm-up, counted from the run's start
 * @param seconds length of the stage from that second on
 * @param target scheduled messages per second
 * @param objectives the objectives; they have no results until the stage is over
 * @param recovery recovery from a spike; present once the spike's rate has started to fall, if messages were measured before the spike
 */
public record StageResult(
        @JsonUnwrapped Place place,
        int second,
        int seconds,
        double target,
        @JsonUnwrapped Counts counts,
        @JsonUnwrapped SenderLatencies latencies,
        Latency endToEnd,
        List<ObjectiveResult> objectives,
        Optional<Recovery> recovery) {

    public StageResult {
        objectives = List.copyOf(objectives);
    }

    /**
     * Identifies a stage.
     *
     * @param stage index in the spec, from 0
     * @param repetition index of the repetition, from 0
     * @param level index of the level of a staircase, from 0
     */
    public record Place(int stage, int repetition, Optional<Integer> level, Optional<String> name) {

        /**
         * The stage's name or, without one, its number, counted from 1. It is followed by the level and the repetition if there are
         * several.
         */
        public String label() {
            return name.orElse("stage " + (stage + 1))
                    + level.map(index -> ", level " + (index + 1)).orElse("")
                    + (repetition > 0 ? ", repetition " + (repetition + 1) : "");
        }
    }

    /**
     * The time that the response time took to return to the level that it had before a spike.
     *
     * @param baselineP99 p99 response time before the spike, µs
     * @param seconds time from when the rate started to fall until that return; empty if the response time has not returned to that level
     */
    public record Recovery(long baselineP99, Optional<Integer> seconds) {}

    /** Messages per second that were acked, or aborted on purpose. */
    public double achieved() {
        return (double) counts.accepted() / seconds;
    }
}
