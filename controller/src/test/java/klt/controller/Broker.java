package klt.controller;

import static java.util.Map.entry;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import klt.embedded.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The one broker that the tests of this module share; each takes control topics of its own. */
final class Broker {

    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private static final long LIMIT_SECONDS = 30;
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final EmbeddedKafka KAFKA = start();

    private Broker() {}

    private static EmbeddedKafka start() {
        EmbeddedKafka kafka = EmbeddedKafka.builder().start();
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "broker-close"));
        return kafka;
    }

    static String servers() {
        return KAFKA.bootstrapServers();
    }

    /** A prefix of control topics that nobody has yet. */
    static String newPrefix() {
        return "t" + PREFIXES.incrementAndGet();
    }

    static void create(NewTopic... topics) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            admin.createTopics(List.of(topics)).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("topics were not made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    static void delete(String... topics) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            admin.deleteTopics(List.of(topics)).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("topics were not deleted", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The values that stand in partition 0 now; none when there is no such topic. */
    static List<byte[]> read(String topic) {
        List<byte[]> values = new ArrayList<>();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (var consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        servers(),
                        "auto.offset.reset",
                        "earliest",
                        "allow.auto.create.topics",
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition), LIMIT).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(LIMIT)) {
                    if (record.value() != null) {
                        values.add(record.value());
                    }
                }
            }
        } catch (UnknownTopicOrPartitionException | org.apache.kafka.common.errors.TimeoutException e) {
            // it is being made
        }
        return values;
    }

    /** Writes to partition 0 and waits for it to be kept. */
    static void write(String topic, String key, byte[]... values) {
        write(topic, Stream.of(values).map(value -> entry(key, value)).toList());
    }

    /** Writes to partition 0, in order, and waits for all of it to be kept. */
    static void write(String topic, List<Map.Entry<String, byte[]>> records) {
        try (var producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        servers(),
                        "max.request.size",
                        8 << 20,
                        "max.in.flight.requests.per.connection",
                        1),
                new StringSerializer(),
                new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            records.forEach(record ->
                    sent.add(producer.send(new ProducerRecord<>(topic, 0, record.getKey(), record.getValue()))));
            for (Future<RecordMetadata> each : sent) {
                each.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("not written to " + topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
