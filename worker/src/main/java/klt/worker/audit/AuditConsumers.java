package klt.worker.audit;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import klt.common.kafka.Acl;
import klt.common.spec.consumers.Isolation;
import klt.worker.core.Reason;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;

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

    /** Returns why these consumers cannot read partitions. */
    static String reason(KafkaException error, Collection<TopicPartition> partitions) {
        Set<String> topics = partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
        return Reason.of(error, List.of(Acl.User.WORKERS.topics(AclOperation.READ, topics)));
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
