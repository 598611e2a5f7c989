package klt.controller.admin;

import static klt.common.kafka.Acl.User.CONTROLLER;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import klt.common.kafka.Acl;
import klt.common.kafka.MissingAclException;
import klt.common.protocol.topics.BusTopics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates and checks topics. Every method waits for Kafka's response. */
public final class TopicAdmin {

    private static final int REPLICATION_MAX = 3;

    /**
     * Number of responses, over about 5 s including pauses, that may omit an existing topic: brokers learn about new topics with a delay.
     */
    static final int ABSENT_MAX = 7;

    private TopicAdmin() {}

    /** Creates missing control topics, and returns how existing ones differ from their definitions. */
    public static List<String> prepareBus(Admin admin, BusTopics topics) throws InterruptedException {
        int brokers = get(admin.describeCluster().nodes()).size();
        short replication = (short) Math.min(REPLICATION_MAX, brokers);
        List<String> warnings = new ArrayList<>();
        for (BusTopics.Definition definition : topics.definitions()) {
            create(admin, new NewTopic(definition.name(), 1, replication).configs(definition.settings()));
            warnings.addAll(differences(admin, definition));
        }
        return warnings;
    }

    /** Returns topic ids, which distinguish a topic from one re-created under the same name. */
    public static Map<String, Uuid> ids(Admin admin, Collection<String> topics) throws InterruptedException {
        Map<String, Uuid> ids = new HashMap<>();
        get(admin.describeTopics(topics).allTopicNames()).forEach((name, topic) -> ids.put(name, topic.topicId()));
        return ids;
    }

    /** Returns how a control topic differs from its definition. The topic can still be used, because only partition 0 is needed. */
    public static List<String> differences(Admin admin, BusTopics.Definition definition) throws InterruptedException {
        List<String> warnings = new ArrayList<>();
        int partitions = describeKnown(admin, definition.name()).partitions().size();
        if (partitions != 1) {
            warnings.add(definition.name() + " has " + partitions + " partitions; only partition 0 is used");
        }
        Config config = config(admin, definition.name());
        for (Map.Entry<String, String> setting : definition.settings().entrySet()) {
            String actual = config.get(setting.getKey()).value();
            if (!setting.getValue().equals(actual)) {
                warnings.add(definition.name() + " has " + setting.getKey() + "=" + actual + " instead of "
                        + setting.getValue());
            }
        }
        return warnings;
    }

    static Config config(Admin admin, String topic) throws InterruptedException {
        return config(
                topic, Objects.requireNonNull(configs(admin, List.of(topic)).get(topic)));
    }

    /** Returns the settings of a topic. */
    static Config config(String topic, KafkaFuture<Config> answer) throws InterruptedException {
        return get(answer, CONTROLLER.topic(DESCRIBE_CONFIGS, topic));
    }

    /** Requests the settings of topics, by topic. */
    static Map<String, KafkaFuture<Config>> configs(Admin admin, Collection<String> topics) {
        Map<String, KafkaFuture<Config>> configs = new HashMap<>();
        admin.describeConfigs(topics.stream()
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                        .toList())
                .values()
                .forEach((resource, config) -> configs.put(resource.name(), config));
        return configs;
    }

    /** Returns the settings that Kafka returned with a value, by name. */
    static Map<String, String> values(Config config) {
        Map<String, String> values = new HashMap<>();
        for (ConfigEntry entry : config.entries()) {
            if (entry.value() != null) {
                values.put(entry.name(), entry.value());
            }
        }
        return values;
    }

    static boolean hasLeader(TopicPartitionInfo partition) {
        return partition.leader() != null && !partition.leader().isEmpty();
    }

    static boolean create(Admin admin, NewTopic topic) throws InterruptedException {
        if (describe(admin, topic.name()).isPresent()) {
            return false;
        }
        try {
            get(admin.createTopics(List.of(topic)).all(), CONTROLLER.topic(CREATE, topic.name()));
            return true;
        } catch (TopicExistsException e) {
            return false;
        }
    }

    /** Describes a topic, or returns empty if it does not exist. */
    static Optional<TopicDescription> describe(Admin admin, String topic) throws InterruptedException {
        return Objects.requireNonNull(describe(admin, List.of(topic)).get(topic));
    }

    /** Describes topics, in order; missing topics have empty entries. */
    static Map<String, Optional<TopicDescription>> describe(Admin admin, Collection<String> topics)
            throws InterruptedException {
        Map<String, KafkaFuture<TopicDescription>> answers =
                admin.describeTopics(topics).topicNameValues();
        Map<String, Optional<TopicDescription>> found = new LinkedHashMap<>();
        for (String topic : topics) {
            found.put(topic, known(topic, Objects.requireNonNull(answers.get(topic))));
        }
        return found;
    }

    private static Optional<TopicDescription> known(String topic, KafkaFuture<TopicDescription> description)
            throws InterruptedException {
        try {
            return Optional.of(get(description, CONTROLLER.topic(DESCRIBE, topic)));
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
    }

    static TopicDescription describeKnown(Admin admin, String topic) throws InterruptedException {
        return describeKnown(admin, List.of(topic)).getFirst();
    }

    /** Describes existing topics, in order. */
    static List<TopicDescription> describeKnown(Admin admin, Collection<String> topics) throws InterruptedException {
        return untilKnown(() -> {
            List<TopicDescription> known = new ArrayList<>();
            describe(admin, topics)
                    .forEach((topic, found) -> known.add(found.orElseThrow(
                            () -> new UnknownTopicOrPartitionException("topic " + topic + " does not exist"))));
            return known;
        });
    }

    /** Repeats a request until the responding broker knows the topic; eventually gives up. */
    static <T> T untilKnown(Retries.Request<T> request) throws InterruptedException {
        return Retries.on(UnknownTopicOrPartitionException.class, ABSENT_MAX, request);
    }

    /**
     * Waits for Kafka's response and rethrows its exception unwrapped.
     *
     * @param needed the ACLs that the request needs, which an exception names
     */
    static <T> T get(KafkaFuture<T> future, Acl... needed) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (Acl.explained(e, List.of(needed)) instanceof MissingAclException missing) {
                throw missing;
            }
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        }
    }
}
