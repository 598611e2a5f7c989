package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Groups with their own settings, and runs that read a topic without sending to it. */
@Tag("extended")
class ConsumerGroupsIT {

    private static final int PASS = 0;
    private static final int INVALID = 11;
    private static final int STOPPED = 13;
    private static final Duration RUN_MAX = Duration.ofMinutes(2);

    private static final String TOPIC = "--topic=existing";
    private static final int PARTITIONS = 6;
    private static final long RECORDS = 3_000;

    private static Command local;
    private static String url;

    @TempDir
    Path folder;

    @BeforeAll
    static void aTopicWithRecords() {
        local = Command.start("local", "--port", "0", "--workers", "1");
        url = LocalSystemIT.consoleUrl(local);
        try (Command run = run(TOPIC, "--messages=" + RECORDS, "--rate=max", "--set=partitioner=round-robin")) {
            assertThat(run.exitCode(RUN_MAX)).as(run.output()).isEqualTo(PASS);
        }
    }

    @AfterAll
    static void stop() {
        local.close();
    }

    private static Command run(String... more) {
        return Command.start(Stream.concat(Stream.of("run", "--controller", url), Stream.of(more))
                .toArray(String[]::new));
    }

    private JsonNode report(List<Integer> exitCodes, String... options) {
        Path file = folder.resolve("report.json");
        try (Command run = run(
                Stream.concat(Stream.of("--json=" + file), Stream.of(options)).toArray(String[]::new))) {
            assertThat(run.exitCode(RUN_MAX)).as(run.output()).isIn(exitCodes);
        }
        return JsonMapper.shared().readTree(file.toFile());
    }

    private static Map<String, JsonNode> groups(JsonNode report) {
        Map<String, JsonNode> groups = new HashMap<>();
        report.at("/consumers").forEach(group -> groups.put(group.at("/name").asString(), group));
        return groups;
    }

    @Test
    void aRunWithoutALoadReadsAllRecordsOfATopic() {
        JsonNode report = report(
                List.of(PASS),
                TOPIC,
                "--rate=0",
                "--set=consumers.groups=2",
                "--set=consumers.members=2",
                "--objective=consumeRate>=10");

        assertThat(report.at("/phase").asString()).isEqualTo("DONE");
        // on a busy machine, the reading threads may wait for a CPU, and GC pauses take longer
        assertThat(report.at("/verdict/validity").asString()).isIn("VALID", "DEGRADED");
        assertThat(report.at("/verdict/objectives").asString()).isEqualTo("PASS");
        assertThat(report.at("/verdict/reasons").findValuesAsString("code"))
                .isSubsetOf("RUN_QUEUE_DELAY", "WORKER_CPU", "GC_PAUSES");
        assertThat(report.at("/messages/planned").asLong()).isZero();
        assertThat(report.at("/endToEnd/since").asString()).isEqualTo("RECORD_TIMESTAMP");
        assertThat(report.at("/endToEnd/count").asLong()).isEqualTo(2 * RECORDS);
        assertThat(report.at("/endToEnd/uncertainty").isNull()).isTrue();
        for (JsonNode group : report.at("/consumers")) {
            assertThat(group.at("/records").asLong()).isEqualTo(RECORDS);
            assertThat(group.at("/foreign").asLong()).isZero();
            assertThat(group.at("/redelivered").asLong()).isZero();
            assertThat(group.at("/lag").asLong()).isZero();
            assertThat(group.at("/catchUpSeconds").isNumber()).isTrue();
            assertThat(group.at("/rate").asDouble()).isPositive();
        }
    }

