package klt.controller.core.preflight;

import java.util.List;

/**
 * The state of the cluster under test, as far as it is relevant to a run.
 *
 * @param brokers number of live brokers
 * @param quotas client quotas that the controller may read
 * @param disks the disks of all brokers; empty if any broker does not report its disk, or if they are irrelevant to the run
 * @param topics the run's topics, in spec order
 * @param unread what Kafka does not let the controller read
 */
public record ClusterFacts(
        int brokers, List<ClientQuota> quotas, List<BrokerDisk> disks, List<TopicFacts> topics, List<Unread> unread) {

    public ClusterFacts {
        quotas = List.copyOf(quotas);
        disks = List.copyOf(disks);
        topics = List.copyOf(topics);
        unread = List.copyOf(unread);
    }

    /** The facts about a cluster of which the controller may read everything. */
    ClusterFacts(int brokers, List<ClientQuota> quotas, List<BrokerDisk> disks, List<TopicFacts> topics) {
        this(brokers, quotas, disks, topics, List.of());
    }

    /** Returns the total number of partitions across all topics. */
    int partitions() {
        return topics.stream().mapToInt(topic -> topic.partitions().size()).sum();
    }
}
