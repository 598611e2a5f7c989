package klt.worker.audit;

import java.util.Collection;
import java.util.Map;
import java.util.function.BiFunction;
import klt.common.spec.consumers.Isolation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Opens the consumers of an audit.
 *
 * @param consumers opens a consumer with a given name
 * @param isolation the reader's isolation level: READ_COMMITTED if the run has transactions
 */
record AuditConsumers(BiFunction<String, Isolation, Consumer<byte[], byte[]>> consumers, Isolation isolation) {

    Consumer<byte[], byte[]> open() {
        return consumers.apply("audit", isolation);
    }

    /**
     * Returns the end offsets of partitions. For a read_committed reader, a partition ends before the first open transaction, even if the
     * log continues after it.
     *
     * @param reader an open consumer of this audit
     */
    Map<TopicPartition, Long> endOffsets(Consumer<byte[], byte[]> reader, Collection<TopicPartition> partitions) {
        if (isolation == Isolation.READ_UNCOMMITTED) {
            return reader.endOffsets(partitions);
        }
        try (var uncommitted = consumers.apply("audit-ends", Isolation.READ_UNCOMMITTED)) {
            return uncommitted.endOffsets(partitions);
        }
    }
}
