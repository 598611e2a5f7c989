package klt.controller.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cluster under test and the control topics, as returned by the HTTP API. */
public record ClusterView(
        String bootstrapServers,
        String clusterId,
        Optional<Integer> controllerId,
        List<Broker> brokers,
        String controlBootstrapServers,
        List<ControlTopic> controlTopics,
        Map<String, String> settings) {

    public record Broker(int id, String address) {}

    /** @param warnings how the topic differs from one that the load tester would create */
    public record ControlTopic(String name, long endOffset, List<String> warnings) {}
}
