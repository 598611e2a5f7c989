package klt.worker.produce;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.KafkaMetric;

/** Kafka's producer as seen by a send loop; handles each message as a test specifies, and allocates nothing itself. */
final class StubProducer implements Producer<byte[], byte[]> {

    private static final Future<RecordMetadata> FUTURE = new CompletableFuture<>();

    private final BiConsumer<ProducerRecord<byte[], byte[]>, Callback> onSend;
    private final Consumer<String> onTransaction;

    StubProducer(BiConsumer<ProducerRecord<byte[], byte[]>, Callback> onSend) {
        this(onSend, step -> {
            throw new UnsupportedOperationException(step);
        });
    }

    /** @param onTransaction called with begin, flush, commit and abort */
    StubProducer(BiConsumer<ProducerRecord<byte[], byte[]>, Callback> onSend, Consumer<String> onTransaction) {
        this.onSend = onSend;
        this.onTransaction = onTransaction;
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        onSend.accept(record, callback);
        return FUTURE;
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void initTransactions() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void beginTransaction() {
        onTransaction.accept("begin");
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void commitTransaction() {
        onTransaction.accept("commit");
    }

    @Override
    public void abortTransaction() {
        onTransaction.accept("abort");
    }

    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {}

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {}

    @Override
    public void flush() {
        onTransaction.accept("flush");
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        return List.of();
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return Map.of();
    }

    @Override
    public Uuid clientInstanceId(Duration timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    @Override
    public void close(Duration timeout) {}
}
