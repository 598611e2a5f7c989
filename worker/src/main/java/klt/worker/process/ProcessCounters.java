package klt.worker.process;

import java.util.Map;
import java.util.Optional;
import klt.common.protocol.interval.ProcessDelays;
import klt.common.protocol.interval.ProcessDelays.CpuThrottling;

/**
 * What was counted for this process until now; empty where it is not measured.
 *
 * @param cpuNanos CPU time since its start
 * @param throttling since the start of its cgroup
 * @param runQueueNanos by thread that sends or receives, since the start of the thread
 * @param gcPauseNanos since its start
 * @param sendQueueBytes now, of the socket with the longest send queue
 */
public record ProcessCounters(
        long cpuNanos,
        Optional<CpuThrottling> throttling,
        Optional<Map<String, Long>> runQueueNanos,
        Optional<Long> gcPauseNanos,
        Optional<Long> sendQueueBytes) {

    public ProcessCounters {
        runQueueNanos = runQueueNanos.map(Map::copyOf);
    }

    /** The delays since earlier counters. */
    public ProcessDelays since(ProcessCounters earlier) {
        return new ProcessDelays(
                throttling.flatMap(now -> earlier.throttling.map(now::since)),
                runQueueNanos.map(now -> longest(now, earlier.runQueueNanos.orElse(Map.of()))),
                gcPauseNanos.flatMap(now -> earlier.gcPauseNanos.map(before -> Math.max(0, now - before))),
                sendQueueBytes);
    }

    /** The delay of the thread that waited longest; a thread that was not there earlier began at 0. */
    private static long longest(Map<String, Long> now, Map<String, Long> earlier) {
        return now.entrySet().stream()
                .mapToLong(thread -> thread.getValue() - earlier.getOrDefault(thread.getKey(), 0L))
                .reduce(0, Math::max);
    }
}
