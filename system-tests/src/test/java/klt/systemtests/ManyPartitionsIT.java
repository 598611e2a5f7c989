package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import klt.common.protocol.BusTopics;
import klt.embedded.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Topics with thousands of partitions: the reports about them fit in records, and nobody is lost for their number. */
class ManyPartitionsIT {

    private static final String PREFIX = "many";
    private static final String TOPIC = "wide";
    private static final int CREATE_MS_MAX = 180_000;
    private static final Duration POLL = Duration.ofMillis(200);

    @TempDir
    Path folder;

    @Test
    @Tag("long")
    void twoThousandAreVerifiedWithAConsumerGroup() {
        check(2_000, 2, 20_000, 2_000, Duration.ofMinutes(2), "--set=consumers.groups=1");
    }

    @Test
    @Tag("long")
    void tenThousandAreVerified() {
        check(10_000, 4, 100_000, 5_000, Duration.ofMinutes(8));
    }

    private void check(int partitions, int workers, int messages, int rate, Duration runMax, String... more) {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                Command local = Command.start(
                        Map.of("CONTROL_TOPIC_PREFIX", PREFIX),
                        "local",
                        "--kafka",
                        kafka.bootstrapServers(),
                        "--port=0",
                        "--workers=" + workers)) {
            create(kafka.bootstrapServers(), partitions);
            Path report = folder.resolve("report.json");
            List<String> arguments = new ArrayList<>(List.of(
                    "run",
                    "--controller",
                    LocalSystemIT.consoleUrl(local),
                    "--json=" + report,
                    "--verify",
                    "--messages=" + messages,
                    "--rate=" + rate,
                    "--set=producer.batchSize=1kB",
                    "--topic=" + TOPIC,
                    "--set=topic.partitions=" + partitions,
                    "--set=workers.timeout=180s"));
            arguments.addAll(List.of(more));
            try (Command run = Command.start(arguments.toArray(String[]::new))) {
                // on a busy machine the figures need not be valid
                assertThat(run.exitCode(runMax)).as(run.output()).isIn(0, 10, 11);
            }

            JsonNode json = JsonMapper.shared().readTree(report.toFile());
            assertThat(json.at("/verdict/integrity").asString())
                    .as(json.at("/verdict").toString())
                    .isEqualTo("INTACT");
            assertThat(json.at("/events").toString()).doesNotContain("WORKER_LOST", "REPORT_REFUSED");
            largest(kafka.bootstrapServers()).forEach((topic, bytes) -> {
                System.out.printf("%s: largest record of %,d bytes%n", topic, bytes);
                assertThat(bytes).as(topic).isLessThan(BusTopics.WRITTEN_BYTES_MAX);
            });
        }
    }

    /** A broker takes its time for thousands of logs. */
    private static void create(String servers, int partitions) {
        Map<String, Object> patient = Map.of("bootstrap.servers", servers, "default.api.timeout.ms", CREATE_MS_MAX);
        try (Admin admin = Admin.create(patient)) {
            admin.createTopics(List.of(new NewTopic(TOPIC, partitions, (short) 1)))
                    .all()
                    .get();
            Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, partitions)
                    .mapToObj(partition -> new TopicPartition(TOPIC, partition))
                    .collect(Collectors.toMap(key -> key, key -> OffsetSpec.latest()));
            admin.listOffsets(ends).all().get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError("creating " + TOPIC, e);
        }
    }

    /** Bytes of the largest value on each control topic. */
    private static Map<String, Integer> largest(String servers) {
        Map<String, Integer> largest = new HashMap<>();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = BusTopics.withPrefix(PREFIX).names().stream()
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
