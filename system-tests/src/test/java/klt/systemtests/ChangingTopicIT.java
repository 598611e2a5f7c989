package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Topics that change during a run. */
@Tag("extended")
class ChangingTopicIT {

    private static final int STOPPED = 13;
    private static final Duration BEGIN_MAX = Duration.ofSeconds(60);
    private static final Duration RUN_MAX = Duration.ofMinutes(2);

    private static SystemOnKafka system;
    private static Admin admin;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        system = SystemOnKafka.start(1);
        admin = system.admin();
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    private Path report() {
        return folder.resolve("report.json");
    }

    private Command run(String... more) {
        return Command.start(
                Stream.concat(Stream.of("run", "--controller", system.url(), "--json=" + report()), Stream.of(more))
                        .toArray(String[]::new));
    }

    private static long end(String topic, int... partitions) {
        try {
            return IntStream.of(partitions)
                    .mapToLong(partition -> end(new TopicPartition(topic, partition)))
                    .sum();
        } catch (KafkaException e) {
            // it does not exist yet
            return 0;
        }
    }

    private static long end(TopicPartition partition) {
        try {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitMessages(String topic, int... partitions) {
        await("messages in " + topic).atMost(BEGIN_MAX).until(() -> end(topic, partitions) > 0);
    }

    private static Stream<JsonNode> events(JsonNode report) {
        return StreamSupport.stream(report.at("/events").spliterator(), false)
                .filter(event -> event.at("/kind").asString().equals("TOPIC_CHANGED"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "after"})
    void partitionsThatAreAddedAreUsedAndCounted(String verification) throws Exception {
        String topic = "grows-" + verification;
        try (Command run = run(
                "--topic=" + topic,
                "--rate=1000",
                "--duration=12s",
                "--set=topic.partitions=3",
                "--set=producer.batchSize=4kB",
                "--set=verification=" + verification,
                "--set=consumers.groups=1")) {
            awaitMessages(topic, 0);
            Instant grown = Instant.now();
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(12)))
                    .all()
                    .get();
            awaitMessages(topic, 3, 4, 5, 6, 7, 8, 9, 10, 11);
            // on a busy machine, the figures need not be valid
            assertThat(run.exitCode(RUN_MAX)).as(run.output()).isIn(Command.COMPLETE);

            JsonNode report = JsonMapper.shared().readTree(report().toFile());
            assertThat(report.at("/verdict/integrity").asString())
                    .as(report.at("/verdict").toString())
                    .isEqualTo(verification.equals("none") ? "UNCHECKED" : "INTACT");
            assertThat(report.at("/consumers/0/records").asLong()).isEqualTo(12_000);
            List<JsonNode> events = events(report).toList();
            assertThat(events).hasSize(1);
            assertThat(events.getFirst().at("/args/partitionsBefore").asInt()).isEqualTo(3);
            assertThat(events.getFirst().at("/args/partitionsAdded").asInt()).isEqualTo(9);
            assertThat(Instant.parse(events.getFirst().at("/at").asString())).isBefore(grown.plusSeconds(10));
        }
    }

    @Test
    void aTopicThatIsDeletedEndsTheRunWithinSeconds() throws Exception {
        try (Command run = run("--topic=t11", "--rate=500", "--duration=100s", "--verify")) {
            awaitMessages("t11", 0);
            // the broker creates it again, with one partition, as soon as a producer asks for it
            admin.deleteTopics(List.of("t11")).all().get();

            assertThat(run.exitCode(Duration.ofSeconds(30))).as(run.output()).isEqualTo(STOPPED);
            JsonNode report = JsonMapper.shared().readTree(report().toFile());
            assertThat(report.at("/phase").asString()).isEqualTo("FAILED");
            assertThat(report.at("/end/code").asString()).isEqualTo("TOPIC_DELETED");
            assertThat(report.at("/end/args/topic").asString()).isEqualTo("t11");
            assertThat(report.at("/verdict/integrity").asString()).isEqualTo("INCONCLUSIVE");
            assertThat(report.at("/verdict/reasons").toString())
                    .contains("AUDIT_INCOMPLETE")
                    .doesNotContain("LOST", "TOPIC_TOO_SHORT");
            assertThat(events(report)).hasSize(1);
        }
    }
}
