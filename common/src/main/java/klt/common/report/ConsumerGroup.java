package klt.common.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Optional;
import klt.common.report.Latencies.EndToEnd;

/**
 * The figures of one consumer group.
 *
 * @param pausedSeconds how long members could not read because of rebalances, summed over the members
 * @param throttledSeconds how long quotas throttled members, summed over the members; null if not measured
 * @param catchUpSeconds how long it continued to read after the last message; null if it has not read everything
 * @param trouble what keeps members from reading
 */
public record ConsumerGroup(
        int group,
        String groupId,
        int members,
        int partitions,
        @JsonUnwrapped Records delivered,
        @JsonUnwrapped Lag backlog,
        long rebalances,
        double pausedSeconds,
        Optional<Double> throttledSeconds,
        Optional<Double> catchUpSeconds,
        Optional<String> trouble,
        EndToEnd endToEnd) {

    /**
     * @param records delivered records, including redelivered ones
     * @param foreign records that are not messages of the run
     */
    public record Records(long records, long redelivered, long foreign, long bytes) {}

    /** @param lag records in the topic that no member has completed */
    public record Lag(long lag, long lagMax) {}
}
