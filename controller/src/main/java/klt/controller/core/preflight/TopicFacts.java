package klt.controller.core.preflight;

import java.util.List;

/**
 * What the cluster under test said about the topic of a run, or about the one that it would create.
 *
 * @param exists false for a topic that the run would create
 * @param brokers how many are alive
 * @param quotas every client quota that may be read
 */
public record TopicFacts(
        String topic,
        boolean exists,
        List<Partition> partitions,
        TopicSettings settings,
        int brokers,
        List<ClientQuota> quotas) {

    public TopicFacts {
        partitions = List.copyOf(partitions);
        quotas = List.copyOf(quotas);
    }

    /**
     * One partition.
     *
     * @param replicas that are assigned
     * @param liveReplicas of these, on brokers that are alive
     * @param insyncReplicas of these, in sync with the leader
     */
    public record Partition(int number, boolean hasLeader, int replicas, int liveReplicas, int insyncReplicas) {}

    /** Numbers of the partitions without a leader. */
    public List<Integer> leaderless() {
        return partitions.stream()
                .filter(partition -> !partition.hasLeader())
                .map(Partition::number)
                .sorted()
                .toList();
    }
}
