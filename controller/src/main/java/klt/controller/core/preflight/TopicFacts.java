package klt.controller.core.preflight;

import java.util.List;

/**
 * The cluster's description of a run's topic, or of the topic that the run would create.
 *
 * @param exists false for a topic that the run would create
 * @param empty whether an existing topic has no records; known only if the run sends none
 * @param brokers number of live brokers
 * @param quotas all client quotas that the controller may read
 */
public record TopicFacts(
        String topic,
        boolean exists,
        List<Partition> partitions,
        boolean empty,
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
     * @param replicas number of assigned replicas
     * @param liveReplicas of these, on live brokers
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
