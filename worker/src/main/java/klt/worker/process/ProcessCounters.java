package klt.worker.process;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import klt.common.protocol.interval.ProcessDelays;
import klt.common.protocol.interval.ProcessDelays.CpuThrottling;

/**
 * What was counted for this process until now; empty where it is not measured.
 *
 * @param cpuNanos CPU time since its start
 * @param throttling by its cgroup and each ancestor of that, since the start of the cgroup
 * @param runQueueNanos by thread that sends or receives, since the start of the thread
 * @param gcPauseNanos since its start
 * @param sendQueueBytes now, of the socket with the longest send queue
 */
public record ProcessCounters(
        long cpuNanos,
        Optional<Map<String, CpuThrottling>> throttling,
        Optional<Map<String, Long>> runQueueNanos,
        Optional<Long> gcPauseNanos,
        Optional<Long> sendQueueBytes) {

    public ProcessCounters {
        throttling = throttling.map(Map::copyOf);
        runQueueNanos = runQueueNanos.map(Map::copyOf);
    }

    /** The delays since earlier counters. */
    public ProcessDelays since(ProcessCounters earlier) {
        return new ProcessDelays(
                throttling.flatMap(now -> earlier.throttling.flatMap(before -> most(now, before))),
                runQueueNanos.flatMap(now -> earlier.runQueueNanos.map(before -> longest(now, before))),
                gcPauseNanos.flatMap(now -> earlier.gcPauseNanos.map(before -> Math.max(0, now - before))),
                sendQueueBytes);
    }

    /** Of the cgroup that was stopped in the largest fraction of its periods; empty if the process was moved to another one. */
    private static Optional<CpuThrottling> most(Map<String, CpuThrottling> now, Map<String, CpuThrottling> earlier) {
        if (!now.keySet().equals(earlier.keySet())) {
            return Optional.empty();
        }
        return now.entrySet().stream()
                .map(cgroup -> cgroup.getValue().since(earlier.getOrDefault(cgroup.getKey(), CpuThrottling.NONE)))
                .max(Comparator.comparingDouble(CpuThrottling::throttledShare)
                        .thenComparingLong(CpuThrottling::periods))
                .or(() -> Optional.of(CpuThrottling.NONE));
    }

    /** The delay of the thread that waited longest; a thread that was not there earlier began at 0. */
    private static long longest(Map<String, Long> now, Map<String, Long> earlier) {
        return now.entrySet().stream()
                .mapToLong(thread -> thread.getValue() - earlier.getOrDefault(thread.getKey(), 0L))
                .reduce(0, Math::max);
    }
}
