package klt.controller.bus;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import klt.common.clock.Ticker;
import klt.common.kafka.ConnectionDiagnosis;
import klt.common.kafka.KafkaSettings;
import klt.common.kafka.TopicRights;
import klt.common.protocol.BusTopics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients of one session, and the ids of the control topics.
 *
 * @param admin of the control topics' cluster
 * @param targetAdmin of the cluster under test
 * @param topicIds distinguish a topic from one that is re-created under its name
 */
record BusClients(
        Admin admin,
        Admin targetAdmin,
        Consumer<byte[], byte[]> consumer,
        Producer<byte[], byte[]> producer,
        Map<String, Uuid> topicIds)
        implements AutoCloseable {

    private static final Duration METADATA_MAX = Duration.ofSeconds(60);
    private static final Duration ADMIN_CLOSE_MAX = Duration.ofSeconds(1);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);
    private static final int ADMIN_TIMEOUT_MS = 10_000;
    private static final int REQUEST_TIMEOUT_MS = 5_000;

    /** The event loop sends, and must not wait for Kafka. */
    private static final int SEND_BLOCK_MS_MAX = 200;

    /** A newly assigned topic is part of the next fetch, so a short wait keeps a takeover fast. */
    private static final int FETCH_WAIT_MS_MAX = 100;

    private static final long METADATA_IDLE_MS_MAX = Duration.ofDays(365).toMillis();

    /** A report of a thousand rows is under a megabyte of JSON; the topic holds it compressed. */
    private static final int DOCUMENT_BYTES_MAX = 8 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(BusClients.class);

    BusClients {
        topicIds = Map.copyOf(topicIds);
    }

    /** Creates missing topics. @throws org.apache.kafka.common.KafkaException if Kafka is unreachable or unusable */
    static BusClients open(KafkaSettings settings, BusTopics topics, Ticker ticker) throws InterruptedException {
        ConnectionDiagnosis.check(settings);
        Admin admin = Admin.create(adminSettings(settings.controlClient("klt-controller-admin")));
        try {
            TopicAdmin.prepareBus(admin, topics)
                    .forEach(warning -> LOG.warn("{}; the topic is used as it is", warning));
            rights(topics).require(admin);
            return new BusClients(
                            admin,
                            Admin.create(adminSettings(settings.targetClient("klt-controller-target"))),
                            new KafkaConsumer<>(consumerSettings(settings)),
                            new KafkaProducer<>(producerSettings(settings)),
                            Map.of())
                    .withTopicIds(topics, ticker);
        } catch (RuntimeException | InterruptedException e) {
            // without a limit it would wait for calls whose results are no longer needed
            admin.close(ADMIN_CLOSE_MAX);
            throw e;
        }
    }

    /** The rights that a controller needs on the control topics. */
    static TopicRights rights(BusTopics topics) {
        Set<AclOperation> reads =
                Set.of(AclOperation.CREATE, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS, AclOperation.READ);
        Set<AclOperation> writes = new HashSet<>(reads);
        writes.add(AclOperation.WRITE);
        return new TopicRights(Map.of(topics.control(), writes, topics.status(), reads, topics.state(), writes));
    }

    private BusClients withTopicIds(BusTopics topics, Ticker ticker) throws InterruptedException {
        try {
            for (String topic : topics.names()) {
                awaitMetadata(topic, ticker);
            }
            Map<String, Uuid> ids = TopicAdmin.ids(admin, topics.names());
            return new BusClients(admin, targetAdmin, consumer, producer, ids);
        } catch (RuntimeException | InterruptedException e) {
            close();
            throw e;
        }
    }

    /** Loads the producer's metadata of a topic, so that no later send waits for it. */
    private void awaitMetadata(String topic, Ticker ticker) {
        long deadline = ticker.nanos() + METADATA_MAX.toNanos();
        while (!hasMetadata(topic)) {
            if (ticker.nanos() > deadline) {
                throw new TimeoutException(
                        "no metadata of topic " + topic + " within " + METADATA_MAX.toSeconds() + " s");
            }
        }
    }

    private boolean hasMetadata(String topic) {
        try {
            return !producer.partitionsFor(topic).isEmpty();
        } catch (TimeoutException e) {
            return false;
        }
    }

    private static Map<String, Object> adminSettings(Map<String, Object> client) {
        client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS);
        return client;
    }

    private static Map<String, Object> consumerSettings(KafkaSettings settings) {
        Map<String, Object> client = settings.controlClient("klt-controller-reader");
        client.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        client.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        client.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        client.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS_MAX);
        client.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return client;
    }

    private static Map<String, Object> producerSettings(KafkaSettings settings) {
        Map<String, Object> client = settings.controlClient("klt-controller-writer");
        client.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        client.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        client.put(ProducerConfig.ACKS_CONFIG, "all");
        client.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // a new topic may refuse the first request and accept the second, after which the first is refused permanently
        client.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        client.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        client.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        client.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, SEND_BLOCK_MS_MAX);
        // metadata of a rarely written topic must not expire: the next send would wait for Kafka
        client.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, METADATA_IDLE_MS_MAX);
        client.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DOCUMENT_BYTES_MAX);
        // a record is retried until it is written: ticks stall with Kafka, and a report is never dropped
        client.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        return client;
    }

    @Override
    public void close() {
        producer.close(CLOSE_MAX);
        consumer.close(CloseOptions.timeout(CLOSE_MAX));
        targetAdmin.close(CLOSE_MAX);
        admin.close(ADMIN_CLOSE_MAX);
    }
}
