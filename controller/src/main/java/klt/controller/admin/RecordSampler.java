package klt.controller.admin;

import static klt.common.kafka.Acl.User.CONTROLLER;
import static org.apache.kafka.common.acl.AclOperation.READ;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import klt.common.header.MessageHeader;
import klt.common.kafka.Acl;
import klt.common.kafka.KafkaSettings;
import klt.common.text.ErrorMessage;
import klt.controller.core.preflight.contents.DefaultValue;
import klt.controller.core.preflight.contents.RecordSample.Range;
import klt.controller.core.preflight.contents.RecordSample.Sampled;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the oldest record and the newest records of some partitions, with a consumer that belongs to no group. */
final class RecordSampler {

    private static final Duration POLL_MAX = Duration.ofMillis(100);

    /** Maximum number of polls without a record, each of which takes at most {@link #POLL_MAX}. */
    private static final int EMPTY_POLLS_MAX = 50;

    /** Maximum number of polls. One with records returns sooner, and the sample has at most 1,100 records, many of which arrive together. */
    private static final int POLLS_MAX = 500;

    private static final String TOO_SLOW = "Kafka did not return all of them in time";

    /** Distinguishes consumers that exist at the same time, because Kafka's client registers metrics by client id. */
    private static final AtomicLong OPENED = new AtomicLong();

    /** Maximum amount of data per response and partition. A response always holds at least one batch, even if it is larger. */
    private static final int PARTITION_BYTES_MAX = 16 << 10;

    private static final int RESPONSE_BYTES_MAX = 1 << 20;
    private static final int REQUEST_TIMEOUT_MS = 5_000;

    /**
     * A topic's records.
     *
     * @param error why records are missing; empty if none are
     */
    record Sample(List<Sampled> records, Optional<String> error) {}

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Map<String, List<Sampled>> records = new HashMap<>();
    private final Map<String, String> errors = new HashMap<>();
    private int polls;
    private int emptyPolls;

    private RecordSampler(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** Returns how to open a consumer of a cluster under test. */
    static Supplier<Consumer<byte[], byte[]>> consumers(KafkaSettings cluster) {
        return () -> {
            Map<String, Object> properties = cluster.targetClient("klt-controller-records-" + OPENED.incrementAndGet());
            properties
                    .keySet()
                    .removeAll(Set.of(ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
            properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
            properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
            properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
            properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) POLL_MAX.toMillis());
            properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_BYTES_MAX);
            properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, RESPONSE_BYTES_MAX);
            properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
            properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
            return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        };
    }

    /** Reads records. A topic that cannot be read does not prevent others from being read. */
    static Map<String, Sample> read(Supplier<Consumer<byte[], byte[]>> consumers, Map<String, List<Range>> topics)
            throws InterruptedException {
        Consumer<byte[], byte[]> consumer = consumers.get();
        try {
            return new RecordSampler(consumer).read(topics);
        } catch (InterruptException e) {
            // Kafka's exception sets the interrupt flag again
            var unused = Thread.interrupted();
            throw new InterruptedException();
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private Map<String, Sample> read(Map<String, List<Range>> topics) {
        Map<TopicPartition, Long> oldest = new HashMap<>();
        Map<TopicPartition, Long> newest = new HashMap<>();
        topics.forEach((topic, ranges) -> ranges.forEach(range -> {
            TopicPartition partition = new TopicPartition(topic, range.partition());
            ends.put(partition, range.end());
            newest.put(partition, range.newest());
            if (range.begin() < range.newest()) {
                oldest.put(partition, range.begin());
            }
        }));
        read(newest, false);
        read(oldest, true);
        Map<String, Sample> samples = new HashMap<>();
        topics.keySet()
                .forEach(topic -> samples.put(
                        topic,
                        new Sample(
                                List.copyOf(records.getOrDefault(topic, List.of())),
                                Optional.ofNullable(errors.get(topic)))));
        return samples;
    }

    /** @param first whether to read only the first record of each partition, instead of all records up to the end */
    private void read(Map<TopicPartition, Long> from, boolean first) {
        Set<TopicPartition> open = new HashSet<>(from.keySet());
        open.removeIf(partition -> errors.containsKey(partition.topic()));
        assign(open, from);
        while (!open.isEmpty() && polls < POLLS_MAX && emptyPolls < EMPTY_POLLS_MAX) {
            try {
                ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL_MAX);
                polls++;
                emptyPolls += polled.isEmpty() ? 1 : 0;
                polled.forEach(record -> take(record, first, open));
                open.removeIf(partition -> consumer.position(partition) >= end(partition));
                consumer.pause(consumer.assignment().stream()
                        .filter(partition -> !open.contains(partition))
                        .toList());
            } catch (InterruptException e) {
                throw e;
            } catch (TopicAuthorizationException e) {
                fail(open, e.unauthorizedTopics(), e);
                Map<TopicPartition, Long> positions = new HashMap<>();
                open.forEach(partition -> positions.put(partition, consumer.position(partition)));
                assign(open, positions);
            } catch (KafkaException e) {
                fail(open, Set.of(), e);
            }
        }
        open.forEach(partition -> errors.putIfAbsent(partition.topic(), TOO_SLOW));
    }

    private void assign(Set<TopicPartition> partitions, Map<TopicPartition, Long> from) {
        consumer.assign(partitions);
        // a partition that was assigned before may still be paused
        consumer.resume(partitions);
        partitions.forEach(partition -> consumer.seek(partition, Objects.requireNonNull(from.get(partition))));
    }

    private long end(TopicPartition partition) {
        return Objects.requireNonNull(ends.get(partition));
    }

    private void take(ConsumerRecord<byte[], byte[]> record, boolean first, Set<TopicPartition> open) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (!open.contains(partition) || record.offset() >= end(partition)) {
            return;
        }
        records.computeIfAbsent(record.topic(), topic -> new ArrayList<>())
                .add(new Sampled(
                        record.partition(),
                        record.offset(),
                        Instant.ofEpochMilli(record.timestamp()),
                        record.headers().lastHeader(MessageHeader.KEY) != null
                                || DefaultValue.matches(record.value())));
        if (first) {
            open.remove(partition);
        }
    }

    /** @param topics topics that cannot be read; empty for all open ones */
    private void fail(Set<TopicPartition> open, Set<String> topics, KafkaException error) {
        boolean all = open.stream().noneMatch(partition -> topics.contains(partition.topic()));
        open.removeIf(partition -> {
            boolean failed = all || topics.contains(partition.topic());
            if (failed) {
                List<Acl> needed = List.of(CONTROLLER.topic(READ, partition.topic()));
                errors.put(partition.topic(), ErrorMessage.withType(Acl.explained(error, needed)));
            }
            return failed;
        });
    }
}
