package klt.common.report;

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
        @JsonUnwrapped ProcessFigures process,
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
     * How its process ran while it sent; empty if it was not measured, and in documents of earlier versions.
     *
     * @param cpu cores that it used on average
     * @param cpuLimit cores that it may use
     * @param cpuThrottled fraction of the enforcement periods in which its CPU quota was used up
     * @param runQueueDelay mean fraction of each second during which the thread that waited longest, among those that send or receive,
     *     waited for a CPU
     * @param gcPauses fraction of the time during which garbage collections stopped it
     * @param sendQueue the most unacknowledged bytes of a socket
     */
    public record ProcessFigures(
            Optional<Double> cpu,
            Optional<Double> cpuLimit,
            Optional<Double> cpuThrottled,
            Optional<Double> runQueueDelay,
            Optional<Double> gcPauses,
            Optional<Long> sendQueue) {

        public ProcessFigures {
            cpuLimit = Objects.requireNonNullElse(cpuLimit, Optional.empty());
            cpuThrottled = Objects.requireNonNullElse(cpuThrottled, Optional.empty());
            runQueueDelay = Objects.requireNonNullElse(runQueueDelay, Optional.empty());
            gcPauses = Objects.requireNonNullElse(gcPauses, Optional.empty());
            sendQueue = Objects.requireNonNullElse(sendQueue, Optional.empty());
        }
    }

    /** µs. */
    public record P99(Optional<Long> responseP99, Optional<Long> sendLagP99) {}
}
