package klt.common.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import klt.common.protocol.topics.BusTopics;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/** A reader that is backed by a Kafka consumer, which it owns. */
public final class KafkaTopicReader implements TopicReader {

    private final Consumer<byte[], byte[]> consumer;
    private final Duration closeMax;

    public KafkaTopicReader(Consumer<byte[], byte[]> consumer, Duration closeMax) {
        this.consumer = consumer;
        this.closeMax = closeMax;
    }

    private static TopicPartition partition(String topic) {
        return new TopicPartition(topic, BusTopics.PARTITION);
    }

    @Override
    public void assign(List<String> topics) {
        consumer.assign(topics.stream().map(KafkaTopicReader::partition).toList());
    }

    @Override
    public void seek(String topic, long offset) {
        consumer.seek(partition(topic), offset);
    }

    @Override
    public void seekToBeginning(String topic) {
        consumer.seekToBeginning(List.of(partition(topic)));
    }

    @Override
    public long position(String topic, Duration max) {
        return consumer.position(partition(topic), max);
    }

    @Override
    public long end(String topic, Duration max) {
        return offset(consumer.endOffsets(List.of(partition(topic)), max), topic);
    }

    @Override
    public long beginning(String topic, Duration max) {
        return offset(consumer.beginningOffsets(List.of(partition(topic)), max), topic);
    }

    private static long offset(Map<TopicPartition, Long> offsets, String topic) {
        return Objects.requireNonNull(offsets.get(partition(topic)));
    }

    @Override
    public Optional<Long> offsetAt(String topic, Instant time, Duration max) {
        return Optional.ofNullable(consumer.offsetsForTimes(Map.of(partition(topic), time.toEpochMilli()), max)
                        .get(partition(topic)))
                .map(OffsetAndTimestamp::offset);
    }

    @Override
    public List<TopicRecord> poll(Duration max) {
        List<TopicRecord> records = new ArrayList<>();
        consumer.poll(max).forEach(record -> {
            byte[] key = record.key();
            records.add(new TopicRecord(
                    record.topic(),
                    record.offset(),
                    record.timestamp(),
                    key == null ? "" : new String(key, StandardCharsets.UTF_8),
                    record.value()));
        });
        return records;
    }

    @Override
    public void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(closeMax));
    }
}
