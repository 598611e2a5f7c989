package klt.controller.admin;

import static klt.common.kafka.Acl.User.CONTROLLER;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import klt.common.kafka.Acl;
import klt.common.kafka.KafkaSettings;
import klt.common.kafka.MissingAclException;
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
import klt.controller.core.preflight.Unread;
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
 * principal is not allowed to read are absent and listed as unread.
 */
public final class ClusterInspector {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterInspector.class);

    /** The response lists every replica, so a large cluster takes a while. */
    private static final int DISKS_TIMEOUT_MS = 5_000;

    /** Brokers' settings and clients' quotas are settings of the cluster. */
    private static final Acl BROKER_SETTINGS = CONTROLLER.cluster(DESCRIBE_CONFIGS);

    private static final Acl DISKS = CONTROLLER.cluster(DESCRIBE);

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
        Map<Acl, List<String>> unread = new LinkedHashMap<>();
        TopicSettings ofNewTopics =
                existing.size() == found.size() ? TopicSettings.UNKNOWN : ofNewTopics(spec.topic(), brokers, unread);
        List<TopicFacts> topics = new ArrayList<>();
        List<String> closed = new ArrayList<>();
        for (var topic : found.entrySet()) {
            String name = topic.getKey();
            if (topic.getValue().isEmpty()) {
                List<Partition> planned = planned(spec.topic(), brokers.size());
                topics.add(
                        new TopicFacts(name, false, planned, new TopicContents.NotChecked(), List.of(), ofNewTopics));
                continue;
            }
            TopicDescription description = topic.getValue().get();
            Optional<Map<String, String>> config = readable(
                            Objects.requireNonNull(configs.get(name)),
                            CONTROLLER.topic(DESCRIBE_CONFIGS, name),
                            () -> closed.add(name))
                    .map(TopicAdmin::values);
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
        if (!closed.isEmpty()) {
            unread.put(CONTROLLER.topics(DESCRIBE_CONFIGS, closed), List.of("the settings of existing topics"));
        }
        List<BrokerDisk> disks = DiskCheck.isNeeded(spec, workers) ? disks(brokers, unread) : List.of();
        List<ClientQuota> quotas = quotas(unread);
        return new ClusterFacts(
                brokers.size(),
                quotas,
                disks,
                topics,
                unread.entrySet().stream()
                        .map(entry -> new Unread(entry.getKey().phrase(), entry.getValue()))
                        .toList());
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
    private TopicSettings ofNewTopics(RunSpec.Topic topic, List<Integer> brokers, Map<Acl, List<String>> unread)
            throws InterruptedException {
        if (brokers.isEmpty()) {
            return TopicSettings.UNKNOWN;
        }
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, String.valueOf(brokers.getFirst()));
        KafkaFuture<Config> config =
                admin.describeConfigs(List.of(broker)).values().get(broker);
        return readable(
                        Objects.requireNonNull(config),
                        BROKER_SETTINGS,
                        () -> addTo(unread, BROKER_SETTINGS, "the settings of new topics"))
                .map(TopicAdmin::values)
                .map(defaults -> TopicSettings.ofNewTopic(defaults, topic.config()))
                .orElse(TopicSettings.UNKNOWN);
    }

    /** Returns the brokers' disks, or an empty list if any broker does not report its disk in time. */
    private List<BrokerDisk> disks(List<Integer> brokers, Map<Acl, List<String>> unread) throws InterruptedException {
        List<BrokerDisk> disks = new ArrayList<>();
        DescribeLogDirsResult answers =
                admin.describeLogDirs(brokers, new DescribeLogDirsOptions().timeoutMs(DISKS_TIMEOUT_MS));
        for (int broker : brokers) {
            try {
                long usable = 0;
                for (LogDirDescription directory : TopicAdmin.get(
                                Objects.requireNonNull(answers.descriptions().get(broker)), DISKS)
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
            } catch (MissingAclException e) {
                addTo(unread, DISKS, "disk space");
                return List.of();
            } catch (KafkaException e) {
                LOG.debug("no disk sizes of broker {}: {}", broker, ErrorMessage.withType(e));
                return List.of();
            }
        }
        return disks;
    }

    private List<ClientQuota> quotas(Map<Acl, List<String>> unread) throws InterruptedException {
        List<ClientQuota> quotas = new ArrayList<>();
        readable(
                        admin.describeClientQuotas(ClientQuotaFilter.all()).entities(),
                        BROKER_SETTINGS,
                        () -> addTo(unread, BROKER_SETTINGS, "client quotas"))
                .ifPresent(entities -> entities.forEach((entity, limits) -> {
                    Map<String, Optional<String>> names = new HashMap<>();
                    entity.entries().forEach((kind, name) -> names.put(kind, Optional.ofNullable(name)));
                    quotas.add(new ClientQuota(names, limits));
                }));
        return quotas;
    }

    private static void addTo(Map<Acl, List<String>> unread, Acl missing, String facts) {
        unread.computeIfAbsent(missing, acl -> new ArrayList<>()).add(facts);
    }

    /**
     * Returns a response, or empty if the principal lacks the ACL or the cluster does not support the request.
     *
     * @param missing called if the principal lacks the ACL
     */
    private static <T> Optional<T> readable(KafkaFuture<T> answer, Acl needed, Runnable missing)
            throws InterruptedException {
        try {
            return Optional.of(TopicAdmin.get(answer, needed));
        } catch (RetriableException e) {
            throw e;
        } catch (MissingAclException e) {
            missing.run();
            return Optional.empty();
        } catch (KafkaException e) {
            return Optional.empty();
        }
    }
}
