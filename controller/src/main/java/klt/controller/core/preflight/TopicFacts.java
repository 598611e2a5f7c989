package klt.controller.core.preflight;

import java.util.List;

/**
 * The cluster's description of one of a run's topics, or of a topic that the run would create.
 *
 * @param exists whether the topic exists; if not, the run would create it
 * @param empty whether an existing topic has no records; determined only for a run that sends none
 * @param differences how the topic differs from the spec; empty if this run created it or would create it
 */
public record TopicFacts(
        String topic,
        boolean exists,
        List<Partition> partitions,
        boolean empty,
        List<String> differences,
        TopicSettings settings) {

    public TopicFacts {
        partitions = List.copyOf(partitions);
        differences = List.copyOf(differences);
    }

    /**
     * A partition.
     *
     * @param replicas number of assigned replicas
     * @param liveReplicas number of assigned replicas on live brokers
     * @param insyncReplicas number of assigned replicas that are in sync with the leader
     */
    public record Partition(int number, boolean hasLeader, int replicas, int liveReplicas, int insyncReplicas) {}

    /** Returns the numbers of the leaderless partitions. */
    public List<Integer> leaderless() {
        return partitions.stream()
                .filter(partition -> !partition.hasLeader())
                .map(Partition::number)
                .sorted()
                .toList();
    }
}
