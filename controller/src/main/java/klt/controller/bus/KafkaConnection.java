package klt.controller.bus;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import klt.common.clock.Ticker;
import klt.common.kafka.ConnectionDiagnosis;
import klt.common.kafka.KafkaSettings;
import klt.common.kafka.KafkaTopicReader;
import klt.common.kafka.KafkaTopicWatch;
import klt.common.kafka.TopicReader;
import klt.common.kafka.TopicRights;
import klt.common.kafka.TopicWatch;
import klt.common.protocol.topics.BusTopics;
import klt.controller.admin.KafkaTargetAdmin;
import klt.controller.admin.TargetAdmin;
import klt.controller.admin.TargetClusters;
import klt.controller.admin.TopicAdmin;
import klt.controller.core.preflight.contents.PastLoads;
import klt.controller.core.run.Event;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Kafka clients of one session.
 *
 * @param admin admin client for the control topics' cluster
 * @param targets admin clients for the clusters under test
 * @param past the loads of stored runs
 */
record KafkaConnection(
        KafkaSettings settings,
        Admin admin,
        TargetClusters targets,
        PastLoads past,
        TopicReader reader,
        Producer<byte[], byte[]> producer,
        TopicWatch watch,
        Map<String, Uuid> topicIds)
        implements BusConnection {

    private static final Duration METADATA_MAX = Duration.ofSeconds(60);
    private static final Duration ADMIN_CLOSE_MAX = Duration.ofSeconds(1);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);
    private static final int ADMIN_TIMEOUT_MS = 10_000;
    private static final int REQUEST_TIMEOUT_MS = 5_000;

    /** Maximum time to block in send(). It is short because the event loop sends and must not wait for Kafka. */
    private static final int SEND_BLOCK_MS_MAX = 200;

    /** Short for a fast takeover: a newly assigned topic is part of the next fetch, which does not begin until the current one ends. */
    private static final int FETCH_WAIT_MS_MAX = 100;

    private static final long METADATA_IDLE_MS_MAX = Duration.ofDays(365).toMillis();

    /** Maximum size of a request. A report with a thousand rows is less than a megabyte of JSON, and the topic stores it compressed. */
    private static final int DOCUMENT_BYTES_MAX = 8 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(KafkaConnection.class);

    KafkaConnection {
        topicIds = Map.copyOf(topicIds);
    }

    /**
     * Opens the connection and creates missing topics.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka is unreachable or unusable
     */
    static KafkaConnection open(KafkaSettings settings, BusTopics topics, PastLoads past, Ticker ticker)
            throws InterruptedException {
        ConnectionDiagnosis.check(settings);
        Admin admin = Admin.create(adminSettings(settings.controlClient("klt-controller-admin")));
        try {
            TopicAdmin.prepareBus(admin, topics).forEach(warning -> LOG.warn("{}; the topic is used as is", warning));
            rights(topics).require(admin);
            return open(settings, topics, past, ticker, admin);
        } catch (RuntimeException | InterruptedException e) {
            // without a timeout, close() would wait for calls whose results are no longer needed
            admin.close(ADMIN_CLOSE_MAX);
            throw e;
        }
    }

    private static KafkaConnection open(
            KafkaSettings settings, BusTopics topics, PastLoads past, Ticker ticker, Admin admin)
            throws InterruptedException {
        Map<String, Uuid> ids = TopicAdmin.ids(admin, topics.names());
        KafkaConnection opened = new KafkaConnection(
                settings,
                admin,
                new TargetClusters(settings, KafkaConnection::openTarget),
                past,
                new KafkaTopicReader(new KafkaConsumer<>(consumerSettings(settings)), CLOSE_MAX),
                new KafkaProducer<>(producerSettings(settings)),
                new KafkaTopicWatch(admin, topics.names(), ids, ticker),
                ids);
        try {
            topics.names().forEach(topic -> opened.awaitMetadata(topic, ticker));
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** Returns the permissions that a controller needs on the control topics. */
    static TopicRights rights(BusTopics topics) {
        Set<AclOperation> reads =
                Set.of(AclOperation.CREATE, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS, AclOperation.READ);
        Set<AclOperation> writes = new HashSet<>(reads);
        writes.add(AclOperation.WRITE);
        return new TopicRights(Map.of(topics.control(), writes, topics.status(), reads, topics.state(), writes));
    }

    /** Loads the producer's metadata for a topic, so that later sends do not wait for it. */
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

    private static Admin openTarget(KafkaSettings settings) {
        return Admin.create(adminSettings(settings.targetClient("klt-controller-target")));
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
        // with several requests in flight, a new topic may reject the first but accept the second, after which the
        // first is rejected for good
        client.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        client.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        client.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        client.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, SEND_BLOCK_MS_MAX);
        // a rarely written topic's metadata must not expire, or the next send would wait for Kafka
        client.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, METADATA_IDLE_MS_MAX);
        client.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DOCUMENT_BYTES_MAX);
        // retry each record until it is written: ticks stall when Kafka stalls, and no report is dropped
        client.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        return client;
    }

    @Override
    public TopicWriter writer() {
        return this::send;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the result is passed to the callback
    private void send(String topic, String key, byte @Nullable [] value, TopicWriter.Ack ack) {
        producer.send(
                new ProducerRecord<>(topic, BusTopics.PARTITION, key.getBytes(StandardCharsets.UTF_8), value),
                (metadata, error) -> ack.onAck(metadata == null ? 0 : metadata.timestamp(), error));
    }

    @Override
    public TargetAdmin targetAdmin(Consumer<Event> answers) {
        return new KafkaTargetAdmin(targets, past, answers);
    }

    @Override
    public void close() {
        producer.close(CLOSE_MAX);
        reader.close();
        targets.close();
        watch.close();
    }
}
