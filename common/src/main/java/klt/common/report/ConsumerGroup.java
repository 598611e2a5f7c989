package klt.common.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Objects;
import java.util.Optional;
import klt.common.report.latency.Latencies.EndToEnd;

/**
 * The figures of one consumer group.
 *
 * @param pausedSeconds how long members could not read because of rebalances, summed across members
 * @param throttledSeconds how long quotas throttled members, summed across members; null if not measured
 * @param catchUpSeconds how long it continued to read after the last message, or after the start if the run sends nothing; null if it has
 *     not read everything yet
 * @param trouble what prevents members from reading
 */
public record ConsumerGroup(
        @JsonUnwrapped Id id,
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
     * @param group counts the groups of the run, from 0
     * @param name empty if it has no name in the spec
     */
    public record Id(int group, Optional<String> name, String groupId) {

        public Id {
            // groups had no names in earlier versions
            name = Objects.requireNonNullElse(name, Optional.empty());
        }

        /** The group's name, or its number if it has none. */
        public String label() {
            return name.orElse(String.valueOf(group));
        }
    }

    /**
     * @param records delivered records, including redelivered ones
     * @param foreign records that are not messages of the run; 0 if the run sends none
     * @param rate records per second, without redelivered ones. Measured from the start, or with a backlog from the last ack. Ends when the
     *     group had caught up, when the duration of a run without a load was over, or when the run ended; empty before that, or if unknown
     */
    public record Records(long records, long redelivered, long foreign, long bytes, Optional<Double> rate) {

        public Records {
            // not measured in earlier versions
            rate = Objects.requireNonNullElse(rate, Optional.empty());
        }
    }

    /** @param lag records in the topic that no member has completed */
    public record Lag(long lag, long lagMax) {}
}
