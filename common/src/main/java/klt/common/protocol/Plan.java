package klt.common.protocol;

import java.util.List;
import klt.common.kafka.PartitionNumbers;
import klt.common.protocol.limit.RecordLimits;
import klt.common.schedule.Sharding;
import klt.common.spec.RunSpec;
import klt.common.spec.limit.Limits;

/**
 * A spec, along with the resolved values that all workers must agree on.
 *
 * @param shardCount the number of shards {@code S}, fixed for the run
 * @param partitions each topic's partition count at the start of the run; empty until the topics are ready
 */
public record Plan(RunSpec spec, int shardCount, List<Integer> partitions) {

    public Plan {
        if (shardCount < 1 || shardCount > Sharding.SHARDS_MAX) {
            throw new IllegalArgumentException(
                    "the shard count must be between 1 and " + Sharding.SHARDS_MAX + ", but is " + shardCount);
        }
        partitions = List.copyOf(partitions);
        if (!partitions.isEmpty() && partitions.size() != spec.topic().names().size()) {
            throw new IllegalArgumentException(partitions.size() + " numbers of partitions of "
                    + spec.topic().names().size() + " topics");
        }
        RecordLimits.requireSize("topics", partitions, Limits.TOPICS_MAX);
        if (partitions.stream().anyMatch(count -> count < 1 || count > RecordLimits.PARTITIONS_MAX)) {
            throw new IllegalArgumentException("a topic without partitions, or with too many");
        }
    }

    /** Returns the partition numbers. Must not be called before the topics are ready. */
    public PartitionNumbers partitionNumbers() {
        return new PartitionNumbers(spec.topic().names(), partitions);
    }
}
