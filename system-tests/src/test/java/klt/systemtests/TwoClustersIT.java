package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import klt.embedded.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs that load different clusters; the control topics are on the first one. */
@Tag("extended")
class TwoClustersIT {

    private static final int USAGE = 2;
    private static final int MESSAGES = 200;
    private static final Duration RUN_MAX = Duration.ofMinutes(2);
    private static final Duration SWEEP_MAX = Duration.ofMinutes(5);

    private static EmbeddedKafka first;
    private static EmbeddedKafka second;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        first = EmbeddedKafka.builder().start();
        second = EmbeddedKafka.builder().start();
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
    }

    private static Set<String> topics(EmbeddedKafka kafka) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            return admin.listTopics().names().get();
        }
    }

    /** Number of records of each run. */
    private static Map<String, Integer> records(EmbeddedKafka kafka, String topic) {
        Map<String, Integer> records = new TreeMap<>();
        TopicReader.each(
                kafka.bootstrapServers(),
                topic,
                record -> records.merge(
                        JsonMapper.shared()
                                .readTree(record.value())
                                .at("/metadata/test_run")
                                .asString(),
                        1,
                        Integer::sum));
        return records;
    }

    private static Map<String, Integer> allRecordsOf(JsonNode cell) {
        return StreamSupport.stream(cell.at("/runs").spliterator(), false)
                .collect(Collectors.toMap(run -> run.at("/id").asString(), run -> MESSAGES));
    }

    @Test
    void eachRunOfASweepLoadsOnlyItsOwnCluster() {
        Path json = folder.resolve("sweep.json");
        try (Command sweep = Command.start(
                "sweep",
                "--kafka=" + first.bootstrapServers(),
                "--target=a=" + first.bootstrapServers(),
                "--target=b=" + second.bootstrapServers(),
                "--repeats=3",
                "--cool-down=0s",
                "--topic=compared",
                "--messages=" + MESSAGES,
                "--rate=200",
                "--verify",
                "--set=consumers.groups=1",
                "--json=" + json)) {
            assertThat(sweep.exitCode(SWEEP_MAX)).as(sweep.output()).isIn(Command.COMPLETE);

            assertThat(sweep.output())
                    .contains("targets=a", "targets=b")
                    .containsPattern(Pattern.compile("^ +Cell +targets +runs ", Pattern.MULTILINE))
                    .containsPattern(Pattern.compile("^ +1 +a +[0-3]/3 ", Pattern.MULTILINE))
                    .containsPattern(Pattern.compile("^ +2 +b +[0-3]/3 ", Pattern.MULTILINE));
        }

        JsonNode cells = JsonMapper.shared().readTree(json.toFile()).at("/cells");
        assertThat(cells).hasSize(2);
        for (JsonNode cell : cells) {
            for (JsonNode run : cell.at("/runs")) {
                assertThat(run.at("/result/integrity").asString())
                        .as(run.toString())
                        .isEqualTo("INTACT");
            }
        }
        assertThat(records(first, "compared"))
                .isEqualTo(allRecordsOf(cells.get(0)))
                .hasSize(3);
        assertThat(records(second, "compared"))
                .isEqualTo(allRecordsOf(cells.get(1)))
                .hasSize(3);
    }

    @Test
    void aRunLeavesNothingOnTheClusterOfTheControlTopics() throws Exception {
        try (Command run = Command.start(
                "run",
                "--kafka=" + first.bootstrapServers(),
                "--set=topic.cluster=" + second.bootstrapServers(),
                "--topic=other",
                "--messages=" + MESSAGES,
                "--rate=200",
                "--set=transactions.messages=20",
                "--set=consumers={groups: 1, isolation: read_committed, start: {offset: 0}}",
                "--set=topic.delete=after",
                "--verify")) {
            assertThat(run.exitCode(RUN_MAX)).as(run.output()).isIn(Command.COMPLETE);

            assertThat(run.output()).contains("topic other at " + second.bootstrapServers(), "INTACT");
        }

        assertThat(topics(first)).doesNotContain("other");
        await("the topic is deleted")
                .atMost(Duration.ofSeconds(30))
                .until(() -> !topics(second).contains("other"));
        assertThat(topics(second)).noneMatch(topic -> topic.endsWith("-control") || topic.endsWith("-status"));
    }

    @Test
    void aSharedSystemRefusesAClusterThatItsOperatorDoesNotAllow() {
        try (Command local =
                        Command.start("local", "--kafka", first.bootstrapServers(), "--port", "0", "--workers", "1");
                Command run = Command.start(
                        "run",
                        "--controller",
                        LocalSystemIT.consoleUrl(local),
                        "--set=topic.cluster=" + second.bootstrapServers(),
                        "--messages=10")) {
            assertThat(run.exitCode(RUN_MAX)).as(run.output()).isEqualTo(USAGE);

            assertThat(run.errors()).contains("topic.cluster", second.bootstrapServers(), "ALLOWED_CLUSTERS");
        }
    }

    @Test
    void aClusterThatDoesNotRespondIsNamed() {
        try (Command run = Command.start(
                "run", "--kafka=" + first.bootstrapServers(), "--set=topic.cluster=127.0.0.1:1", "--messages=10")) {
            assertThat(run.exitCode(RUN_MAX)).as(run.output()).isEqualTo(15);

            assertThat(List.of(run.output(), run.errors()))
                    .anyMatch(text -> text.contains("127.0.0.1:1 does not respond"));
        }
    }
}
