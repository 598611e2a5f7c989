package klt.controller.core.preflight;

import java.util.List;

/**
 * The state of the cluster under test that is relevant to a run.
 *
 * @param brokers number of live brokers
 * @param quotas client quotas that the controller is permitted to read
 * @param topics topics of the run, in the order of the spec
 */
public record ClusterFacts(int brokers, List<ClientQuota> quotas, List<TopicFacts> topics) {

    public ClusterFacts {
        quotas = List.copyOf(quotas);
        topics = List.copyOf(topics);
    }

    /** Total number of partitions of all topics. */
    int partitions() {
        return topics.stream().mapToInt(topic -> topic.partitions().size()).sum();
    }

    public boolean hasLeaders() {
        return topics.stream().allMatch(topic -> topic.leaderless().isEmpty());
    }
}
