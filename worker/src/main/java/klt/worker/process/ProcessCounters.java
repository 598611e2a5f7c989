package klt.worker.process;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import klt.common.protocol.interval.ProcessDelays;
import klt.common.protocol.interval.ProcessDelays.CpuThrottling;

/**
 * This process's counters so far; empty if not measured.
 *
 * @param cpuNanos CPU time since the process started
 * @param throttling counters of the process's cgroup and each ancestor, since that cgroup's start
 * @param runQueueNanos run-queue delay of each sending or receiving thread, since the thread started
 * @param gcPauseNanos pause time since the process started
 * @param sendQueueBytes current length of the longest send queue of any socket
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

    /** Returns the delays since earlier counters. */
    public ProcessDelays since(ProcessCounters earlier) {
        return new ProcessDelays(
                throttling.flatMap(now -> earlier.throttling.flatMap(before -> most(now, before))),
                runQueueNanos.flatMap(now -> earlier.runQueueNanos.map(before -> longest(now, before))),
                gcPauseNanos.flatMap(now -> earlier.gcPauseNanos.map(before -> Math.max(0, now - before))),
                sendQueueBytes);
    }

    /**
     * Returns the throttling of the cgroup that was stopped in the largest fraction of its periods, or empty if the process was moved to
     * another cgroup.
     */
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

    /** Returns the delay of the thread that waited longest. A new thread starts at 0. */
    private static long longest(Map<String, Long> now, Map<String, Long> earlier) {
        return now.entrySet().stream()
                .mapToLong(thread -> thread.getValue() - earlier.getOrDefault(thread.getKey(), 0L))
                .reduce(0, Math::max);
    }
}
