package klt.worker.produce;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import klt.common.kafka.ConnectionDiagnosis;
import klt.common.kafka.ConnectionException;
import klt.common.kafka.KafkaSettings;
import klt.common.protocol.consumers.TransactionalIds;
import klt.common.spec.RunSpec;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Opens clients for the cluster under test, with a spec's settings. */
public final class TargetCluster {

    private static final int REQUEST_BYTES_MIN = 1 << 20;

    private final KafkaSettings settings;
    private final String worker;

    public TargetCluster(KafkaSettings settings, String worker) {
        this.settings = settings;
        this.worker = worker;
    }

    /** Returns why runs may not load a cluster, or empty if they may. */
    Optional<String> refusal(RunSpec.Topic topic) {
        return settings.allowed().refusal(topic.cluster());
    }

    /**
     * Returns the cluster that a run loads.
     *
     * @throws ConnectionException if it is unusable without changing a setting
     */
    TargetCluster ofRun(RunSpec.Topic topic) {
        KafkaSettings used = settings.ofRun(topic.cluster());
        if (topic.cluster().isPresent()) {
            // the configured cluster was probed when this worker connected
            ConnectionDiagnosis.checkTarget(used);
        }
        return new TargetCluster(used, worker);
    }

    /** @param number the producer's index on this worker */
    Producer<byte[], byte[]> producer(RunSpec spec, int valueBytesMax, String run, int number) {
        String suffix = spec.producer().perWorker() == 1 ? "" : "-p" + number;
        Map<String, Object> properties =
                properties(settings.targetClient(worker + "-" + run + suffix), spec, valueBytesMax);
        spec.transactions().ifPresent(transactions -> {
            properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TransactionalIds.of(run, worker));
            properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int)
                    transactions.timeout().toMillis());
        });
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    Admin admin(String run) {
        return Admin.create(settings.targetClient(worker + "-" + run + "-admin"));
    }

    /** Returns the bootstrap servers, for use in messages. */
    String address() {
        return settings.target();
    }

    /**
     * @param base the cluster's connection settings; client settings in the spec take precedence
     * @param valueBytesMax the largest value's size
     */
    static Map<String, Object> properties(Map<String, Object> base, RunSpec spec, int valueBytesMax) {
        RunSpec.Producer producer = spec.producer();
        Map<String, Object> properties = new HashMap<>();
        // with rebootstrapping, a client discards the topic's metadata when no broker responds; send() would then
        // block, and the load would stop before the buffer is full
        properties.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
        properties.putAll(base);
        properties.put(ProducerConfig.ACKS_CONFIG, producer.acks());
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, producer.idempotence());
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, producer.compression());
        properties.put(ProducerConfig.LINGER_MS_CONFIG, producer.lingerMs());
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, producer.batchSize());
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, producer.bufferMemory());
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, producer.maxInFlight());
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, producer.requestTimeoutMs());
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, producer.deliveryTimeoutMs());
        // while a broker hangs, let send() block for as long as an ack may take, instead of failing
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, producer.deliveryTimeoutMs());
        properties.put(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                Math.max(REQUEST_BYTES_MIN, spec.message().recordBytesMax(valueBytesMax)));
        properties.putAll(producer.properties());
        return properties;
    }
}
