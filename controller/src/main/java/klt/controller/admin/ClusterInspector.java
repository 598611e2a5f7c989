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
import klt.common.clock.Backoff;
import klt.common.spec.RunSpec;
import klt.controller.core.preflight.ClientQuota;
import klt.controller.core.preflight.ClusterFacts;
import klt.controller.core.preflight.Finding;
import klt.controller.core.preflight.Preflight;
import klt.controller.core.preflight.TopicFacts;
import klt.controller.core.preflight.TopicFacts.Partition;
import klt.controller.core.preflight.TopicSettings;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.quota.ClientQuotaFilter;

/**
 * Reads from the cluster under test the facts that the {@link Preflight} compares with a spec. Every method waits for Kafka. Facts that
 * this principal may not read are absent and cause no finding.
 */
public final class ClusterInspector {

    /** Maximum number of checks for partitions without a leader: about 7 s with the pauses, so that brokers can elect leaders. */
    private static final int LOOKS_MAX = 8;

    private final Admin admin;
    private final Optional<String> user;

    /** @param user principal of the workers; empty if unknown */
    public ClusterInspector(Admin admin, Optional<String> user) {
        this.admin = admin;
        this.user = user;
    }

    /**
     * The current findings against a run.
     *
     * @param workers number of workers in the run
     * @throws KafkaException if Kafka does not answer, or refuses to describe the topic
     */
    public List<Finding> findings(RunSpec spec, int workers) throws InterruptedException {
        return Preflight.ofCluster(spec, workers, facts(spec), user);
    }

    /** The same, but waits some seconds for partitions without a leader to elect one. */
    List<Finding> findingsWithLeaders(RunSpec spec, int workers) throws InterruptedException {
        ClusterFacts facts = facts(spec);
        Backoff backoff = Backoff.ofRequests();
        for (int look = 1; look < LOOKS_MAX && !facts.hasLeaders(); look++) {
            Thread.sleep(backoff.next());
            facts = facts(spec);
        }
        return Preflight.ofCluster(spec, workers, facts, user);
    }

    private ClusterFacts facts(RunSpec spec) throws InterruptedException {
        List<Integer> brokers = TopicAdmin.get(admin.describeCluster().nodes()).stream()
                .map(Node::id)
                .toList();
        List<TopicFacts> topics = new ArrayList<>();
        for (String name : spec.topic().names()) {
            topics.add(facts(spec, name, brokers));
        }
        return new ClusterFacts(brokers.size(), quotas(), topics);
    }

    private TopicFacts facts(RunSpec spec, String name, List<Integer> brokers) throws InterruptedException {
        RunSpec.Topic topic = spec.topic();
        Optional<TopicDescription> found = TopicAdmin.describe(admin, name);
        return new TopicFacts(
                name,
                found.isPresent(),
                found.map(description -> partitions(description, brokers))
                        .orElseGet(() -> planned(topic, brokers.size())),
                !spec.load().sends() && found.map(ClusterInspector::hasLeaders).orElse(false) && isEmpty(name),
                settings(name, topic, found.isPresent(), brokers));
    }

    private static boolean hasLeaders(TopicDescription topic) {
        return topic.partitions().stream().allMatch(TopicAdmin::hasLeader);
    }

    private boolean isEmpty(String topic) throws InterruptedException {
        return TopicAdmin.ends(admin, topic).equals(TopicAdmin.beginnings(admin, topic));
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

    /** The partitions of a topic that the run would create. */
    private static List<Partition> planned(RunSpec.Topic topic, int brokers) {
        int replicas = topic.replication();
        int alive = Math.min(replicas, brokers);
        return IntStream.range(0, topic.partitions())
                .mapToObj(number -> new Partition(number, true, replicas, alive, alive))
                .toList();
    }

    /** The settings of the topic, or those that it would be created with. */
    private TopicSettings settings(String name, RunSpec.Topic topic, boolean exists, List<Integer> brokers)
            throws InterruptedException {
        if (exists) {
            return configs(ConfigResource.Type.TOPIC, name)
                    .map(TopicSettings::ofTopic)
                    .orElse(TopicSettings.UNKNOWN);
        }
        return brokers.isEmpty()
                ? TopicSettings.UNKNOWN
                : configs(ConfigResource.Type.BROKER, String.valueOf(brokers.getFirst()))
                        .map(defaults -> TopicSettings.ofNewTopic(defaults, topic.config()))
                        .orElse(TopicSettings.UNKNOWN);
    }

    private Optional<Map<String, String>> configs(ConfigResource.Type type, String name) throws InterruptedException {
        ConfigResource resource = new ConfigResource(type, name);
        return readable(() -> {
            Map<String, String> values = new HashMap<>();
            for (ConfigEntry entry : Objects.requireNonNull(TopicAdmin.get(
                                    admin.describeConfigs(List.of(resource)).all())
                            .get(resource))
                    .entries()) {
                if (entry.value() != null) {
                    values.put(entry.name(), entry.value());
                }
            }
            return values;
        });
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

    /** Empty if Kafka does not return it, because a permission or the feature is missing. */
    private static <T> Optional<T> readable(TopicAdmin.Request<T> request) throws InterruptedException {
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
