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
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Notices that a topic is not any more what it was: deleted, made anew, or cut short. A consumer without a group would not notice: it
 * waits for an offset that the new topic reaches some day, or never. Nothing here waits for Kafka; for one thread.
 */
public final class TopicWatch implements AutoCloseable {

    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(1);

    private final Admin admin;
    private final Set<String> topics;
    private final Ticker ticker;
    private final Map<String, Uuid> ids;
    private Optional<Map<String, KafkaFuture<TopicDescription>>> described = Optional.empty();
    private Optional<Ends> ends = Optional.empty();
    private long nextNanos;

    /** @param positions where the reader stood when it was asked, which cannot be beyond the end */
    private record Ends(
            Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> offsets, Map<TopicPartition, Long> positions) {}

    /**
     * Takes the admin client over.
     *
     * @param ids of the topics as far as they are known; the others are learned with the first answer
     */
    public TopicWatch(Admin admin, Collection<String> topics, Map<String, Uuid> ids, Ticker ticker) {
        this.admin = admin;
        this.topics = Set.copyOf(topics);
        this.ids = new HashMap<>(ids);
        this.ticker = ticker;
        nextNanos = ticker.nanos();
    }

    /**
     * Looks for the answer to the last question, and asks the next when it is time.
     *
     * @param positions up to where the topics were read
     * @return the topics that are not any more what they were, and what happened to each
     */
    public Map<String, String> look(Map<TopicPartition, Long> positions) {
        Map<String, String> changes = Map.of();
        if (ends.filter(asked -> areDone(asked.offsets)).isPresent()) {
            changes = cut(ends.get());
            ends = Optional.empty();
            nextNanos = ticker.nanos() + EVERY.toNanos();
        } else if (described.filter(TopicWatch::areDone).isPresent()) {
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

    private Ends askForEnds(Map<TopicPartition, Long> positions) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        positions.keySet().forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
        ListOffsetsResult result = admin.listOffsets(wanted);
        Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> offsets = new HashMap<>();
        wanted.keySet().forEach(partition -> offsets.put(partition, result.partitionResult(partition)));
        return new Ends(offsets, Map.copyOf(positions));
    }

    private static Map<String, String> cut(Ends answered) {
        Map<String, String> changes = new TreeMap<>();
        answered.offsets.forEach((partition, end) -> {
            long position = answered.positions.getOrDefault(partition, 0L);
            if (end.state() == Future.State.SUCCESS
                    && position > end.resultNow().offset()) {
                changes.put(
                        partition.topic(),
                        "was cut short: it ends at " + end.resultNow().offset() + " and was read up to " + position);
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
                    changes.put(topic, "was deleted and made anew");
                }
            } else if (description.exceptionNow() instanceof UnknownTopicOrPartitionException
                    && ids.containsKey(topic)) {
                // other troubles are those of the connection, which ends or heals
                changes.put(topic, "was deleted");
            }
        });
        return changes;
    }

    @Override
    public void close() {
        // without a limit it would wait for calls that nobody waits for
        admin.close(CLOSE_MAX);
    }
}
