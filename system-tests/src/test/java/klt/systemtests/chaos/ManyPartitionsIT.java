package klt.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import klt.common.protocol.topics.BusTopics;
import klt.systemtests.chaos.fixtures.Checks;
import klt.systemtests.chaos.fixtures.TestSystem;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Topics with thousands of partitions: the reports about them fit in records and take little of the controller's memory, and no worker is
 * lost because of their number.
 */
class ManyPartitionsIT {

    private static final String TOPIC = "wide";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long CONTROLLER_GROWTH_BYTES_MAX = 100_000_000;

    @RegisterExtension
    private final TestSystem system = TestSystem.withWorkers(2);

    @Test
    @Tag("fault")
    void twoThousandAreVerifiedWithAConsumerGroup() {
        check(2, 2_000, 20_000, 2_000, 1, Duration.ofMinutes(2));
    }

    @Test
    @Tag("long")
    void tenThousandAreVerified() {
        system.startWorker("worker-3");
        system.startWorker("worker-4");
        check(4, 10_000, 40_000, 2_000, 0, Duration.ofMinutes(8));
    }

    private void check(int workers, int partitions, int messages, int rate, int groups, Duration runMax) {
        long before = system.controller().footprint().liveBytes();
        String run = system.api().submit(spec(workers, partitions, messages, rate, groups));
        system.api().awaitPhase(run, "VERIFYING", runMax);
        long verifying = system.controller().footprint().liveBytes();
        JsonNode report = system.api().awaitReport(run, runMax);
        long after = system.controller().footprint().liveBytes();

        Checks.isDone(report);
        assertThat(report.at("/verdict/integrity").asString())
                .as(report.at("/verdict").toString())
                .isEqualTo("INTACT");
        assertThat(report.at("/events").toString()).doesNotContain("WORKER_LOST", "REPORT_REFUSED");
        Map<String, Integer> largest = largestRecords();
        Checks.say(
                "%,d partitions, %s: largest records %s, the controller's live bytes %,d before, %,d verifying, %,d after"
                        .formatted(partitions, report.at("/verdict"), largest, before, verifying, after));
        assertThat(largest.values()).allSatisfy(bytes -> assertThat(bytes).isLessThan(BusTopics.WRITTEN_BYTES_MAX));
        assertThat(Math.max(verifying, after) - before)
                .as("growth of the controller's live bytes")
                .isLessThan(CONTROLLER_GROWTH_BYTES_MAX);
    }

    private static String spec(int workers, int partitions, int messages, int rate, int groups) {
        return JsonMapper.shared()
                .writeValueAsString(Map.of(
                        "topic",
                        Map.of("name", TOPIC, "partitions", partitions),
                        "messages",
                        messages,
                        "rate",
                        rate,
                        "producer",
                        // a batch for each partition fits in the buffer
                        Map.of("batchSize", "1kB"),
                        "verification",
                        "after",
                        "consumers",
                        Map.of("groups", groups),
                        "workers",
                        Map.of("expected", workers, "timeout", "180s")));
    }

    /** Bytes of the largest value on each control topic. */
    private Map<String, Integer> largestRecords() {
        Map<String, Integer> largest = new HashMap<>();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", system.bootstrapServers(), "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = BusTopics.withPrefix(TestSystem.CONTROL_PREFIX).names().stream()
                    .map(topic -> new TopicPartition(topic, BusTopics.PARTITION))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(key -> consumer.position(key) < ends.get(key))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    int bytes = record.value() == null ? 0 : record.value().length;
                    largest.merge(record.topic(), bytes, Math::max);
                }
            }
        }
        return largest;
    }
}
