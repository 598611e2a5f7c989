package klt.common.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Objects;
import java.util.Optional;
import klt.common.report.Totals.Throttle;

/**
 * The figures of one worker in one run.
 *
 * @param state the name of a {@link State}; a string, because the document of another version may have a name that this one does not know
 * @param share the worker's share of the target rate, messages per second
 * @param startSkew delay of the worker's first message from its due time to its send, µs
 * @param bufferWait how long sending was blocked, seconds
 */
public record RunWorker(
        String id,
        String name,
        String state,
        int shards,
        Optional<Double> share,
        double rate,
        @JsonUnwrapped Counts counts,
        @JsonUnwrapped P99 p99,
        Optional<Long> startSkew,
        @JsonUnwrapped Cpu cpu,
        double bufferWait,
        Throttle throttle) {

    public RunWorker {
        // not measured in earlier versions
        throttle = Objects.requireNonNullElse(throttle, Throttle.UNKNOWN);
    }

    /** The state of a worker in a run, as reported by the worker, or LOST. */
    public enum State {
        PREPARING,
        READY,
        SENDING,
        DRAINING,
        FINISHED,
        FAILED,
        LOST
    }

    /** Message counts. */
    public record Counts(long sent, long acked, long failed, long indeterminate, long inFlight) {}

    /**
     * Cores.
     *
     * @param used number of cores that the worker used on average over the run
     * @param limit number of cores that the worker may use; empty in documents of earlier versions
     */
    public record Cpu(
            @JsonProperty("cpu") Optional<Double> used,
            @JsonProperty("cpuLimit") Optional<Double> limit) {

        public Cpu {
            limit = Objects.requireNonNullElse(limit, Optional.empty());
        }
    }

    /** µs. */
    public record P99(Optional<Long> responseP99, Optional<Long> sendLagP99) {}
}
