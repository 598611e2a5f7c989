package klt.common.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.Optional;
import klt.common.protocol.RunPhase;

/** A run as returned by the API: its status, and its results without the series. */
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
     * A run's status.
     *
     * @param remainingSeconds empty if unknown
     * @param progress completed fraction, 0 to 1
     * @param targetRate messages per second; 0 during a pause, empty at rate max
     * @param nextRate the next change of the target rate
     * @param stage the current stage; empty before and after the load, and for a load without stages
     * @param deviation the change to the load; empty if the load is following its schedule
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
     * @param index the stage's index in the spec, from 0
     * @param repetition the repetition's index, from 0
     * @param endsAt when the stage will end, unless the load is changed
     * @param last whether this is the last stage
     */
    public record CurrentStage(int index, int repetition, Optional<String> name, Instant endsAt, boolean last) {}

    /**
     * The latest change to the load, which has taken effect or soon will.
     *
     * @param rate the rate that replaces the schedule's; 0 during a pause
     * @param factor the factor applied to the schedule's rate
     */
    public record Deviation(Optional<Double> rate, double factor) {}

    /** What a run is waiting for, how much is outstanding, and until when. */
    public record Waiting(@JsonProperty("for") String on, String text, long count, Optional<Instant> until) {}
}
