package klt.common.protocol.interval;

import java.util.Optional;
import klt.common.protocol.limit.RecordLimits;

/**
 * How a worker spent the time of an interval.
 *
 * @param elapsedNanos length of the interval
 * @param throttledNanos time during which a quota throttled a producer; empty when the client does not report it
 * @param blockedNanos how long Kafka's client blocked the sending thread
 * @param cpuNanos CPU time of the whole process
 * @param delays of the whole process
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

    /** The times of both intervals. */
    public SenderTimes plus(SenderTimes other) {
        return new SenderTimes(
                elapsedNanos + other.elapsedNanos,
                ProcessDelays.merged(throttledNanos, other.throttledNanos, Long::sum),
                blockedNanos + other.blockedNanos,
                cpuNanos + other.cpuNanos,
                delays.plus(other.delays));
    }
}
