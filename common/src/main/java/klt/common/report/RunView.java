package klt.common.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.Optional;
import klt.common.protocol.RunPhase;

/** A run as clients see it: its results, without the series, and its status. */
public record RunView(
        @JsonUnwrapped RunResult result,
        @JsonUnwrapped Timing timing,
        @JsonUnwrapped Status status) {

    public String id() {
        return result.run().id();
    }

    public RunPhase phase() {
        return result.run().phase();
    }

    /**
     * The status of a run.
     *
     * @param remainingSeconds empty if unknown
     * @param progress completed fraction, 0 to 1
     * @param targetRate 0 in a pause; empty at rate max
     * @param nextRate the next change of the target rate
     * @param stage the current stage; empty without stages, and before and after the load
     * @param deviation empty if the load follows its schedule
     * @param current the newest complete interval
     */
    public record Status(
            Optional<Waiting> waiting,
            Optional<Double> elapsedSeconds,
            Optional<Double> remainingSeconds,
            Optional<Double> progress,
            Optional<Double> targetRate,
            Optional<NextRate> nextRate,
            Optional<CurrentStage> stage,
            Optional<Deviation> deviation,
            Optional<SeriesRow> current) {}

    public record NextRate(double rate, Instant at) {}

    /**
     * The current stage.
     *
     * @param index of the stage in the spec, from 0
     * @param repetition from 0
     * @param endsAt when it ends if the load does not change
     * @param last whether no stage follows
     */
    public record CurrentStage(int index, int repetition, Optional<String> name, Instant endsAt, boolean last) {}

    /**
     * The newest change to the load, which has taken effect or soon will.
     *
     * @param rate that replaces the schedule's; 0 in a pause
     * @param factor of the schedule's rate
     */
    public record Deviation(Optional<Double> rate, double factor) {}

    /** What a run is waiting for: how much is outstanding, and the timeout. */
    public record Waiting(@JsonProperty("for") String on, String text, long count, Optional<Instant> until) {}
}
