package klt.worker.produce;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import klt.common.kafka.ConnectionDiagnosis;
import klt.common.kafka.ConnectionException;
import klt.common.kafka.KafkaSettings;
import klt.common.protocol.consumers.TransactionalIds;
import klt.common.protocol.topics.BusTopics;
import klt.common.spec.RunSpec;
import klt.common.spec.client.ProtectedTopics;
import klt.common.spec.input.FieldError;
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

    /** Returns the error in each key of a spec that names a cluster or a topic that runs may not use. */
    List<FieldError> refusals(RunSpec spec) {
        List<FieldError> refusals = new ArrayList<>();
        settings.allowed()
                .refusal(spec.topic().cluster())
                .map(refusal -> new FieldError("topic.cluster", refusal))
                .ifPresent(refusals::add);
        new ProtectedTopics(BusTopics.withPrefix(settings.topicPrefix()).names())
                .refusals(spec.topic().names(), spec.load().sends())
                .forEach(refusal -> refusals.add(new FieldError("topic.name", refusal)));
        return refusals;
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
