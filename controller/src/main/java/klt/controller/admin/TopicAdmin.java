package klt.controller.admin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import klt.common.clock.Backoff;
import klt.common.protocol.topics.BusTopics;
import klt.common.text.Counted;
import klt.common.text.Listing;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates and checks topics. Every method waits for Kafka's answer. */
public final class TopicAdmin {

    private static final int REPLICATION_MAX = 3;

    /**
     * Timeout of one offsets request. Kafka's client retries without a pause while a partition has no leader, so a request must be short;
     * it is repeated after a pause.
     */
    static final int OFFSETS_TIMEOUT_MS = 5_000;

    private static final int OFFSETS_REQUESTS_MAX = 4;

    /** Maximum number of checks for partitions without a leader: about 7 s with the pauses. */
    private static final int LEADER_CHECKS_MAX = 8;

    /**
     * An existing topic may be absent from this many answers, about 5 s with the pauses: a broker learns about a new topic with a delay.
     */
    static final int ABSENT_MAX = 7;

    private TopicAdmin() {}

    /** Creates missing control topics and returns how existing ones differ from their definitions. */
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

    /** Topic ids, which distinguish a topic from one that is re-created under its name. */
    public static Map<String, Uuid> ids(Admin admin, Collection<String> topics) throws InterruptedException {
        Map<String, Uuid> ids = new HashMap<>();
        get(admin.describeTopics(topics).allTopicNames()).forEach((name, topic) -> ids.put(name, topic.topicId()));
        return ids;
    }

    /** How a control topic differs from its definition; it works nevertheless, on partition 0. */
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
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return Objects.requireNonNull(
                get(admin.describeConfigs(List.of(resource)).all()).get(resource));
    }

    /** The end offsets of a topic, by partition. */
    static List<Long> ends(Admin admin, String topic) throws InterruptedException {
        return offsets(admin, topic, OffsetSpec.latest());
    }

    /** The log start offsets of a topic, by partition. */
    static List<Long> beginnings(Admin admin, String topic) throws InterruptedException {
        return offsets(admin, topic, OffsetSpec.earliest());
    }

    static List<Long> offsets(Admin admin, String topic, OffsetSpec which) throws InterruptedException {
        Backoff backoff = Backoff.ofRequests();
        for (int asked = 1; ; asked++) {
            int partitions = awaitLeaders(admin, topic);
            try {
                return offsets(admin, topic, partitions, which);
            } catch (TimeoutException e) {
                if (asked == OFFSETS_REQUESTS_MAX) {
                    throw e;
                }
                Thread.sleep(backoff.next());
            }
        }
    }

    /** @return number of partitions, each with a leader */
    private static int awaitLeaders(Admin admin, String topic) throws InterruptedException {
        Backoff backoff = Backoff.ofRequests();
        for (int look = 1; ; look++) {
            List<TopicPartitionInfo> partitions = describeKnown(admin, topic).partitions();
            List<Integer> leaderless = partitions.stream()
                    .filter(partition -> !hasLeader(partition))
                    .map(TopicPartitionInfo::partition)
                    .toList();
            if (leaderless.isEmpty()) {
                return partitions.size();
            }
            if (look == LEADER_CHECKS_MAX) {
                throw new LeaderNotAvailableException(
                        Counted.noun(leaderless.size(), "partition") + " " + Listing.of(leaderless) + " of topic "
                                + topic + (leaderless.size() == 1 ? " has" : " have") + " no leader");
            }
            Thread.sleep(backoff.next());
        }
    }

    static boolean hasLeader(TopicPartitionInfo partition) {
        return partition.leader() != null && !partition.leader().isEmpty();
    }

    private static List<Long> offsets(Admin admin, String topic, int partitions, OffsetSpec which)
            throws InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            asked.put(new TopicPartition(topic, partition), which);
        }
        Map<TopicPartition, ListOffsetsResultInfo> found =
                get(admin.listOffsets(asked, new ListOffsetsOptions().timeoutMs(OFFSETS_TIMEOUT_MS))
                        .all());
        List<Long> offsets = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            offsets.add(Objects.requireNonNull(found.get(new TopicPartition(topic, partition)))
                    .offset());
        }
        return offsets;
    }

    static boolean create(Admin admin, NewTopic topic) throws InterruptedException {
        if (describe(admin, topic.name()).isPresent()) {
            return false;
        }
        try {
            get(admin.createTopics(List.of(topic)).all());
            return true;
        } catch (TopicExistsException e) {
            return false;
        }
    }

    /** Empty if the topic does not exist. */
    static Optional<TopicDescription> known(KafkaFuture<TopicDescription> description) throws InterruptedException {
        try {
            return Optional.of(get(description));
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
    }

    static Optional<TopicDescription> describe(Admin admin, String topic) throws InterruptedException {
        return known(Objects.requireNonNull(
                admin.describeTopics(List.of(topic)).topicNameValues().get(topic)));
    }

    static TopicDescription describeKnown(Admin admin, String topic) throws InterruptedException {
        return untilKnown(() -> describe(admin, topic)
                .orElseThrow(() -> new UnknownTopicOrPartitionException("topic " + topic + " does not exist")));
    }

    /** A request to Kafka. */
    interface Request<T> {
        T send() throws InterruptedException;
    }

    /** Repeats a request until the answering broker knows the topic; gives up if it stays unknown. */
    static <T> T untilKnown(Request<T> request) throws InterruptedException {
        Backoff backoff = Backoff.ofRequests();
        for (int asked = 1; ; asked++) {
            try {
                return request.send();
            } catch (UnknownTopicOrPartitionException e) {
                if (asked == ABSENT_MAX) {
                    throw e;
                }
                Thread.sleep(backoff.next());
            }
        }
    }

    /** Waits for Kafka's answer and rethrows its exception unwrapped. */
    static <T> T get(KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        }
    }
}
