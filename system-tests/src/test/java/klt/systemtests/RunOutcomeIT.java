package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
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

/** What a command prints and how it ends, regardless of how fast it was. */
@Tag("beside")
class RunOutcomeIT {

    private static final int INVALID = 11;
    private static final int STOPPED = 13;
    private static final int ATTEMPTS_MAX = 5;
    private static final Duration RUN_MAX = Duration.ofMinutes(2);

    private static Command local;
    private static String url;

    /** The folder with the workers' samples. */
    @TempDir
    private static Path samples;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        local = Command.start(Map.of("PAYLOAD_DIR", samples.toString()), "local", "--port", "0", "--workers", "1");
        url = LocalSystemIT.consoleUrl(local);
    }

    @AfterAll
    static void stop() {
        local.close();
    }

    private static Command run(String... more) {
        return Command.start(Stream.concat(Stream.of("run", "--controller", url), Stream.of(more))
                .toArray(String[]::new));
    }

    /** 3,000 messages at 1,000/s. */
    private JsonNode report(String... more) {
        Path file = folder.resolve("report.json");
        String[] all = Stream.concat(Stream.of("--messages=3000", "--rate=1000", "--json=" + file), Stream.of(more))
                .toArray(String[]::new);
        try (Command run = run(all)) {
            // on a busy machine, the figures need not be valid
            assertThat(run.exitCode(RUN_MAX)).as(run.output()).isIn(Command.COMPLETE);
        }
        return JsonMapper.shared().readTree(file.toFile());
    }

    @ParameterizedTest
    @Tag("extended")
    @ValueSource(strings = {"classic", "share"})
    void consumersReadEverything(String protocol) {
        JsonNode report = report(
                "--topic=consumed-" + protocol,
                "--set=warmup=0s",
                "--verify",
                "--set=consumers.groups=2",
                "--set=consumers.members=3",
                "--set=consumers.protocol=" + protocol,
                "--objective=catchUp<1m",
                "--objective=" + (protocol.equals("share") ? "lag<1M" : "rebalance<10s"));

        assertThat(report.at("/objectives").findValues("met"))
                .filteredOn(JsonNode::asBoolean)
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(report.at("/verdict/integrity").asString()).isEqualTo("INTACT");
        assertThat(report.at("/endToEnd/uncertainty").isNumber()).isTrue();
        assertThat(report.at("/consumers").size()).isEqualTo(2);
        long records = 0;
        for (JsonNode group : report.at("/consumers")) {
            long again = group.at("/redelivered").asLong();
            // the broker redelivers a record of a share group if it is not acknowledged in time
            assertThat(again).isLessThanOrEqualTo(protocol.equals("share") ? 3_000 : 0);
            assertThat(group.at("/records").asLong()).isBetween(3_000L, 3_000 + again);
            records += group.at("/records").asLong();
            assertThat(group.at("/lag").asLong()).isZero();
            assertThat(group.at("/catchUpSeconds").asDouble()).isBetween(0.0, 60.0);
            assertThat(group.at("/pausedSecondsMax").isNumber()).isTrue();
        }
        assertThat(report.at("/series").findValues("consumed").stream()
                        .mapToLong(JsonNode::asLong)
                        .sum())
                .isEqualTo(records);
        assertThat(report.at("/endToEnd/count").asLong()).isEqualTo(records);
    }

    @Test
    void twoMessagesAtAHundredThousandAreNotJudgedByTheirRate() {
        int exitCode = INVALID;
        JsonNode report = JsonMapper.shared().createObjectNode();
        // on a busy machine, a message may be sent late
        for (int attempt = 1; exitCode == INVALID && attempt <= ATTEMPTS_MAX; attempt++) {
            Path file = folder.resolve("two-" + attempt + ".json");
            try (Command run = run("--topic=two-" + attempt, "--messages=2", "--rate=100000", "--json=" + file)) {
                exitCode = run.exitCode(RUN_MAX);
            }
            report = JsonMapper.shared().readTree(file.toFile());
            assertThat(report.at("/verdict/reasons").findValuesAsString("code")).doesNotContain("RATE_NOT_ACHIEVED");
        }

        assertThat(exitCode).isZero();
        assertThat(report.at("/responseTime/count").asLong()).isEqualTo(2);
        assertThat(report.at("/objectives").findValuesAsString("expression")).containsExactly("errors<1%");
        assertThat(report.at("/verdict/objectives").asString()).isEqualTo("PASS");
    }

    @Test
    @Tag("extended")
    void theExportOfTheStoredRunIsWhatTheRunHasWritten() throws IOException {
        Path junit = folder.resolve("junit.xml");
        Path summary = folder.resolve("summary.md");

        String id = report("--topic=exported", "--verify", "--junit=" + junit, "--summary=" + summary)
                .at("/id")
                .asString();

        assertThat(exported(id, "junit")).contains(id, url + "/runs/").isEqualTo(Files.readString(junit));
        assertThat(exported(id, "markdown")).contains(id, "xychart-beta").isEqualTo(Files.readString(summary));
    }

    private String exported(String id, String format) throws IOException {
        Path file = folder.resolve(format);
        try (Command export =
                Command.start("export", id, "--format=" + format, "--output=" + file, "--controller=" + url)) {
            assertThat(export.exitCode(RUN_MAX)).as(export.errors()).isZero();
        }
        return Files.readString(file);
    }

    @Test
    void isReadBackWhileItGoesOn() {
        JsonNode report = report("--topic=live", "--set=verification=live");

        assertThat(report.at("/verdict/integrity").asString()).isEqualTo("INTACT");
        assertThat(report.at("/verification/audited").asLong()).isEqualTo(3_000);
    }

    @Test
    @Tag("extended")
    void severalProducersOfAWorkerKeepTheOrderOfEachPartition() {
        JsonNode report = report(
                "--topic=producers",
                "--verify",
                "--set=producer.perWorker=4",
                "--set=producer.properties.send.buffer.bytes=262144",
                "--set=key.kind=random");

        assertThat(report.at("/verdict/integrity").asString()).isEqualTo("INTACT");
        assertThat(report.at("/messages/acked").asLong()).isEqualTo(3_000);
        assertThat(report.at("/verification/audited").asLong()).isEqualTo(3_000);
    }

    @Test
    @Tag("extended")
    void theTopicHasTheKeysAndSizesOfTheSpec() {
        JsonNode report = report(
                "--topic=modelled",
                "--set=warmup=0s",
                "--verify",
                "--set=key={kind: zipf, cardinality: 50, exponent: 1.2}",
                "--set=payload={format: raw, size: {histogram: {100-200: 3, 200-1KiB: 1}}, tombstones: 0.1}",
                "--set=payload.compressibility=0.5",
                "--set=partitioner={kind: weighted, weights: [3, 0, 1]}",
                "--set=headers={tenant: '42'}");

        assertThat(report.at("/verdict/integrity").asString()).isEqualTo("INTACT");
        long[] keys = new long[50];
        long[] sizes = new long[3];
        long[] partitions = new long[6];
        LongAdder bytes = new LongAdder();
        TopicReader.each(local.kafka(), "modelled", record -> {
            keys[Integer.parseInt(new String(record.key(), StandardCharsets.US_ASCII))]++;
            int size = record.value() == null ? 0 : record.value().length;
            sizes[size == 0 ? 0 : size < 200 ? 1 : 2]++;
            partitions[record.partition()]++;
            bytes.add(size);
            assertThat(record.headers().lastHeader("tenant").value()).isEqualTo(new byte[] {'4', '2'});
        });
        assertThat(LongStream.of(keys).sum()).isEqualTo(3_000);
        assertThat(chiSquare(keys, rank -> Math.pow(rank + 1, -1.2))).isLessThan(103);
        assertThat(chiSquare(sizes, kind -> List.of(0.1, 0.675, 0.225).get(kind)))
                .isLessThan(23);
        assertThat(chiSquare(
                        partitions,
                        partition -> List.of(3.0, 1e-9, 1.0, 1e-9, 1e-9, 1e-9).get(partition)))
                .isLessThan(33);
        assertThat(report.at("/bytes/payload").asLong()).isEqualTo(bytes.sum());
    }

    @Test
    @Tag("extended")
    void theValuesOfATemplateAreInTheTopic() {
        JsonNode report = report(
                "--topic=templated",
                "--set=warmup=0s",
                "--verify",
                "--set=payload.format=template",
                "--set=payload.template={\"n\": {{sequence}}, \"id\": \"{{uuid}}\", \"at\": \"{{timestamp}}\","
                        + " \"amount\": {{int 10 99}}, \"name\": \"{{fake 'Name.fullName'}}\", \"text\": \"{{string 300}}\"}");

        assertThat(report.at("/verdict/integrity").asString()).isEqualTo("INTACT");
        Instant[] fireTimes = new Instant[3_000];
        Set<String> ids = new HashSet<>();
        LongAdder bytes = new LongAdder();
        TopicReader.each(local.kafka(), "templated", record -> {
            JsonNode value = JsonMapper.shared().readTree(record.value());
            fireTimes[value.get("n").asInt()] = Instant.parse(value.get("at").asString());
            ids.add(value.get("id").asString());
            assertThat(value.get("amount").asInt()).isBetween(10, 99);
            assertThat(value.get("name").asString()).contains(" ");
            assertThat(value.get("text").asString()).hasSize(300);
            bytes.add(record.value().length);
        });
        assertThat(ids).hasSize(3_000);
        // planned, not measured
        for (int n = 0; n < fireTimes.length; n++) {
            assertThat(fireTimes[n]).isEqualTo(fireTimes[0].plusMillis(n));
        }
        assertThat(report.at("/bytes/payload").asLong()).isEqualTo(bytes.sum());
    }

    @Test
    @Tag("extended")
    void theLinesOfAFileAreInTheTopic() throws IOException {
        Files.writeString(samples.resolve("orders.csv"), "1,new\n2,paid\n3,sent, with a longer text\n");

        JsonNode report =
                report("--topic=sampled", "--verify", "--set=payload.format=file", "--set=payload.file=orders.csv");

        assertThat(report.at("/verdict/integrity").asString()).isEqualTo("INTACT");
        Map<String, Integer> counts = new TreeMap<>();
        TopicReader.each(
                local.kafka(),
                "sampled",
                record -> counts.merge(new String(record.value(), StandardCharsets.UTF_8), 1, Integer::sum));
        assertThat(counts).isEqualTo(Map.of("1,new", 1_000, "2,paid", 1_000, "3,sent, with a longer text", 1_000));
    }

    @ParameterizedTest
    @Tag("extended")
    @CsvSource(
            delimiter = '|',
            value = {
                "format: file, file: nothing.csv | payload.file nothing.csv does not exist in",
                "format: template, template: '{{fake Name.fulName}}' | payload.template line 1, column 8: 'Name.fulName' is not a provider"
            })
    void valuesThatAWorkerCannotMakeEndTheRun(String payload, String reason) {
        try (Command run = run("--topic=refused", "--messages=10", "--set=payload={" + payload + "}")) {
            assertThat(run.exitCode(RUN_MAX)).as(run.output()).isEqualTo(STOPPED);
            assertThat(run.output()).contains("worker-1: " + reason);
        }
    }

    /** One in 100,000 correct counts is beyond these limits. */
    private static double chiSquare(long[] counts, IntToDoubleFunction weight) {
        double total = LongStream.of(counts).sum()
                / IntStream.range(0, counts.length).mapToDouble(weight).sum();
        return IntStream.range(0, counts.length)
                .mapToDouble(i ->
                        Math.pow(counts[i] - total * weight.applyAsDouble(i), 2) / (total * weight.applyAsDouble(i)))
                .sum();
    }

    @Test
    @Tag("extended")
    void batchesThatKafkaRefusesAreNamed() {
        Path file = folder.resolve("split.json");
        try (Command run = run(
                "--topic=split",
                "--messages=300",
                "--rate=max",
                "--size=100KiB",
                "--set=producer.batchSize=8MiB",
                "--set=producer.bufferMemory=64MiB",
                "--set=producer.lingerMs=1000",
                "--json=" + file)) {
            assertThat(run.exitCode(RUN_MAX)).as(run.output()).isIn(Command.COMPLETE);
        }

        JsonNode report = JsonMapper.shared().readTree(file.toFile());
        assertThat(report.at("/messages/acked").asLong()).isEqualTo(300);
        assertThat(report.at("/bytes/batchSplits").asLong()).isPositive();
        assertThat(report.at("/verdict/reasons").findValuesAsString("code")).contains("BATCHES_SPLIT");
        assertThat(report.at("/events").findValuesAsString("message"))
                .anyMatch(message -> message.startsWith("BATCH_TOO_LARGE: producer.batchSize 8 MiB"));
    }

    @Test
    void endsWithTenWhenAnObjectiveIsMissed() {
        int exitCode = INVALID;
        // on a busy machine, a run may not be valid; its figures are complete nevertheless
        for (int attempt = 1; exitCode == INVALID && attempt <= ATTEMPTS_MAX; attempt++) {
            try (Command run = run(
                    "--messages=500", "--rate=250", "--topic=objectives-" + attempt, "--objective=response.p50<1us")) {
                exitCode = run.exitCode(RUN_MAX);
                assertThat(run.output()).contains("response.p50<1us");
            }
        }
        assertThat(exitCode).isEqualTo(10);
    }
}
