package klt.controller.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import klt.common.kafka.KafkaSettings;
import klt.common.spec.RunSpec;
import klt.common.text.ErrorMessage;
import klt.controller.core.preflight.BrokerDisk;
import klt.controller.core.preflight.ClientQuota;
import klt.controller.core.preflight.ClusterFacts;
import klt.controller.core.preflight.DiskCheck;
import klt.controller.core.preflight.Finding;
import klt.controller.core.preflight.Preflight;
import klt.controller.core.preflight.TopicFacts;
import klt.controller.core.preflight.TopicFacts.Partition;
import klt.controller.core.preflight.TopicSettings;
import klt.controller.core.preflight.contents.PastLoads;
import klt.controller.core.preflight.contents.TopicContents;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeLogDirsOptions;
import org.apache.kafka.clients.admin.DescribeLogDirsResult;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the state of the cluster under test for the {@link Preflight} to compare with a spec. Every method waits for Kafka. Facts that this
 * principal is not allowed to read are absent and cause no finding.
 */
public final class ClusterInspector {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterInspector.class);

    /** The response lists every replica, so a large cluster takes a while. */
    private static final int DISKS_TIMEOUT_MS = 5_000;

    private final Admin admin;
    private final Optional<String> user;
    private final ContentsInspector contents;

    /**
     * @param cluster settings for the cluster that the admin client is connected to
     * @param past the loads of stored runs
     */
    public ClusterInspector(Admin admin, KafkaSettings cluster, PastLoads past) {
        this.admin = admin;
        user = cluster.user();
        contents = new ContentsInspector(admin, cluster, past);
    }

    /**
     * Returns the preflight findings for a run on the current cluster.
     *
     * @param workers number of workers in the run
     * @throws KafkaException if Kafka does not respond, or rejects the request to describe the topic
     */
    public List<Finding> findings(RunSpec spec, int workers) throws InterruptedException {
        return Preflight.ofCluster(spec, workers, facts(spec, workers, List.of()), user);
    }

    /**
     * Like {@code findings}, but gives leaderless partitions a few seconds to get a leader. Only then reads records and describes disks, which
     * takes long.
     *
     * @param created names of the topics created by the run
     */
    List<Finding> findingsWithLeaders(RunSpec spec, int workers, List<String> created) throws InterruptedException {
        var unused = Retries.until(
                ClusterInspector::haveLeaders,
                TopicOffsets.LEADER_CHECKS_MAX,
                () -> TopicAdmin.describe(admin, spec.topic().names()));
        return Preflight.ofCluster(spec, workers, facts(spec, workers, created), user);
    }

    private static boolean haveLeaders(Map<String, Optional<TopicDescription>> topics) {
        return topics.values().stream()
                .flatMap(Optional::stream)
                .allMatch(topic -> topic.partitions().stream().allMatch(TopicAdmin::hasLeader));
    }

    private ClusterFacts facts(RunSpec spec, int workers, List<String> created) throws InterruptedException {
        List<Integer> brokers = TopicAdmin.get(admin.describeCluster().nodes()).stream()
                .map(Node::id)
                .toList();
        Map<String, Optional<TopicDescription>> found =
                TopicAdmin.describe(admin, spec.topic().names());
        List<TopicDescription> existing =
                found.values().stream().flatMap(Optional::stream).toList();
        Map<String, TopicContents> contentsOf = contents.of(spec, existing, created);
        Map<String, KafkaFuture<Config>> configs = TopicAdmin.configs(
                admin, existing.stream().map(TopicDescription::name).toList());
        TopicSettings ofNewTopics =
                existing.size() == found.size() ? TopicSettings.UNKNOWN : ofNewTopics(spec.topic(), brokers);
        List<TopicFacts> topics = new ArrayList<>();
        for (var topic : found.entrySet()) {
            String name = topic.getKey();
            if (topic.getValue().isEmpty()) {
                List<Partition> planned = planned(spec.topic(), brokers.size());
                topics.add(
                        new TopicFacts(name, false, planned, new TopicContents.NotChecked(), List.of(), ofNewTopics));
                continue;
            }
            TopicDescription description = topic.getValue().get();
            Optional<Map<String, String>> config = values(Objects.requireNonNull(configs.get(name)));
            topics.add(new TopicFacts(
                    name,
                    true,
                    partitions(description, brokers),
                    contentsOf.getOrDefault(name, new TopicContents.NotChecked()),
                    created.contains(name)
                            ? List.of()
                            : TargetTopics.differences(spec.topic(), description, config.orElse(Map.of())),
                    config.map(TopicSettings::ofTopic).orElse(TopicSettings.UNKNOWN)));
        }
        List<BrokerDisk> disks = DiskCheck.isNeeded(spec, workers) ? disks(brokers) : List.of();
        return new ClusterFacts(brokers.size(), quotas(), disks, topics);
    }

    private static List<Partition> partitions(TopicDescription topic, List<Integer> brokers) {
        Set<Integer> alive = new HashSet<>(brokers);
        List<Partition> partitions = new ArrayList<>();
        for (TopicPartitionInfo partition : topic.partitions()) {
            partitions.add(new Partition(
                    partition.partition(),
                    TopicAdmin.hasLeader(partition),
                    partition.replicas().size(),
                    (int) partition.replicas().stream()
                            .filter(replica -> alive.contains(replica.id()))
                            .count(),
                    partition.isr().size()));
        }
        return partitions;
    }

    /** Returns the partitions of a topic that the run would create. */
    private static List<Partition> planned(RunSpec.Topic topic, int brokers) {
        int replicas = topic.replication();
        int alive = Math.min(replicas, brokers);
        return IntStream.range(0, topic.partitions())
                .mapToObj(number -> new Partition(number, true, replicas, alive, alive))
                .toList();
    }

    /** Returns the settings that the topics would have if the run created them. */
    private TopicSettings ofNewTopics(RunSpec.Topic topic, List<Integer> brokers) throws InterruptedException {
        if (brokers.isEmpty()) {
            return TopicSettings.UNKNOWN;
        }
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, String.valueOf(brokers.getFirst()));
        KafkaFuture<Config> config =
                admin.describeConfigs(List.of(broker)).values().get(broker);
        return values(Objects.requireNonNull(config))
                .map(defaults -> TopicSettings.ofNewTopic(defaults, topic.config()))
                .orElse(TopicSettings.UNKNOWN);
    }

    private static Optional<Map<String, String>> values(KafkaFuture<Config> config) throws InterruptedException {
        return readable(() -> TopicAdmin.values(TopicAdmin.get(config)));
    }

    /** Returns the brokers' disks, or an empty list if any broker does not report its disk in time. */
    private List<BrokerDisk> disks(List<Integer> brokers) throws InterruptedException {
        List<BrokerDisk> disks = new ArrayList<>();
        DescribeLogDirsResult answers =
                admin.describeLogDirs(brokers, new DescribeLogDirsOptions().timeoutMs(DISKS_TIMEOUT_MS));
        for (int broker : brokers) {
            try {
                long usable = 0;
                for (LogDirDescription directory : TopicAdmin.get(
                                Objects.requireNonNull(answers.descriptions().get(broker)))
                        .values()) {
                    // an offline directory has an error instead of a size
                    if (directory.error() == null) {
                        usable += directory
                                .usableBytes()
                                .orElseThrow(
                                        () -> new UnsupportedVersionException("the broker is older than Kafka 3.3"));
                    }
                }
                disks.add(new BrokerDisk(broker, usable));
            } catch (KafkaException e) {
                LOG.debug("no disk sizes of broker {}: {}", broker, ErrorMessage.withType(e));
                return List.of();
            }
        }
        return disks;
    }

    private List<ClientQuota> quotas() throws InterruptedException {
        return readable(() -> {
                    List<ClientQuota> quotas = new ArrayList<>();
                    TopicAdmin.get(admin.describeClientQuotas(ClientQuotaFilter.all())
                                    .entities())
                            .forEach((entity, limits) -> {
                                Map<String, Optional<String>> names = new HashMap<>();
                                entity.entries().forEach((kind, name) -> names.put(kind, Optional.ofNullable(name)));
                                quotas.add(new ClientQuota(names, limits));
                            });
                    return quotas;
                })
                .orElse(List.of());
    }

    /** Returns a request's result, or empty if the principal lacks a permission or the cluster does not support the request. */
    private static <T> Optional<T> readable(Retries.Request<T> request) throws InterruptedException {
        try {
            return Optional.of(request.send());
        } catch (KafkaException e) {
            if (e instanceof RetriableException) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
