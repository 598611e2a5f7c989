package klt.controller.admin;

import static klt.common.kafka.Acl.User.CONTROLLER;
import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.DELETE;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import klt.common.code.Args;
import klt.common.spec.RunSpec;
import klt.controller.core.preflight.TopicDifferences;
import klt.controller.core.run.Event.TopicState;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates, describes and deletes the topics under load. Every method waits for Kafka's response. */
final class TargetTopics {

    /**
     * Maximum number of partitions per request: Kafka rejects operations with more than 10,000 metadata records, and each partition takes
     * at least one.
     */
    private static final int NEW_PARTITIONS_MAX = 5_000;

    private static final long UNKNOWN_OFFSET = -1;

    private TargetTopics() {}

    /**
     * Creates the missing topics under load.
     *
     * @param created receives the names of created topics, even if Kafka rejects a later one
     */
    static void create(Admin admin, RunSpec.Topic topic, List<String> created) throws InterruptedException {
        int partitionsAtOnce = Math.min(topic.partitions(), NEW_PARTITIONS_MAX);
        Map<String, Optional<TopicDescription>> found = TopicAdmin.describe(admin, topic.names());
        for (String name : topic.names()) {
            NewTopic newTopic =
                    new NewTopic(name, partitionsAtOnce, (short) topic.replication()).configs(topic.config());
            if (Objects.requireNonNull(found.get(name)).isEmpty() && TopicAdmin.create(admin, newTopic)) {
                created.add(name);
                grow(admin, name, partitionsAtOnce, topic.partitions());
            }
        }
    }

    /**
     * Returns the arguments for events about the topics under load. Topics with the same layout share an event.
     *
     * @param created names of the topics created by the run
     */
    static List<Args> describe(Admin admin, RunSpec spec, List<String> created) throws InterruptedException {
        RunSpec.Topic topic = spec.topic();
        List<String> others =
                topic.names().stream().filter(name -> !created.contains(name)).toList();
        Map<String, Args> existing = others.isEmpty() ? Map.of() : existing(admin, others, spec);
        Map<Args, List<String>> layouts = new LinkedHashMap<>();
        for (String name : topic.names()) {
            Args layout = existing.getOrDefault(name, layout(true, topic.partitions(), topic.replication()));
            layouts.computeIfAbsent(layout, first -> new ArrayList<>()).add(name);
        }
        return layouts.entrySet().stream()
                .map(layout -> Args.named("topic", layout.getValue()).and(layout.getKey()))
                .toList();
    }

    private static Args layout(boolean created, int partitions, int replication) {
        return Args.of("created", created, "partitions", partitions, "replication", replication);
    }

    /** Returns existing topics' layouts, by topic. */
    private static Map<String, Args> existing(Admin admin, List<String> names, RunSpec spec)
            throws InterruptedException {
        RunSpec.Topic topic = spec.topic();
        // without a load, the run creates no topic, so the settings of new topics are irrelevant
        boolean compared = spec.load().sends();
        Map<String, KafkaFuture<Config>> configs =
                compared && !topic.config().isEmpty() ? TopicAdmin.configs(admin, names) : Map.of();
        Map<String, Args> layouts = new HashMap<>();
        for (TopicDescription found : TopicAdmin.describeKnown(admin, names)) {
            KafkaFuture<Config> config = configs.get(found.name());
            Map<String, String> values =
                    config == null ? Map.of() : TopicAdmin.values(TopicAdmin.config(found.name(), config));
            boolean asSpecified = !compared || differences(topic, found, values).isEmpty();
            layouts.put(
                    found.name(),
                    layout(false, found.partitions().size(), replication(found)).and("asSpecified", asSpecified));
        }
        return layouts;
    }

    private static int replication(TopicDescription topic) {
        return topic.partitions().getFirst().replicas().size();
    }

    /**
     * Returns how an existing topic differs from the one that the run would create.
     *
     * @param config the existing topic's settings, by name
     */
    static List<String> differences(RunSpec.Topic specified, TopicDescription found, Map<String, String> config) {
        return TopicDifferences.of(specified, found.partitions().size(), replication(found), config);
    }

    /** Deletes a topic and waits until the responding broker no longer knows it. Does nothing if the topic does not exist. */
    static void delete(Admin admin, String topic) throws InterruptedException {
        try {
            TopicAdmin.get(admin.deleteTopics(List.of(topic)).all(), CONTROLLER.topic(DELETE, topic));
        } catch (UnknownTopicOrPartitionException e) {
            return;
        }
        Retries.until(Optional::isEmpty, TopicAdmin.ABSENT_MAX, () -> TopicAdmin.describe(admin, topic));
    }

    private static void grow(Admin admin, String topic, int from, int to) throws InterruptedException {
        int partitions = from;
        while (partitions < to) {
            partitions = Math.min(to, partitions + NEW_PARTITIONS_MAX);
            Map<String, NewPartitions> growth = Map.of(topic, NewPartitions.increaseTo(partitions));
            try {
                TopicAdmin.untilKnown(
                        () -> TopicAdmin.get(admin.createPartitions(growth).all(), CONTROLLER.topic(ALTER, topic)));
            } catch (InvalidPartitionsException e) {
                // an earlier attempt succeeded, but the response was lost
                if (TopicAdmin.describeKnown(admin, topic).partitions().size() < partitions) {
                    throw e;
                }
            }
        }
    }

    /** Returns some topics' current state, with empty entries for missing topics. */
    static List<Optional<TopicState>> look(Admin admin, List<String> topics) throws InterruptedException {
        Map<String, Optional<TopicDescription>> found = TopicAdmin.describe(admin, topics);
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        found.values().stream()
                .flatMap(Optional::stream)
                .forEach(topic -> topic.partitions().stream()
                        // a leaderless partition would delay the others
                        .filter(TopicAdmin::hasLeader)
                        .forEach(partition -> asked.put(
                                new TopicPartition(topic.name(), partition.partition()), OffsetSpec.earliest())));
        ListOffsetsResult answers =
                admin.listOffsets(asked, new ListOffsetsOptions().timeoutMs(TopicOffsets.TIMEOUT_MS));
        List<Optional<TopicState>> states = new ArrayList<>();
        for (Optional<TopicDescription> description : found.values()) {
            states.add(
                    description.isEmpty()
                            ? Optional.empty()
                            : Optional.of(state(description.get(), asked.keySet(), answers)));
        }
        return states;
    }

    /** @param asked partitions whose offsets were requested */
    private static TopicState state(TopicDescription topic, Set<TopicPartition> asked, ListOffsetsResult answers)
            throws InterruptedException {
        List<Long> begins = new ArrayList<>();
        for (int partition = 0; partition < topic.partitions().size(); partition++) {
            TopicPartition key = new TopicPartition(topic.name(), partition);
            begins.add(asked.contains(key) ? begin(answers, key) : UNKNOWN_OFFSET);
        }
        return new TopicState(topic.topicId().toString(), begins);
    }

    private static long begin(ListOffsetsResult answers, TopicPartition key) throws InterruptedException {
        try {
            return TopicAdmin.get(answers.partitionResult(key)).offset();
        } catch (RetriableException e) {
            return UNKNOWN_OFFSET;
        }
    }
}
