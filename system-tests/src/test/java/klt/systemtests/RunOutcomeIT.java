package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import klt.embedded.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

    @ParameterizedTest
    @ValueSource(strings = {"classic", "share"})
    void consumersReadEverything(String protocol) {
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
                "consumed-" + protocol,
                "--verify",
                "--set",
                "consumers.groups=2",
                "--set",
                "consumers.members=3",
                "--set",
                "consumers.protocol=" + protocol,
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
    void aClusterWithoutShareGroupsIsNamed() throws Exception {
        try (EmbeddedKafka without = EmbeddedKafka.builder().start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", without.bootstrapServers()))) {
            admin.updateFeatures(
                            Map.of(
                                    "share.version",
                                    new FeatureUpdate((short) 0, FeatureUpdate.UpgradeType.UNSAFE_DOWNGRADE)),
                            new UpdateFeaturesOptions())
                    .all()
                    .get();
            try (Command run = Command.start(
                    "run",
                    "--kafka",
                    without.bootstrapServers(),
                    "--messages",
                    "10",
                    "--set",
                    "consumers.groups=1",
                    "--set",
                    "consumers.protocol=share")) {
                assertThat(run.exitCode(Duration.ofMinutes(2))).as(run.output()).isNotZero();
                assertThat(run.output()).contains("GROUPS_REFUSED", "Kafka 4.2 or newer");
            }
        }
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
