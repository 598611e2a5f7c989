package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import klt.embedded.EmbeddedKafka;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What one command says and how it ends, where it does not matter how fast it was. */
@Tag("beside")
class RunOutcomeIT {

    private static final int INVALID = 11;

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

    @Test
    void consumersReadEverything() {
        Path report = folder.resolve("report.json");
        try (Command run = Command.start(
                "run",
                "--kafka",
                kafka.bootstrapServers(),
                "--messages",
                "3000",
                "--rate",
                "1000",
                "--topic",
                "consumed",
                "--verify",
                "--set",
                "consumers.groups=2",
                "--set",
                "consumers.members=3",
                "--json",
                report.toString())) {
            // on a busy machine the figures need not be valid
            assertThat(run.exitCode(Duration.ofMinutes(2))).as(run.output()).isIn(0, INVALID);
        }

        JsonNode json = JsonMapper.shared().readTree(report.toFile());
        assertThat(json.at("/verdict/integrity").asString()).isEqualTo("INTACT");
        assertThat(json.at("/endToEnd/count").asLong()).isEqualTo(6_000);
        assertThat(json.at("/endToEnd/uncertainty").isNumber()).isTrue();
        assertThat(json.at("/consumers").size()).isEqualTo(2);
        for (JsonNode group : json.at("/consumers")) {
            assertThat(group.at("/records").asLong()).isEqualTo(3_000);
            assertThat(group.at("/redelivered").asLong()).isZero();
            assertThat(group.at("/lag").asLong()).isZero();
            assertThat(group.at("/catchUpSeconds").isNumber()).isTrue();
        }
        assertThat(json.at("/series").findValues("consumed").stream()
                        .mapToLong(JsonNode::asLong)
                        .sum())
                .isEqualTo(6_000);
    }

    @Test
    void isReadBackWhileItGoesOn() {
        Path report = folder.resolve("report.json");
        try (Command run = Command.start(
                "run",
                "--kafka",
                kafka.bootstrapServers(),
                "--messages",
                "3000",
                "--rate",
                "1000",
                "--topic",
                "live",
                "--set",
                "verification=live",
                "--json",
                report.toString())) {
            // on a busy machine the figures need not be valid
            assertThat(run.exitCode(Duration.ofMinutes(2))).as(run.output()).isIn(0, INVALID);
        }

        JsonNode json = JsonMapper.shared().readTree(report.toFile());
        assertThat(json.at("/verdict/integrity").asString()).isEqualTo("INTACT");
        assertThat(json.at("/verification/audited").asLong()).isEqualTo(3_000);
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
