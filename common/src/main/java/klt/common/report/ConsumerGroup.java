package klt.common.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Objects;
import java.util.Optional;
import klt.common.report.latency.Latencies.EndToEnd;

/**
 * One consumer group's figures.
 *
 * @param pausedSeconds how long rebalances kept members from reading, summed across members
 * @param pausedSecondsMax the longest of these times of a single member since the start of the run; null in documents of earlier
 *     versions
 * @param throttledSeconds how long quotas throttled members, summed across members; null if not measured
 * @param catchUpSeconds how long the group kept reading after the last ack, or after the start if the run sends nothing; null if it has
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
        Optional<Double> pausedSecondsMax,
        Optional<Double> throttledSeconds,
        Optional<Double> catchUpSeconds,
        Optional<String> trouble,
        EndToEnd endToEnd) {

    /**
     * @param group the group's number within the run, from 0
     * @param name empty if the spec does not name the group
     */
    public record Id(int group, Optional<String> name, String groupId) {

        public Id {
            // absent in earlier versions
            name = Objects.requireNonNullElse(name, Optional.empty());
        }

        /** Returns the group's name, or its number if it has none. */
        public String label() {
            return name.orElse(String.valueOf(group));
        }
    }

    /**
     * @param records number of delivered records, including redeliveries
     * @param foreign records that are not the run's messages; 0 if the run sends none
     * @param rate records per second, without redeliveries, or empty if unknown. The measurement begins at the run's start or, with a
     *     backlog, at the last ack. It ends when the group has caught up, when the duration of a read-only run is over, or when the
     *     run ends; until then, the rate is empty
     */
    public record Records(long records, long redelivered, long foreign, long bytes, Optional<Double> rate) {

        public Records {
            // not measured in earlier versions
            rate = Objects.requireNonNullElse(rate, Optional.empty());
        }
    }

    /** @param lag number of records in the topic not yet completed by any member */
    public record Lag(long lag, long lagMax) {}
}
