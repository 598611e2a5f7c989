package klt.common.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import klt.common.clock.Ticker;
import klt.common.protocol.topics.BusTopics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Requests the topics' ids and end offsets from Kafka every ten seconds. */
public final class KafkaTopicWatch implements TopicWatch {

    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(1);

    private final Admin admin;
    private final Set<String> topics;
    private final Ticker ticker;
    private final Map<String, Uuid> ids;
    private Optional<Map<String, KafkaFuture<TopicDescription>>> described = Optional.empty();
    private Optional<Ends> ends = Optional.empty();
    private long nextNanos;

    /** @param positions the reader's positions at the time of the request; none can be past the end of its partition */
    private record Ends(Map<String, KafkaFuture<ListOffsetsResultInfo>> offsets, Map<String, Long> positions) {}

    /**
     * Takes ownership of the admin client.
     *
     * @param ids the known topic ids; the first response adds the others
     */
    public KafkaTopicWatch(Admin admin, Collection<String> topics, Map<String, Uuid> ids, Ticker ticker) {
        this.admin = admin;
        this.topics = Set.copyOf(topics);
        this.ids = new HashMap<>(ids);
        this.ticker = ticker;
        nextNanos = ticker.nanos();
    }

    /** Evaluates the response to the last request, and sends the next request when it is due. */
    @Override
    public Map<String, String> look(Map<String, Long> positions) {
        Map<String, String> changes = Map.of();
        if (ends.filter(asked -> areDone(asked.offsets)).isPresent()) {
            changes = cut(ends.get());
            ends = Optional.empty();
            nextNanos = ticker.nanos() + EVERY.toNanos();
        } else if (described.filter(KafkaTopicWatch::areDone).isPresent()) {
            changes = others(described.get());
            described = Optional.empty();
            ends = Optional.of(askForEnds(positions));
        } else if (described.isEmpty() && ends.isEmpty() && ticker.nanos() - nextNanos >= 0) {
            described = Optional.of(admin.describeTopics(topics).topicNameValues());
        }
        return changes;
    }

    private static boolean areDone(Map<?, ? extends KafkaFuture<?>> futures) {
        return futures.values().stream().allMatch(KafkaFuture::isDone);
    }

    private Ends askForEnds(Map<String, Long> positions) {
        Map<TopicPartition, OffsetSpec> request = new HashMap<>();
        positions.keySet().forEach(topic -> request.put(partition(topic), OffsetSpec.latest()));
        ListOffsetsResult result = admin.listOffsets(request);
        Map<String, KafkaFuture<ListOffsetsResultInfo>> offsets = new HashMap<>();
        positions.keySet().forEach(topic -> offsets.put(topic, result.partitionResult(partition(topic))));
        return new Ends(offsets, Map.copyOf(positions));
    }

    private static TopicPartition partition(String topic) {
        return new TopicPartition(topic, BusTopics.PARTITION);
    }

    private static Map<String, String> cut(Ends answered) {
        Map<String, String> changes = new TreeMap<>();
        answered.offsets.forEach((topic, end) -> {
            long position = answered.positions.getOrDefault(topic, 0L);
            if (end.state() == Future.State.SUCCESS
                    && position > end.resultNow().offset()) {
                changes.put(
                        topic,
                        "was truncated: it ends at " + end.resultNow().offset() + " and was read up to " + position);
            }
        });
        return changes;
    }

    private Map<String, String> others(Map<String, KafkaFuture<TopicDescription>> answered) {
        Map<String, String> changes = new TreeMap<>();
        answered.forEach((topic, description) -> {
            if (description.state() == Future.State.SUCCESS) {
                Uuid id = description.resultNow().topicId();
                if (!ids.computeIfAbsent(topic, name -> id).equals(id)) {
                    changes.put(topic, "was deleted and recreated");
                }
            } else if (description.exceptionNow() instanceof UnknownTopicOrPartitionException
                    && ids.containsKey(topic)) {
                // any other error is a connection error, which is up to the caller
                changes.put(topic, "was deleted");
            }
        });
        return changes;
    }

    @Override
    public void close() {
        // without a timeout, close() would wait for pending calls whose results are not needed
        admin.close(CLOSE_MAX);
    }
}
