package klt.systemtests;

import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads an entire topic back, without any code of the load tester. */
final class TopicReader {

    /** The contents of a topic with JSON messages. */
    record Contents(long endOffsetSum, BitSet sequences, long repeated, long wrongSize, Set<String> producers) {}

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration READ_MAX = Duration.ofMinutes(3);

    private TopicReader() {}

    static Contents read(String bootstrapServers, String topic, int size) {
        BitSet sequences = new BitSet();
        Set<String> producers = new TreeSet<>();
        long[] repeated = {0};
        long[] wrongSize = {0};
        long sum = each(bootstrapServers, topic, record -> {
            JsonNode message = JSON.readTree(record.value());
            int sequence = message.required("sequence").intValue();
            repeated[0] += sequences.get(sequence) ? 1 : 0;
            sequences.set(sequence);
            wrongSize[0] += record.value().length == size ? 0 : 1;
            producers.add(message.required("metadata").required("producer").stringValue());
        });
        return new Contents(sum, sequences, repeated[0], wrongSize[0], producers);
    }

    /** @return sum of the end offsets of the partitions */
    static long each(String bootstrapServers, String topic, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Instant deadline = Instant.now().plus(READ_MAX);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (Instant.now().isAfter(deadline)) {
                    throw new AssertionError("the topic was not read within " + READ_MAX);
                }
                consumer.poll(Duration.ofMillis(200)).forEach(reader);
            }
            return ends.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
