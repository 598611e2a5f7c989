package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import klt.systemtests.AclKafka.Granted;
import klt.systemtests.chaos.fixtures.Api;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The ACLs of the manifests are those that the load tester needs: with them, everything works, and without any one of them, a message names
 * it.
 */
@Tag("extended")
class AclsIT {

    private static final Duration RUN_MAX = Duration.ofMinutes(2);
    private static final Duration LOG_MAX = Duration.ofSeconds(30);
    private static final int UNREACHABLE = 15;
    private static final Pattern LOGS = Pattern.compile("Logs +(\\S+)");
    private static final String CONTROL_TOPICS = "topic klt-";
    private static final String DENIED = "Kafka does not allow ";

    private static AclKafka kafka;
    private static Command local;
    private static Api api;
    private static Path log;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        kafka = AclKafka.start();
        kafka.grantAll("tester");
        local = Command.start(
                kafka.login("tester"), "local", "--kafka", kafka.address(), "--port", "0", "--workers", "1");
        api = new Api(URI.create(LocalSystemIT.consoleUrl(local)), folder);
        log = Path.of(await("the log folder")
                        .atMost(LOG_MAX)
                        .until(
                                () -> LOGS.matcher(local.output())
                                        .results()
                                        .map(match -> match.group(1))
                                        .findFirst(),
                                Optional::isPresent)
                        .orElseThrow())
                .resolve("controller.log");
    }

    @AfterAll
    static void stop() {
        local.close();
        kafka.close();
    }

    /** A run that needs an ACL, as JSON, and where its message appears. */
    record Scenario(String acl, String spec, Where where, String words) {

        enum Where {
            REPORT,
            LOG
        }

        static Scenario report(String acl, String spec, String words) {
            return new Scenario(acl, spec, Where.REPORT, words);
        }

        static Scenario log(String acl, String spec, String words) {
            return new Scenario(acl, spec, Where.LOG, words);
        }

        @Override
        public String toString() {
            return acl;
        }
    }

    private static String spec(String topic, String keys) {
        return """
                {"topic": {"name": "%s", "partitions": 2}, "messages": 50, "rate": 100, %s}""".formatted(topic, keys);
    }

    static Stream<Scenario> scenarios() {
        return Stream.of(
                Scenario.report(
                        "topic loadtest Create",
                        spec("loadtest-create", "\"name\": \"a\""),
                        "Create on topic loadtest-create;"),
                Scenario.report(
                        "topic loadtest Write",
                        spec("loadtest-write", "\"name\": \"b\""),
                        "Write on topic loadtest-write;"),
                Scenario.report(
                        "topic loadtest Read",
                        spec("loadtest-read", "\"verification\": \"after\""),
                        "Read on topic loadtest-read;"),
                Scenario.report(
                        "topic loadtest DescribeConfigs",
                        spec("loadtest-existing", "\"name\": \"c\""),
                        "DescribeConfigs on topic loadtest-existing, so"),
                Scenario.log(
                        "topic loadtest Delete",
                        "{\"topic\": {\"name\": \"loadtest-delete\", \"delete\": \"after\"}, \"messages\": 10, \"rate\": 100}",
                        "Delete on topic loadtest-delete;"),
                Scenario.report(
                        "group klt- Read",
                        spec("loadtest-group", "\"consumers\": {\"groups\": 1, \"start\": {\"offset\": 0}}"),
                        "Read on groups with the prefix klt-;"),
                Scenario.report(
                        "group klt- AlterConfigs",
                        spec(
                                "loadtest-group",
                                "\"consumers\": {\"groups\": 1, \"protocol\": \"share\", \"isolation\": \"read_committed\"}"),
                        "AlterConfigs on groups with the prefix klt-;"),
                Scenario.log(
                        "group klt- Delete",
                        spec("loadtest-group", "\"consumers\": {\"groups\": 1}"),
                        "Delete on groups with the prefix klt-;"),
                Scenario.report(
                        "transactionalId klt- Write",
                        spec("loadtest-tx", "\"transactions\": {\"messages\": 10}"),
                        "Write on transactional ids with the prefix klt-;"),
                Scenario.report("cluster Describe", """
                        {"topic": {"name": "loadtest-existing"}, "rate": 0, "workers": {"expected": 1},
                         "consumers": {"groups": 1, "start": {"bytesBehind": "1kB"}}}""", "Describe on the cluster;"),
                Scenario.report(
                        "cluster DescribeConfigs",
                        spec("loadtest-new", "\"name\": \"d\""),
                        "DescribeConfigs on the cluster, so"));
    }

    private static Stream<String> controlTopicAcls() {
        return AclKafka.manifest().map(Granted::toString).filter(acl -> acl.startsWith(CONTROL_TOPICS));
    }

    @Test
    void everyAclOfTheManifestHasATest() {
        assertThat(AclKafka.manifest().map(Granted::toString))
                .containsExactlyInAnyOrderElementsOf(Stream.of(
                                scenarios().map(Scenario::acl),
                                controlTopicAcls(),
                                Stream.of("transactionalId * Describe"))
                        .flatMap(acls -> acls)
                        .toList());
    }

    @Test
    void aRunWithTransactionsAndVerificationNeedsNoOtherAcl() {
        JsonNode report = complete("""
                {"topic": {"name": "loadtest-all", "partitions": 2, "delete": "after", "config": {"retention.ms": "3600000"}},
                 "messages": 300, "rate": 300, "verification": "after", "transactions": {"messages": 30},
                 "consumers": {"groups": 1, "isolation": "read_committed", "start": {"offset": 0}}}""");

        assertThat(report.at("/verdict/integrity").asString()).isEqualTo("INTACT");
        await("the topic is deleted")
                .atMost(LOG_MAX)
                .until(() -> !kafka.admin().listTopics().names().get().contains("loadtest-all"));
        assertThat(read(log)).contains("deleted topic loadtest-all");
    }

    @Test
    void runsWithGroupsNeedNoOtherAcl() {
        for (String protocol : List.of("classic", "consumer", "share")) {
            JsonNode report = complete("""
                    {"topic": {"name": "loadtest-%s"}, "messages": 100, "rate": 100, "verification": "live",
                     "consumers": {"groups": 1, "protocol": "%1$s", "isolation": "read_committed"}}""".formatted(protocol));

            assertThat(report.at("/verdict/integrity").asString()).isEqualTo("INTACT");
            assertThat(report.at("/consumers/0/records").asLong()).isGreaterThanOrEqualTo(100);
        }
        complete("""
                {"topic": {"name": "loadtest-share"}, "rate": 0, "workers": {"expected": 1},
                 "consumers": {"groups": 1, "start": {"bytesBehind": "1kB"}}}""");
    }

    /** Runs to the end; nothing that the run needs may be denied. */
    private static JsonNode complete(String spec) {
        JsonNode report = api.awaitReport(api.submit(spec), RUN_MAX);
        assertThat(report.at("/phase").asString()).as(report.toString()).isEqualTo("DONE");
        assertThat(report.toString()).doesNotContain(DENIED);
        return report;
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void aMissingAclIsNamed(Scenario scenario) throws Exception {
        createExisting();
        kafka.without("tester", scenario.acl(), () -> {
            String run = api.submit(scenario.spec());
            JsonNode report = api.awaitReport(run, RUN_MAX);
            String words = DENIED + scenario.words();
            switch (scenario.where()) {
                case REPORT -> assertThat(report.toString()).contains(words);
                case LOG ->
                    await("the log says of " + run + ": " + words)
                            .atMost(LOG_MAX)
                            .until(() ->
                                    read(log).lines().anyMatch(line -> line.contains(run) && line.contains(words)));
            }
        });
    }

    /** Without permission to describe the transaction, a run cannot report its id, which Kafka leaves out silently. */
    @Test
    void theAclToNameOpenTransactionsIsNamed() throws Exception {
        kafka.admin()
                .createTopics(List.of(new NewTopic("loadtest-open", 1, (short) 1)))
                .all()
                .get();
        String spec = """
                {"topic": {"name": "loadtest-open"}, "rate": 0, "workers": {"expected": 1},
                 "consumers": {"groups": 1, "isolation": "read_committed", "catchUp": "8s"}}""";
        try (KafkaProducer<String, String> producer = openTransaction("loadtest-open")) {
            kafka.without(
                    "tester",
                    "transactionalId * Describe",
                    () -> assertThat(api.awaitReport(api.submit(spec), RUN_MAX).toString())
                            .contains("held back by an open transaction")
                            .contains("lacks Describe on all transactional ids"));

            assertThat(api.awaitReport(api.submit(spec), RUN_MAX).toString())
                    .contains("(transactional id payments-3)")
                    .doesNotContain("grant Describe");
            producer.abortTransaction();
        }
    }

    private static KafkaProducer<String, String> openTransaction(String topic) throws Exception {
        KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.adminAddress(),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        "payments-3",
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                        Math.toIntExact(Duration.ofMinutes(10).toMillis())),
                new StringSerializer(),
                new StringSerializer());
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, 0, null, "open")).get();
        return producer;
    }

    /** Another user than that of the running system, which would lose its control topics. */
    @ParameterizedTest
    @MethodSource("controlTopicAcls")
    void aMissingAclOnTheControlTopicsIsNamedAtTheStart(String acl) throws Exception {
        kafka.grantAll("beginner");
        String operation = acl.substring(acl.lastIndexOf(' ') + 1);
        kafka.without("beginner", acl, () -> {
            try (Command run = Command.start(
                    kafka.login("beginner"), "run", "--kafka", kafka.address(), "--messages=10", "--rate=10")) {
                assertThat(run.exitCode(RUN_MAX))
                        .as(run.output() + run.errors())
                        .isEqualTo(UNREACHABLE);
                assertThat(run.errors()).containsPattern(DENIED + ".*" + operation + ".* on topic klt-");
            }
        });
    }

    /** A topic with records. */
    private static void createExisting() throws Exception {
        if (!kafka.admin().listTopics().names().get().contains("loadtest-existing")) {
            complete(spec("loadtest-existing", "\"name\": \"before\""));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
