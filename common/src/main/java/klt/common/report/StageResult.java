package klt.common.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Optional;
import klt.common.report.Judgement.ObjectiveResult;
import klt.common.report.SeriesRow.Counts;
import klt.common.report.SeriesRow.SenderLatencies;
import klt.common.report.latency.Latency;

/**
 * The results of one stage, or of one level of a staircase. Its figures are sums over whole intervals after the warm-up. An outcome is
 * counted in the interval in which it is reported.
 *
 * @param second its first second after the run's start, and after the warm-up
 * @param seconds its length from that second on
 * @param target scheduled messages per second
 * @param objectives objectives, without results until the stage is over
 * @param recovery recovery from a spike, once its rate has begun to fall, if messages were measured before it
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
     * @param repetition from 0
     * @param level of a staircase, from 0
     */
    public record Place(int stage, int repetition, Optional<Integer> level, Optional<String> name) {

        /** The stage's name or its number, counted from 1, followed by the level and the repetition if there are several. */
        public String label() {
            return name.orElse("stage " + (stage + 1))
                    + level.map(index -> ", level " + (index + 1)).orElse("")
                    + (repetition > 0 ? ", repetition " + (repetition + 1) : "");
        }
    }

    /**
     * The time that the response time took to return to its level before a spike.
     *
     * @param baselineP99 p99 response time before the spike, µs
     * @param seconds time from the start of the rate's fall; empty if the response time has not returned to its level
     */
    public record Recovery(long baselineP99, Optional<Integer> seconds) {}

    /** Messages acked, or aborted on purpose, per second. */
    public double achieved() {
        return (double) counts.accepted() / seconds;
    }
}
