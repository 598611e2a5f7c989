package klt.worker.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import klt.common.spec.consumers.Isolation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class AuditConsumersTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);
    private static final Map<Isolation, Long> ENDS =
            Map.of(Isolation.READ_COMMITTED, 5L, Isolation.READ_UNCOMMITTED, 9L);

    private final List<String> names = new ArrayList<>();

    private Consumer<byte[], byte[]> consumer(String name, Isolation isolation) {
        names.add(name);
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
        consumer.updateEndOffsets(Map.of(PARTITION, ENDS.get(isolation)));
        return consumer;
    }

    /** Kafka's client warns about two clients of one name. */
    @Test
    void aReaderOfCommittedRecordsAndTheReaderOfTheEndsHaveDifferentNames() {
        AuditConsumers consumers = new AuditConsumers(this::consumer, Isolation.READ_COMMITTED);

        Map<TopicPartition, Long> ends = consumers.endOffsets(consumers.open(), List.of(PARTITION));

        assertThat(ends).containsEntry(PARTITION, 9L);
        assertThat(names).hasSize(2).doesNotHaveDuplicates();
    }
}
