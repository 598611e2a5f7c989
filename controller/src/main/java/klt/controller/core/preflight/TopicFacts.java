package klt.controller.core.preflight;

import java.util.List;
import klt.controller.core.preflight.contents.TopicContents;

/**
 * The cluster's description of one of a run's topics, or of a topic that the run would create.
 *
 * @param exists whether the topic exists; if not, the run would create it
 * @param contents what an existing topic holds, as far as the run's check needs it
 * @param differences how the topic differs from the spec; empty if this run created it or would create it
 */
public record TopicFacts(
        String topic,
        boolean exists,
        List<Partition> partitions,
        TopicContents contents,
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

    /** Returns whether an existing topic has no records. */
    boolean isEmpty() {
        return contents instanceof TopicContents.Empty;
    }

    /** Returns the numbers of the leaderless partitions. */
    public List<Integer> leaderless() {
        return partitions.stream()
                .filter(partition -> !partition.hasLeader())
                .map(Partition::number)
                .sorted()
                .toList();
    }
}
