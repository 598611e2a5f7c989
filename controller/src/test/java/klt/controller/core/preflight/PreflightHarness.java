package klt.controller.core.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import klt.common.spec.RunSpec;
import klt.controller.core.CoreHarness;
import klt.controller.core.preflight.TopicFacts.Partition;
import klt.controller.core.preflight.contents.TopicContents;

/** The preflight of a run on a cluster without faults; a test changes what the cluster reports. */
abstract class PreflightHarness {

    private static final Map<String, String> DEFAULTS = Map.of(
            "max.message.bytes",
            "1048588",
            "cleanup.policy",
            "delete",
            "retention.ms",
            "-1",
            "retention.bytes",
            "-1",
            "segment.bytes",
            "1048576",
            "compression.type",
            "producer",
            "min.insync.replicas",
            "1",
            "message.timestamp.type",
            "CreateTime",
            "message.timestamp.before.max.ms",
            String.valueOf(Long.MAX_VALUE),
            "message.timestamp.after.max.ms",
            "3600000");

    final Map<String, String> settings = new HashMap<>(DEFAULTS);
    final List<ClientQuota> quotas = new ArrayList<>();
    List<Partition> partitions = healthy(6);
    final List<BrokerDisk> disks = new ArrayList<>();
    int brokers = 1;
    TopicContents contents = new TopicContents.NotChecked();
    List<String> differences = List.of();

    List<Finding> findings(String more) {
        return Preflight.ofCluster(spec(more), 2, facts(true), Optional.of("alice"));
    }

    /** 5,000 messages at 1,000/s. */
    static RunSpec spec(String more) {
        return CoreHarness.spec("{topic: t" + (more.contains("messages:") ? "" : ", messages: 5000")
                + (more.contains("rate:") ? "" : ", rate: 1000") + more + "}");
    }

    Finding only(String more) {
        List<Finding> findings = findings(more);
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }

    ClusterFacts facts(boolean exists) {
        return new ClusterFacts(brokers, quotas, disks, List.of(topic("t", exists)));
    }

    TopicFacts topic(String name, boolean exists) {
        return new TopicFacts(name, exists, partitions, contents, differences, TopicSettings.ofTopic(settings));
    }

    static List<Partition> healthy(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new Partition(number, true, 1, 1, 1))
                .toList();
    }

    static ClientQuota quota(Map<String, Optional<String>> entity, String key, double limit) {
        return new ClientQuota(entity, Map.of(key, limit));
    }
}
