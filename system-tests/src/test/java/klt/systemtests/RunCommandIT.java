package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import klt.embedded.EmbeddedKafka;
import klt.systemtests.TopicReader.Contents;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The main job from end to end: one command, real processes, a real broker; the topic is read back. */
class RunCommandIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** What a warm run on a machine of its own keeps. */
    private static final double RATE_TOLERANCE = 0.005;

    /** Ten seconds from cold JVMs that share the machine with others: the last answer alone may take a hundredth of that. */
    private static final double SHORT_RUN_RATE_TOLERANCE = 0.03;

    private static final int SIZE = 1_024;

    private static EmbeddedKafka kafka;

    @TempDir
    Path folder;

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.builder().start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 10000, 1000", "2, 10000, 1000", "5, 1000, 100"})
    void sendsEverySequenceOnceAtTheRate(int workers, int messages, int rate) {
        sendsEverySequenceOnce(workers, messages, rate, SHORT_RUN_RATE_TOLERANCE);
    }

    /** The long ones of the acceptance table. */
    @Tag("long")
    @ParameterizedTest
    @CsvSource({
        "1, 1000000, 10000",
        "2, 1000000, 10000",
        "5, 1000000, 10000",
        "1, 1000, 100",
        "2, 1000, 100",
        "5, 10000, 1000"
    })
    void sendsEverySequenceOnceAtTheRateForLong(int workers, int messages, int rate) {
        sendsEverySequenceOnce(workers, messages, rate, RATE_TOLERANCE);
    }

    private void sendsEverySequenceOnce(int workers, int messages, int rate, double tolerance) {
        String topic = "t-" + workers + "-" + messages + "-" + rate;
        Path report = folder.resolve("out.json");

        try (Command run = Command.start(
                "run",
                "--kafka",
                kafka.bootstrapServers(),
                "--workers",
                String.valueOf(workers),
                "--messages",
                String.valueOf(messages),
                "--rate",
                String.valueOf(rate),
                "--topic",
                topic,
                "--json",
                report.toString())) {
            int exit = run.exitCode(Duration.ofMinutes(4));
            System.out.println(run.output());
            assertThat(exit).as(run.output() + run.errors()).isZero();
        }

        JsonNode json = JSON.readTree(report.toFile());
        Contents contents = TopicReader.read(kafka.bootstrapServers(), topic, SIZE);
        assertThat(json.at("/messages/planned").asLong()).isEqualTo(messages);
        assertThat(json.at("/messages/acked").asLong()).isEqualTo(messages);
        assertThat(contents.endOffsetSum()).isEqualTo(messages);
        assertThat(contents.repeated()).isZero();
        assertThat(contents.wrongSize()).isZero();
        assertThat(contents.sequences().cardinality()).isEqualTo(messages);
        assertThat(contents.sequences().length()).as("no sequence beyond N−1").isEqualTo(messages);
        assertThat(contents.producers()).hasSize(workers);
        assertThat(json.at("/rate/achieved").asDouble()).isCloseTo(rate, within(rate * tolerance));
        assertThat(json.at("/responseTime/count").asLong()).isEqualTo(messages);
        assertThat(IntStream.range(0, json.at("/workers").size())
                        .mapToLong(i -> json.at("/workers/" + i + "/acked").asLong())
                        .sum())
                .isEqualTo(messages);
    }

    @Test
    void saysWhichAddressIsOutOfReach() {
        try (Command run = Command.start("run", "--kafka", "127.0.0.1:1", "--messages", "10", "--rate", "10")) {
            assertThat(run.exitCode(Duration.ofMinutes(2))).isEqualTo(15);
            assertThat(run.errors()).contains("127.0.0.1:1");
        }
    }

    @Test
    void namesEveryMistakeOfASpec() {
        try (Command run = Command.start(
                "run",
                "--kafka",
                kafka.bootstrapServers(),
                "--rate",
                "fast",
                "--size",
                "10",
                "--set",
                "producer.acks=2")) {
            assertThat(run.exitCode(Duration.ofMinutes(1))).isEqualTo(2);
            assertThat(run.errors())
                    .contains("messages")
                    .contains("rate")
                    .contains("payload.size")
                    .contains("producer.acks");
        }
    }

    @Test
    void endsWithTenWhenAnObjectiveIsMissed() {
        try (Command run = Command.start(
                "run",
                "--kafka",
                kafka.bootstrapServers(),
                "--messages",
                "500",
                "--rate",
                "250",
                "--topic",
                "objectives",
                "--objective",
                "response.p50<1us")) {
            assertThat(run.exitCode(Duration.ofMinutes(1))).isEqualTo(10);
            assertThat(run.output()).contains("response.p50<1us");
        }
    }
}
