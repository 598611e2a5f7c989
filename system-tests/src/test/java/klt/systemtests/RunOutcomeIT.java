package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import klt.embedded.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What one command says and how it ends, where it does not matter how fast it was. */
@Tag("beside")
class RunOutcomeIT {

    private static final int INVALID = 11;
    private static final Duration RUN_MAX = Duration.ofMinutes(2);

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

    private static Command run(EmbeddedKafka on, String... more) {
        return Command.start(Stream.concat(Stream.of("run", "--kafka", on.bootstrapServers()), Stream.of(more))
                .toArray(String[]::new));
    }

    private static void isRefused(EmbeddedKafka by, String protocol, String... words) {
        try (Command run = run(
                by,
                "--messages=10",
                "--set=workers.timeout=15s",
                "--set=consumers.groups=1",
                "--set=consumers.protocol=" + protocol)) {
            assertThat(run.exitCode(RUN_MAX)).as(run.output()).isNotZero();
            assertThat(run.output()).contains(words);
        }
    }

    /** 3,000 messages at 1,000/s. */
    private JsonNode report(String... more) {
        Path file = folder.resolve("report.json");
        String[] all = Stream.concat(Stream.of("--messages=3000", "--rate=1000", "--json=" + file), Stream.of(more))
                .toArray(String[]::new);
        try (Command run = run(kafka, all)) {
            // on a busy machine the figures need not be valid
            assertThat(run.exitCode(RUN_MAX)).as(run.output()).isIn(0, INVALID);
        }
        return JsonMapper.shared().readTree(file.toFile());
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "share"})
    void consumersReadEverything(String protocol) {
        JsonNode report = report(
                "--topic=consumed-" + protocol,
                "--verify",
                "--set=consumers.groups=2",
                "--set=consumers.members=3",
                "--set=consumers.protocol=" + protocol);

        assertThat(report.at("/verdict/integrity").asString()).isEqualTo("INTACT");
        assertThat(report.at("/endToEnd/uncertainty").isNumber()).isTrue();
        assertThat(report.at("/consumers").size()).isEqualTo(2);
        long records = 0;
        for (JsonNode group : report.at("/consumers")) {
            long again = group.at("/redelivered").asLong();
            // the broker gives a record of a share group again when it is not acknowledged in time
            assertThat(again).isLessThanOrEqualTo(protocol.equals("share") ? 3_000 : 0);
            assertThat(group.at("/records").asLong()).isBetween(3_000L, 3_000 + again);
            records += group.at("/records").asLong();
            assertThat(group.at("/lag").asLong()).isZero();
            assertThat(group.at("/catchUpSeconds").isNumber()).isTrue();
        }
        assertThat(report.at("/series").findValues("consumed").stream()
                        .mapToLong(JsonNode::asLong)
                        .sum())
                .isEqualTo(records);
        assertThat(report.at("/endToEnd/count").asLong()).isEqualTo(records);
    }

    @Test
    void isReadBackWhileItGoesOn() {
        JsonNode report = report("--topic=live", "--set=verification=live");

        assertThat(report.at("/verdict/integrity").asString()).isEqualTo("INTACT");
        assertThat(report.at("/verification/audited").asLong()).isEqualTo(3_000);
    }

    @ParameterizedTest
    @CsvSource({"consumer, CONSUMERS_NOT_READY", "share, GROUPS_REFUSED"})
    void aGroupThatMayNotBeUsedIsNamed(String protocol, String reason) throws Exception {
        try (EmbeddedKafka guarded = EmbeddedKafka.builder()
                        .property("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                        .property("allow.everyone.if.no.acl.found", "true")
                        .start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", guarded.bootstrapServers()))) {
            admin.createAcls(List.of(new AclBinding(
                            new ResourcePattern(ResourceType.GROUP, "klt-", PatternType.PREFIXED),
                            new AccessControlEntry("User:*", "*", AclOperation.READ, AclPermissionType.DENY))))
                    .all()
                    .get();

            isRefused(guarded, protocol, reason, "GroupAuthorizationException");
        }
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

            isRefused(without, "share", "GROUPS_REFUSED", "Kafka 4.2 or newer");
        }
    }

    @Test
    void endsWithTenWhenAnObjectiveIsMissed() {
        try (Command run =
                run(kafka, "--messages=500", "--rate=250", "--topic=objectives", "--objective=response.p50<1us")) {
            assertThat(run.exitCode(RUN_MAX)).isEqualTo(10);
            assertThat(run.output()).contains("response.p50<1us");
        }
    }
}
