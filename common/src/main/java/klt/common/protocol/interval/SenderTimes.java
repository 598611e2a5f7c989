package klt.common.protocol.interval;

import java.util.Optional;
import klt.common.protocol.interval.ProcessDelays.CpuThrottling;
import klt.common.protocol.limit.RecordLimits;

/**
 * How a worker spent an interval.
 *
 * @param elapsedNanos length of the interval
 * @param throttledNanos time during which a quota throttled a producer; empty if the client does not report it
 * @param blockedNanos how long Kafka's client blocked the sending thread
 * @param cpuNanos CPU time of the whole process
 * @param delays the whole process's delays
 */
public record SenderTimes(
        long elapsedNanos, Optional<Long> throttledNanos, long blockedNanos, long cpuNanos, ProcessDelays delays) {

    public static final SenderTimes NONE = new SenderTimes(0, Optional.empty(), 0, 0, ProcessDelays.UNKNOWN);

    public SenderTimes {
        RecordLimits.requireCount("elapsedNanos", elapsedNanos);
        throttledNanos.ifPresent(nanos -> RecordLimits.requireCount("throttledNanos", nanos));
        RecordLimits.requireCount("blockedNanos", blockedNanos);
        RecordLimits.requireCount("cpuNanos", cpuNanos);
    }

    /** Returns the process's CPU usage in cores. */
    public double cpuCores() {
        return cpuNanos / (double) elapsedNanos;
    }

    /** Returns the fraction of enforcement periods in which a CPU quota stopped the process. */
    public Optional<Double> cpuThrottledShare() {
        return delays.throttling().map(CpuThrottling::throttledShare);
    }

    /** Returns the mean fraction of an interval that its longest-waiting thread spent waiting for a CPU. */
    public Optional<Double> runQueueShare() {
        return delays.runQueueNanos().map(this::share);
    }

    /** Returns the fraction of time that the process was stopped by garbage collections. */
    public Optional<Double> gcShare() {
        return delays.gcPauseNanos().map(this::share);
    }

    private double share(long nanos) {
        return nanos / (double) elapsedNanos;
    }

    /** Returns the sum of both intervals' times. */
    public SenderTimes plus(SenderTimes other) {
        return new SenderTimes(
                elapsedNanos + other.elapsedNanos,
                ProcessDelays.merged(throttledNanos, other.throttledNanos, Long::sum),
                blockedNanos + other.blockedNanos,
                cpuNanos + other.cpuNanos,
                delays.plus(other.delays));
    }
}
