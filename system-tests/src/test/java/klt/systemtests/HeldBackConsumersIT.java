package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Another producer leaves a transaction open in the topic that groups read. */
@Tag("extended")
class HeldBackConsumersIT {

    private static final Duration RUN_MAX = Duration.ofMinutes(2);

    private static Command local;
    private static String url;
    private static KafkaProducer<String, String> producer;

    @TempDir
    Path folder;

    @BeforeAll
    static void anOpenTransaction() throws Exception {
        local = Command.start("local", "--port", "0", "--workers", "1");
        url = LocalSystemIT.consoleUrl(local);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", local.kafka()))) {
            admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1)))
                    .all()
                    .get();
        }
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        local.kafka(),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        "payments-3",
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                        Math.toIntExact(Duration.ofMinutes(10).toMillis())),
                new StringSerializer(),
                new StringSerializer());
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("orders", 0, null, "open")).get();
    }

    @AfterAll
    static void stop() {
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
        local.close();
    }

    /** The transaction began before each run: a group that begins at the end of the topic is held back too. */
    @ParameterizedTest
    @ValueSource(strings = {"--rate=0", "--rate=100"})
    void theTransactionIsNamed(String rate) {
        Path file = folder.resolve("report.json");
        try (Command run = Command.start(
                "run",
                "--controller",
                url,
                "--topic=orders",
                "--set=topic.allowExisting=true",
                rate,
                rate.equals("--rate=0") ? "--set=workers.expected=1" : "--messages=100",
                "--set=consumers={groups: 1, isolation: read_committed, catchUp: 8s}",
                "--json=" + file)) {
            // the reason is below; it may make the figures invalid
            assertThat(run.exitCode(RUN_MAX)).as(run.output()).isIn(List.of(0, 10, 11));
        }

        JsonNode report = JsonMapper.shared().readTree(file.toFile());
        JsonNode behind = report.at("/verdict/reasons")
                .valueStream()
                .filter(reason -> reason.at("/code").asString().equals("CONSUMERS_BEHIND"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(report.at("/verdict").toString()));
        assertThat(behind.at("/args/transactionalId").asString())
                .as(behind.toString())
                .isEqualTo("payments-3");
        assertThat(behind.at("/args/startOffset").asLong()).isZero();
        assertThat(behind.at("/message").asString())
                .contains("held back by an open transaction of producer ")
                .contains(" (transactional id payments-3) on orders-0 since 20")
                .contains("kafka-transactions.sh abort --topic orders --partition 0 --start-offset 0");
    }
}
