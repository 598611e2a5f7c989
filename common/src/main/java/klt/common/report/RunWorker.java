package klt.common.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Objects;
import java.util.Optional;
import klt.common.report.Totals.Throttle;

/**
 * One worker's figures in one run.
 *
 * @param state the name of a {@link State}; a string, because a document from another version may have an unknown name
 * @param share the worker's share of the target rate, messages per second
 * @param startSkew how long after its due time the worker's first message was sent, µs
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

    /** A worker's state in a run, as reported by the worker, or LOST. */
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
     * How the worker's process ran while it was sending. Figures are empty if not measured, and in documents from earlier versions.
     *
     * @param cpu average number of cores used
     * @param cpuLimit number of cores available
     * @param cpuThrottled fraction of enforcement periods in which the CPU quota was used up
     * @param runQueueDelay mean fraction of each second that the longest-waiting sending or receiving thread spent waiting for a CPU
     * @param gcPauses fraction of time that the process was stopped by garbage collections
     * @param sendQueue the highest number of unacknowledged bytes of any socket
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
