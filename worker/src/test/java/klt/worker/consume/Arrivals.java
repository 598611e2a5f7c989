package klt.worker.consume;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import klt.common.header.HeaderReader;
import klt.common.header.MessageHeader;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Notes when records were given to the consumers of groups in this JVM, by the machine's own clock: inside the very poll that the members
 * measure, and with nothing of theirs. To be set as the interceptor of every client.
 */
public final class Arrivals implements ConsumerInterceptor<byte[], byte[]>, ProducerInterceptor<byte[], byte[]> {

    private static final Map<String, List<Arrival>> BY_TOPIC = new ConcurrentHashMap<>();
    private boolean inGroup;

    /** @param sequence of the message */
    record Arrival(Instant at, long sequence) {}

    static List<Arrival> of(String topic) {
        return List.copyOf(BY_TOPIC.getOrDefault(topic, List.of()));
    }

    @Override
    public void configure(Map<String, ?> settings) {
        inGroup = settings.get("group.id") != null;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        Instant now = Instant.now();
        if (inGroup) {
            HeaderReader header = new HeaderReader();
            records.forEach(record -> {
                header.read(record.headers().lastHeader(MessageHeader.KEY).value(), record.key(), record.value());
                BY_TOPIC.computeIfAbsent(record.topic(), topic -> new CopyOnWriteArrayList<>())
                        .add(new Arrival(now, header.sequence()));
            });
        }
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

    @Override
    public void close() {}
}
