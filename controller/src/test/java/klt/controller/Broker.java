package klt.controller;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import klt.embedded.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The one broker that the tests of this module share; each takes control topics of its own. */
final class Broker {

    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private static final long LIMIT_SECONDS = 30;

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

    /** Writes to partition 0 and waits for it to be kept. */
    static void write(String topic, String key, byte[]... values) {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers(), "max.request.size", 8 << 20),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (byte[] value : values) {
                producer.send(new ProducerRecord<>(topic, 0, key, value)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
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
