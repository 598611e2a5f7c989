package klt.common.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Optional;
import klt.common.report.Judgement.ObjectiveResult;
import klt.common.report.SeriesRow.Counts;
import klt.common.report.SeriesRow.SenderLatencies;
import klt.common.report.latency.Latency;

/**
 * The results of a stage, or of a staircase level. The figures are sums over whole intervals after the warm-up. An outcome counts in the
 * interval in which a worker reports it.
 *
 * @param second the stage's first second after the warm-up, counted from the run's start
 * @param seconds the stage's length from that second on
 * @param target scheduled messages per second
 * @param objectives the objectives, which have no results until the stage is over
 * @param recovery recovery from a spike; present once the spike's rate starts to fall, provided that messages were measured before the
 *     spike
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
     * @param stage the stage's index in the spec, from 0
     * @param repetition the repetition's index, from 0
     * @param level the staircase level's index, from 0
     */
    public record Place(int stage, int repetition, Optional<Integer> level, Optional<String> name) {

        /**
         * Returns the stage's name or, if it has none, its number, counted from 1. The level and the repetition are appended if there are
         * several.
         */
        public String label() {
            return name.orElse("stage " + (stage + 1))
                    + level.map(index -> ", level " + (index + 1)).orElse("")
                    + (repetition > 0 ? ", repetition " + (repetition + 1) : "");
        }
    }

    /**
     * How long the response time took to return to its level before a spike.
     *
     * @param baselineP99 p99 response time before the spike, µs
     * @param seconds time from when the rate started to fall until the response time was back at that level; empty if it has not returned
     *     to it
     */
    public record Recovery(long baselineP99, Optional<Integer> seconds) {}

    /** Returns the number of messages acked, or aborted on purpose, per second. */
    public double achieved() {
        return (double) counts.accepted() / seconds;
    }
}