    @Test
    void everyGroupReadsFromItsOwnStart() throws Exception {
        Path spec = folder.resolve("spec.yaml");
        Files.writeString(spec, """
                topic: existing
                rate: 0
                consumers:
                  - {name: all}
                  - {name: offset, start: {offset: 100}}
                  - {name: shared, start: {offset: 100}, protocol: share, members: 2}
                  - {name: new-protocol, start: {offset: 499}, protocol: consumer}
                  - {name: recent, start: {timestamp: 1h ago}}
                  - {name: future, start: {timestamp: 2100-01-01T00:00:00Z}}
                  - {name: last, start: {bytesBehind: 1}}
                  - {name: large, start: {bytesBehind: 1GiB}}
                """);

        Map<String, JsonNode> groups = groups(report(List.of(PASS), spec.toString()));

        Map<String, Long> records = new HashMap<>();
        groups.forEach((name, group) -> records.put(
                name, group.at("/records").asLong() - group.at("/redelivered").asLong()));
        assertThat(records)
                .isEqualTo(Map.of(
                        "all",
                        RECORDS,
                        "offset",
                        RECORDS - 100 * PARTITIONS,
                        "shared",
                        RECORDS - 100 * PARTITIONS,
                        "new-protocol",
                        RECORDS - 499 * PARTITIONS,
                        "recent",
                        RECORDS,
                        "future",
                        0L,
                        "last",
                        (long) PARTITIONS,
                        "large",
                        RECORDS));
    }

    @Test
    void aNumberOfRecordsCountsFromTheStartOfTheGroup() {
        JsonNode report = report(
                List.of(PASS),
                TOPIC,
                "--rate=0",
                "--messages=300",
                "--set=consumers.groups=[{protocol: share}, {protocol: consumer}]",
                "--set=consumers.start={offset: 400}",
                "--set=consumers.rate=200");

        for (JsonNode group : report.at("/consumers")) {
            assertThat(group.at("/records").asLong()).isBetween(300L, RECORDS - 400 * PARTITIONS);
            assertThat(group.at("/rate").asDouble()).isBetween(50.0, 300.0);
        }
    }

    /** The slow group processes 400 records per second, and 1,000 are sent. */
    @Test
    void aSlowGroupDoesNotHoldFastOnesBack() {
        JsonNode report = report(
                List.of(PASS, INVALID),
                "--topic=unequal",
                "--duration=3s",
                "--rate=1000",
                "--set=warmup=0s",
                "--set=consumers.groups=[{name: fast}, {name: slow, rate: 400}, {name: wide, members: 3}]",
                "--objective=lag[fast]<1500");

        Map<String, JsonNode> groups = groups(report);
        groups.forEach((name, group) ->
                assertThat(group.at("/records").asLong()).as(name).isEqualTo(3_000));
        assertThat(groups.get("slow").at("/lagMax").asLong())
                .isGreaterThan(groups.get("fast").at("/lagMax").asLong());
        assertThat(groups.get("slow").at("/catchUpSeconds").asDouble())
                .isGreaterThan(groups.get("fast").at("/catchUpSeconds").asDouble());
        assertThat(groups.get("slow").at("/endToEnd/p50").asLong())
                .isGreaterThan(groups.get("wide").at("/endToEnd/p50").asLong());
    }

    @Test
    void coldReadsBesideHotWritesAreNotInTheLatencyOfTheRunsMessages() {
        String topic = "--topic=cold-and-hot";
        report(List.of(PASS), topic, "--messages=2000", "--rate=max");

        JsonNode report = report(
                List.of(PASS, INVALID),
                topic,
                "--messages=2000",
                "--rate=1000",
                "--set=warmup=0s",
                "--set=consumers.groups=[{name: hot}, {name: cold, start: earliest}]");

        Map<String, JsonNode> groups = groups(report);
        assertThat(groups.get("hot").at("/records").asLong()).isEqualTo(2_000);
        assertThat(groups.get("hot").at("/foreign").asLong()).isZero();
        assertThat(groups.get("cold").at("/records").asLong()).isEqualTo(4_000);
        assertThat(groups.get("cold").at("/foreign").asLong()).isEqualTo(2_000);
        groups.forEach((name, group) ->
                assertThat(group.at("/endToEnd/count").asLong()).as(name).isEqualTo(2_000));
        assertThat(report.at("/endToEnd/since").asString()).isEqualTo("DUE");
    }

    @Test
    void aTopicThatDoesNotExistIsNamedAndNotCreated() {
        for (int attempt = 1; attempt <= 2; attempt++) {
            try (Command run = run("--topic=missing", "--rate=0", "--set=consumers.groups=1")) {
                assertThat(run.exitCode(RUN_MAX)).as(run.output()).isEqualTo(STOPPED);
                assertThat(run.output()).contains("TOPIC_MISSING", "name an existing topic");
            }
        }
    }
}
