package klt.common.protocol.interval;

import java.util.Optional;
import java.util.function.BinaryOperator;
import klt.common.protocol.limit.RecordLimits;

/**
 * A worker process's delays in an interval. A figure is empty if the worker cannot measure it.
 *
 * @param throttling CPU throttling of the process's cgroup or an ancestor, whichever was stopped in the largest fraction of its periods
 * @param runQueueNanos run-queue delay of the sending or receiving thread that waited longest for a CPU in this interval; the next
 *     interval's may be a different thread
 * @param gcPauseNanos how long garbage collections stopped all threads
 * @param sendQueueBytes the longest socket send queue at the end of the interval: bytes not acknowledged by the peer's kernel
 */
public record ProcessDelays(
        Optional<CpuThrottling> throttling,
        Optional<Long> runQueueNanos,
        Optional<Long> gcPauseNanos,
        Optional<Long> sendQueueBytes) {

    public static final ProcessDelays UNKNOWN =
            new ProcessDelays(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public ProcessDelays {
        runQueueNanos.ifPresent(nanos -> RecordLimits.requireCount("runQueueNanos", nanos));
        gcPauseNanos.ifPresent(nanos -> RecordLimits.requireCount("gcPauseNanos", nanos));
        sendQueueBytes.ifPresent(bytes -> RecordLimits.requireCount("sendQueueBytes", bytes));
    }

    /**
     * How a cgroup's CPU quota was enforced.
     *
     * @param periods enforcement periods in which the cgroup ran
     * @param throttledPeriods periods in which the cgroup used up its quota and was stopped
     */
    public record CpuThrottling(long periods, long throttledPeriods) {

        public static final CpuThrottling NONE = new CpuThrottling(0, 0);

        public CpuThrottling {
            RecordLimits.requireCount("periods", periods);
            RecordLimits.requireCount("throttledPeriods", throttledPeriods);
        }

        CpuThrottling plus(CpuThrottling other) {
            return new CpuThrottling(periods + other.periods, throttledPeriods + other.throttledPeriods);
        }

        /** Returns the increase since an earlier reading. It is never negative, even if the cgroup was re-created. */
        public CpuThrottling since(CpuThrottling earlier) {
            return new CpuThrottling(
                    Math.max(0, periods - earlier.periods), Math.max(0, throttledPeriods - earlier.throttledPeriods));
        }

        /** Returns the fraction of periods in which the cgroup was stopped. */
        public double throttledShare() {
            return periods == 0 ? 0 : (double) throttledPeriods / periods;
        }
    }

    /** Returns the sum of the delays of both intervals, and the longer of the two send queues. */
    public ProcessDelays plus(ProcessDelays other) {
        return new ProcessDelays(
                merged(throttling, other.throttling, CpuThrottling::plus),
                merged(runQueueNanos, other.runQueueNanos, Long::sum),
                merged(gcPauseNanos, other.gcPauseNanos, Long::sum),
                merged(sendQueueBytes, other.sendQueueBytes, Math::max));
    }

    public static <T> Optional<T> merged(Optional<T> one, Optional<T> other, BinaryOperator<T> merge) {
        return one.map(value -> other.map(more -> merge.apply(value, more)).orElse(value))
                .or(() -> other);
    }
}
