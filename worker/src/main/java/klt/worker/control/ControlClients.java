package klt.worker.control;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import klt.common.clock.Ticker;
import klt.common.kafka.Acl;
import klt.common.kafka.ConnectionDiagnosis;
import klt.common.kafka.ConnectionException;
import klt.common.kafka.KafkaSettings;
import klt.common.kafka.KafkaTopicReader;
import klt.common.kafka.KafkaTopicWatch;
import klt.common.kafka.TopicReader;
import klt.common.kafka.TopicRights;
import klt.common.kafka.TopicWatch;
import klt.common.protocol.topics.BusTopics;
import klt.common.text.ErrorMessage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens clients for the control topics' cluster. */
public final class ControlClients {

    private static final int ASK_TIMEOUT_MS = 10_000;

    /**
     * Maximum time that send() may block. Short because the reporting loop must not block while the topic's leader is unknown; it retries
     * in its next iteration.
     */
    private static final int STATUS_BLOCK_MS = 20;

    /** How long to wait for the broker before dropping a record. */
    private static final int STATUS_DELIVERY_MS = 300_000;

    private static final int STATUS_REQUEST_MS = 30_000;

    private static final Duration READER_CLOSE_MAX = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(ControlClients.class);

    private final KafkaSettings settings;
    private final BusTopics topics;
    private final String worker;
    private final Ticker ticker;

    public ControlClients(KafkaSettings settings, BusTopics topics, String worker, Ticker ticker) {
        this.settings = settings;
        this.topics = topics;
        this.worker = worker;
        this.ticker = ticker;
    }

    /** Returns the bootstrap servers, for log and error messages. */
    String address() {
        return settings.control();
    }

    BusTopics topics() {
        return topics;
    }

    /**
     * Describes the topics without causing Kafka to create them.
     *
     * @return whether the broker timestamps status records
     * @throws ExecutionException if the topics are unusable; the cause says why
     */
    boolean askTopics() throws ExecutionException, InterruptedException {
        ConnectionDiagnosis.check(settings);
        Admin admin = Admin.create(settings.controlClient(worker + "-admin"));
        try {
            admin.describeTopics(
                            List.of(topics.control(), topics.status()),
                            new DescribeTopicsOptions().timeoutMs(ASK_TIMEOUT_MS))
                    .allTopicNames()
                    .get();
            rights().require(admin);
            return isStamped(admin);
        } finally {
            // a worker that is shutting down must not wait for responses that it no longer needs
            admin.close(Duration.ZERO);
        }
    }

    private TopicRights rights() {
        return new TopicRights(Map.of(
                topics.control(), Set.of(AclOperation.DESCRIBE, AclOperation.READ),
                topics.status(), Set.of(AclOperation.DESCRIBE, AclOperation.WRITE)));
    }

    /** Explains an error from one of these clients. */
    ConnectionException explained(Throwable error) throws InterruptedException {
        return ConnectionDiagnosis.of(error, settings.control(), settings.controlClient(worker + "-probe"), rights());
    }

    private boolean isStamped(Admin admin) throws ExecutionException, InterruptedException {
        ConfigResource status = new ConfigResource(ConfigResource.Type.TOPIC, topics.status());
        try {
            Config described = admin.describeConfigs(
                            List.of(status), new DescribeConfigsOptions().timeoutMs(ASK_TIMEOUT_MS))
                    .all()
                    .get()
                    .getOrDefault(status, new Config(List.of()));
            ConfigEntry stamper = described.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
            return stamper != null && "LogAppendTime".equals(stamper.value());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                Acl needed = Acl.User.WORKERS.topic(AclOperation.DESCRIBE_CONFIGS, topics.status());
                LOG.warn(
                        "assuming that the broker does not timestamp the records of {}: {}",
                        topics.status(),
                        ErrorMessage.withType(Acl.explained(e, List.of(needed))));
                return false;
            }
            throw e;
        }
    }

    /** Creates a watch that detects if the control topic is replaced or truncated. */
    TopicWatch watch() {
        Admin admin = Admin.create(settings.controlClient(worker + "-watch"));
        return new KafkaTopicWatch(admin, List.of(topics.control()), Map.of(), ticker);
    }

    TopicReader controlReader() {
        Map<String, Object> properties = new HashMap<>(settings.controlClient(worker + "-control"));
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaTopicReader(
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                READER_CLOSE_MAX);
    }

    Producer<byte[], byte[]> statusProducer() {
        Map<String, Object> properties = new HashMap<>(settings.controlClient(worker + "-status"));
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        // with lingering, the record's timestamp would be a less precise sample of the clock
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, STATUS_BLOCK_MS);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, STATUS_REQUEST_MS);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, STATUS_DELIVERY_MS);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, BusTopics.RECORD_BYTES_MAX);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
