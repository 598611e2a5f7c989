package klt.controller.core.preflight;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import klt.common.text.Listing;

/**
 * What the cluster under test says about a run.
 *
 * @param brokers number of live brokers
 * @param quotas all client quotas that the controller may read
 * @param topics those of the run, in the order of the spec
 */
public record ClusterFacts(int brokers, List<ClientQuota> quotas, List<TopicFacts> topics) {

    public ClusterFacts {
        quotas = List.copyOf(quotas);
        topics = List.copyOf(topics);
    }

    /** Number of partitions of all topics. */
    int partitions() {
        return topics.stream().mapToInt(topic -> topic.partitions().size()).sum();
    }

    public boolean hasLeaders() {
        return topics.stream().allMatch(topic -> topic.leaderless().isEmpty());
    }

    /**
     * Topics that differ only in their names, as one with all these names.
     *
     * @param all the name if all topics are alike
     */
    List<TopicFacts> kinds(String all) {
        Map<TopicFacts, TreeSet<String>> names = new LinkedHashMap<>();
        topics.forEach(topic ->
                names.computeIfAbsent(topic.named(""), kind -> new TreeSet<>()).add(topic.topic()));
        return names.entrySet().stream()
                .map(kind -> kind.getKey().named(names.size() == 1 ? all : Listing.of(kind.getValue())))
                .toList();
    }
}
