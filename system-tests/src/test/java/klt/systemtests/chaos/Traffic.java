package klt.systemtests.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What stands in a topic, read back with nothing of the load tester's own. */
record Traffic(List<Sent> records) {

    /**
     * One record of the log.
     *
     * @param worker the name of who sent it
     * @param stampMillis when the broker appended it
     */
    record Sent(long sequence, String worker, long stampMillis) {

        int shard() {
            return Load.shard(sequence);
        }

        Instant at() {
            return Instant.ofEpochMilli(stampMillis);
        }
    }

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration READ_MAX = Duration.ofMinutes(2);

    Traffic {
        records = List.copyOf(records);
    }

    static Traffic read(String bootstrapServers, String topic) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return new Traffic(drain(consumer, consumer.endOffsets(partitions)));
        }
    }

    private static List<Sent> drain(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        List<Sent> records = new ArrayList<>();
        long deadline = System.nanoTime() + READ_MAX.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("the topic was not read within " + READ_MAX);
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                JsonNode message = JSON.readTree(record.value());
                records.add(new Sent(
                        message.required("sequence").longValue(),
                        message.required("metadata").required("producer").stringValue(),
                        record.timestamp()));
            }
        }
        return records;
    }

    Traffic only(Predicate<Sent> which) {
        return new Traffic(records.stream().filter(which).toList());
    }

    Traffic by(String worker) {
        return only(sent -> sent.worker().equals(worker));
    }

    Traffic before(Instant when) {
        return only(sent -> sent.at().isBefore(when));
    }

    Traffic since(Instant when) {
        return only(sent -> !sent.at().isBefore(when));
    }

    Traffic ofShards(Set<Integer> shards) {
        return only(sent -> shards.contains(sent.shard()));
    }

    Set<Integer> shards() {
        return records.stream().map(Sent::shard).collect(Collectors.toSet());
    }

    Set<String> workers() {
        return records.stream().map(Sent::worker).collect(Collectors.toSet());
    }

    BitSet sequences() {
        BitSet sequences = new BitSet();
        records.forEach(sent -> sequences.set(Math.toIntExact(sent.sequence())));
        return sequences;
    }

    /** Records that say what another had said before. */
    long repeated() {
        return (long) records.size() - sequences().cardinality();
    }

    Set<Long> repeatedSequences() {
        return timesOfEach().entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private Map<Long, Long> timesOfEach() {
        return records.stream().collect(Collectors.groupingBy(Sent::sequence, Collectors.counting()));
    }

    /** When its first record was appended. */
    Instant firstAt() {
        return Instant.ofEpochMilli(
                records.stream().mapToLong(Sent::stampMillis).min().orElseThrow());
    }

    Instant lastAt() {
        return Instant.ofEpochMilli(
                records.stream().mapToLong(Sent::stampMillis).max().orElseThrow());
    }

    /** Of each sequence the stamp of its first record. */
    LongStream firstStamps() {
        Map<Long, Long> first = new HashMap<>();
        records.forEach(sent -> first.merge(sent.sequence(), sent.stampMillis(), Math::min));
        return first.values().stream().mapToLong(Long::longValue);
    }
}
