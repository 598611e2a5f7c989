package klt.common.protocol;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import klt.common.kafka.PartitionNumbers;
import klt.common.protocol.limit.RecordLimits;
import klt.common.schedule.Sharding;
import klt.common.spec.limit.Limits;

/**
 * A run's offsets in its topics, and the workers that read them for verification.
 *
 * @param topicIds Kafka's topic ids, which distinguish the topics from others with the same name; empty until all ids are known
 * @param from for each partition, in the order of {@link PartitionNumbers}, the first offset that may hold one of the run's messages; empty
 *     until the topics are ready
 * @param until for each partition, in the same order, the offset after the run's last message; empty until everything is sent
 * @param tasks the assignment of partitions to readers; no partition is in two tasks. Until {@code until} is known, readers keep reading as
 *     records arrive
 * @param contested sequences that two workers may have sent
 */
public record Audit(
        List<String> topicIds, List<Long> from, List<Long> until, List<Task> tasks, List<Contested> contested) {

    public static final Audit NONE = new Audit(List.of(), List.of(), List.of(), List.of(), List.of());

    /** Maximum number of contested ranges in one run. */
    public static final int CONTESTED_MAX = 1_000;

    public Audit {
        topicIds = List.copyOf(topicIds);
        RecordLimits.requireSize("topicIds", topicIds, Limits.TOPICS_MAX);
        topicIds.forEach(id -> RecordLimits.requireName("topicId", id));
        from = List.copyOf(from);
        until = List.copyOf(until);
        tasks = List.copyOf(tasks);
        contested = List.copyOf(contested);
        RecordLimits.requireSize("partitions", from, RecordLimits.PARTITIONS_MAX);
        from.forEach(offset -> RecordLimits.requireCount("from", offset));
        until.forEach(offset -> RecordLimits.requireCount("until", offset));
        if (!until.isEmpty() && until.size() != from.size()) {
            throw new IllegalArgumentException(until.size() + " ends of " + from.size() + " partitions");
        }
        RecordLimits.requireSize("tasks", tasks, Limits.WORKERS_MAX);
        RecordLimits.requireSize("contested", contested, CONTESTED_MAX);
        Set<Integer> taken = new HashSet<>();
        for (Task task : tasks) {
            for (int partition : task.partitions()) {
                if (partition >= from.size() || !taken.add(partition)) {
                    throw new IllegalArgumentException(
                            "partition " + partition + " is in two tasks, or not in the topic");
                }
            }
        }
    }

    /**
     * Partitions for one worker to read.
     *
     * @param id the task's number within the run, from 1; partitions that move to another worker get a new task
     */
    public record Task(int id, String worker, List<Integer> partitions) {

        public Task {
            RecordLimits.requireName("worker", worker);
            partitions = List.copyOf(partitions);
            RecordLimits.requireSize("partitions", partitions, RecordLimits.PARTITIONS_MAX);
            if (id < 1 || partitions.stream().anyMatch(partition -> partition < 0)) {
                throw new IllegalArgumentException("task " + id + " or a partition of it is below its minimum");
            }
        }
    }

    /**
     * Sequences that a worker may have sent under a lost grant, and that another worker sent later.
     *
     * @param from the first sequence of the range
     * @param until the first sequence after the range
     * @param epoch the grants with a lower epoch were lost
     * @param takenAt when the grants were lost, in bus time; messages sent under them after that come from a zombie
     */
    public record Contested(List<Integer> shards, long from, long until, int epoch, Instant takenAt) {

        public Contested {
            shards = List.copyOf(shards);
            RecordLimits.requireSize("shards", shards, Sharding.SHARDS_MAX);
            RecordLimits.requireCount("from", from);
            RecordLimits.requireCount("until", until);
            RecordLimits.requireInstant("takenAt", takenAt);
            if (shards.isEmpty() || from >= until || epoch < 1) {
                throw new IllegalArgumentException("the contested range from " + from + " to " + until + " is empty");
            }
        }
    }
}
