package klt.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What the tests do with an embedded Kafka from the outside, using Kafka's own clients. */
final class Clients {

    static final Duration LIMIT = Duration.ofSeconds(60);

    private Clients() {}

    static Admin admin(EmbeddedKafka kafka) {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    static void createTopic(EmbeddedKafka kafka, NewTopic topic) throws Exception {
        try (Admin admin = admin(kafka)) {
            admin.createTopics(List.of(topic)).all().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** Sends the values one by one to partition 0 with {@code acks=all}, each after the previous one is acknowledged. */
    static void send(EmbeddedKafka kafka, String topic, String key, String... values)
            throws ExecutionException, InterruptedException, TimeoutException {
        var settings = Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, 0, key, value)).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    /** All values in partition 0 up to its current end. */
    static List<String> readAll(EmbeddedKafka kafka, String topic) {
        var partition = new TopicPartition(topic, 0);
        var settings = Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers());
        var values = new ArrayList<String>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition), LIMIT).get(partition);
            Instant deadline = Instant.now().plus(LIMIT);
            while (consumer.position(partition, LIMIT) < end) {
                if (Instant.now().isAfter(deadline)) {
                    throw new AssertionError("read only " + values + " before the end at " + end);
                }
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }
}
