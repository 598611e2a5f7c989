package klt.worker.audit;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import klt.common.spec.consumers.Isolation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Opens the consumers of one audit.
 *
 * @param isolation with which it reads: what is committed, if the run has transactions
 */
record AuditConsumers(Function<Isolation, Consumer<byte[], byte[]>> consumers, Isolation isolation) {

    Consumer<byte[], byte[]> open() {
        return consumers.apply(isolation);
    }

    /**
     * Where partitions end. To a reader of what is committed, they end before the first open transaction; the log may continue behind it.
     *
     * @param reader an open consumer of this audit
     */
    Map<TopicPartition, Long> endOffsets(Consumer<byte[], byte[]> reader, Collection<TopicPartition> partitions) {
        if (isolation == Isolation.READ_UNCOMMITTED) {
            return reader.endOffsets(partitions);
        }
        try (var uncommitted = consumers.apply(Isolation.READ_UNCOMMITTED)) {
            return uncommitted.endOffsets(partitions);
        }
    }
}
