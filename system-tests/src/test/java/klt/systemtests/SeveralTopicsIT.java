package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs that load several topics. */
@Tag("extended")
class SeveralTopicsIT {

    private static final int STOPPED = 13;
    private static final Duration RUN_MAX = Duration.ofMinutes(2);

    private static SystemOnKafka system;
    private static Admin admin;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        system = SystemOnKafka.start(2);
        admin = system.admin();
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    private Path file() {
        return folder.resolve("report.json");
    }

    private Command run(String... more) {
        return Command.start(
                Stream.concat(Stream.of("run", "--controller", system.url(), "--json=" + file()), Stream.of(more))
                        .toArray(String[]::new));
    }

    private JsonNode report(String... more) {
        try (Command run = run(more)) {
            return report(run);
        }
    }

    private JsonNode report(Command run) {
        // on a busy machine, the figures need not be valid
        assertThat(run.exitCode(RUN_MAX)).as(run.output()).isIn(Command.COMPLETE);
        return JsonMapper.shared().readTree(file().toFile());
    }

    /** Number of records in each of these topics. */
    private static long[] records(String... topics) {
        return Stream.of(topics)
                .mapToLong(topic -> {
                    long[] count = {0};
                    TopicReader.each(system.kafka().bootstrapServers(), topic, record -> count[0]++);
                    return count[0];
                })
                .toArray();
    }

    private static Stream<JsonNode> events(JsonNode report, String kind) {
        return StreamSupport.stream(report.at("/events").spliterator(), false)
                .filter(event -> event.at("/kind").asString().equals(kind));
    }

    @Test
    void eachTopicGetsItsShareAndEveryMessageIsFound() throws Exception {
        Path spec = folder.resolve("spec.yaml");
        Files.writeString(spec, """
                topic: {name: 'orders-{0..2}', weights: [5, 1, 2], partitions: 2}
                messages: 8000
                rate: max
                warmup: 0s
                verification: after
                consumers:
                  - {name: classic, members: 2}
                  - {name: new, protocol: consumer}
                  - {name: shared, protocol: share}
                """);

        JsonNode report = report(spec.toString(), "--set=workers.expected=2");

        assertThat(report.at("/messages/acked").asLong()).isEqualTo(8_000);
        assertThat(report.at("/verdict/integrity").asString())
                .as(report.at("/verdict").toString())
                .isEqualTo("INTACT");
        long[] records = records("orders-0", "orders-1", "orders-2");
        assertThat(LongStream.of(records).sum()).isEqualTo(8_000);
        // four standard deviations
        assertThat(records[0]).isBetween(4_820L, 5_180L);
        assertThat(records[1]).isBetween(880L, 1_120L);
        assertThat(records[2]).isBetween(1_840L, 2_160L);
        for (int topic = 0; topic < 3; topic++) {
            JsonNode result = report.at("/topics/" + topic);
            assertThat(result.at("/topic").asString()).isEqualTo("orders-" + topic);
            assertThat(result.at("/acked").asLong()).isEqualTo(records[topic]);
            assertThat(result.at("/response/count").asLong()).isEqualTo(records[topic]);
            assertThat(result.at("/partitions/partitions").asInt()).isEqualTo(2);
            assertThat(result.at("/rate").asDouble()).isPositive();
        }
        assertThat(report.at("/topics/0/share").asDouble()).isEqualTo(5 / 8.0);
        for (JsonNode group : report.at("/consumers")) {
            assertThat(group.at("/records").asLong() - group.at("/redelivered").asLong())
                    .as(group.toString())
                    .isEqualTo(8_000);
            assertThat(group.at("/foreign").asLong()).isZero();
            assertThat(group.at("/lag").asLong()).isZero();
        }
    }

    @Test
    void eachMessageHasTheSizeOfItsStageAlsoAfterASkip() throws Exception {
        Path spec = Files.writeString(folder.resolve("spec.yaml"), """
                topic: 'sized-{0..1}'
                warmup: 0s
                verification: after
                payload: {size: 300}
                load:
                  stages:
                    - {duration: 0s, target: 500}
                    - {duration: 1s, target: 500}
                    - {duration: 5m, target: 500, size: 1KiB}
                    - {duration: 2s, target: 500, size: {uniform: {min: 2000, max: 2100}}}
                """);

        try (Command run = run(spec.toString(), "--set=workers.expected=2")) {
            await("messages of the second size arrive")
                    .atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> sizes("sized-0", "sized-1").size() > 800);
            Matcher id = Pattern.compile("r-[0-9]+-[0-9]+-\\w+").matcher(run.output());
            assertThat(id.find()).as(run.output()).isTrue();
            try (Command skip = Command.start("skip", id.group(), "--controller", system.url())) {
                assertThat(skip.exitCode(RUN_MAX)).as(skip.output()).isZero();
            }
            assertThat(report(run).at("/verdict/integrity").asString()).isEqualTo("INTACT");
        }

        NavigableMap<Long, Integer> sizes = sizes("sized-0", "sized-1");
        long messages = sizes.size();
        long skipped = messages - 1_000;
        assertThat(sizes.lastKey()).isEqualTo(messages - 1);
        assertThat(sizes.headMap(500L).values()).containsOnly(300);
        assertThat(sizes.subMap(500L, skipped - 1).values())
                .hasSizeGreaterThan(300)
                .containsOnly(1_024);
        assertThat(sizes.tailMap(skipped + 1).values())
                .allSatisfy(size -> assertThat(size).isBetween(2_000, 2_100));
    }

    /** By sequence. */
    private static NavigableMap<Long, Integer> sizes(String... topics) {
        NavigableMap<Long, Integer> sizes = new TreeMap<>();
        for (String topic : topics) {
            TopicReader.each(
                    system.kafka().bootstrapServers(),
                    topic,
                    record -> sizes.put(
                            JsonMapper.shared()
                                    .readTree(record.value())
                                    .at("/sequence")
                                    .asLong(),
                            record.value().length));
        }
        return sizes;
    }

    @Test
    void onlyTopicsThatTheRunCreatedAreDeleted() throws Exception {
        admin.createTopics(List.of(new NewTopic("mixed-0", 3, (short) 1))).all().get();

        JsonNode report = report(
                "--topic=mixed-{0..1}",
                "--set=topic.partitions=3",
                "--set=topic.delete=after",
                "--set=verification=after",
                "--messages=1000",
                "--rate=max");

        assertThat(report.at("/verdict/integrity").asString()).isEqualTo("INTACT");
        assertThat(events(report, "PHASE").map(event -> event.at("/args/topic").asString("")))
                .contains("mixed-0", "mixed-1");
        await("the new topic is deleted")
                .atMost(Duration.ofSeconds(30))
                .until(() -> !admin.listTopics().names().get().contains("mixed-1"));
        assertThat(admin.listTopics().names().get()).contains("mixed-0");
    }

    private void addPartitionsTo(String topic) throws Exception {
        await("messages arrive")
                .atMost(Duration.ofSeconds(60))
                .until(() -> admin.listTopics().names().get().contains(topic) && records(topic)[0] > 0);
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(5))).all().get();
    }

    private static void assertThatTheGrowthIsAnEvent(JsonNode report) {
        assertThat(events(report, "TOPIC_CHANGED"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.at("/args/used").asBoolean(true)).isFalse());
    }

    @Test
    void partitionsThatAreAddedAreNotUsed() throws Exception {
        try (Command run = run(
                "--topic=grown-{0..1}",
                "--set=topic.partitions=2",
                "--set=consumers.groups=1",
                "--set=verification=after",
                "--rate=500",
                "--duration=10s")) {
            addPartitionsTo("grown-1");
            try (var other = new KafkaProducer<>(
                    Map.of("bootstrap.servers", system.kafka().bootstrapServers()),
                    new StringSerializer(),
                    new StringSerializer())) {
                other.send(new ProducerRecord<>("grown-1", 4, "another", "another"))
                        .get();
            }

            JsonNode report = report(run);

            assertThat(report.at("/verdict/integrity").asString()).isEqualTo("INTACT");
            assertThat(report.at("/topics/1/partitions/partitions").asInt()).isEqualTo(2);
            // the group also reads the new partition, in which all records are foreign
            JsonNode group = report.at("/consumers/0");
            assertThat(group.at("/records").asLong()).isEqualTo(5_001);
            assertThat(group.at("/foreign").asLong()).isEqualTo(1);
            assertThat(group.at("/lag").asLong()).isZero();
            assertThat(records("grown-1")[0] + records("grown-0")[0]).isEqualTo(5_001);
            assertThatTheGrowthIsAnEvent(report);
        }
    }

    /** Kafka's client would use them if it chose the partition. */
    @Test
    void withoutVerificationPartitionsThatAreAddedAreNotUsedEither() throws Exception {
        try (Command run = run("--topic=plain-{0..1}", "--set=topic.partitions=2", "--rate=2000", "--duration=12s")) {
            addPartitionsTo("plain-1");

            JsonNode report = report(run);

            assertThat(report.at("/verdict/integrity").asString())
                    .as(report.at("/verdict").toString())
                    .isEqualTo("UNCHECKED");
            assertThat(report.at("/topics/1/partitions/partitions").asInt()).isEqualTo(2);
            assertThatTheGrowthIsAnEvent(report);
            TopicReader.each(
                    system.kafka().bootstrapServers(),
                    "plain-1",
                    record -> assertThat(record.partition()).isLessThan(2));
        }
    }

    @Test
    void groupsStartAnywhereInEveryTopic() {
        report("--topic=old-{0..2}", "--set=topic.partitions=2", "--messages=3000", "--rate=max");
        long[] ends = records("old-0", "old-1", "old-2");
        assertThat(LongStream.of(ends).sum()).isEqualTo(3_000);

        JsonNode report = report(
                "--topic=old-{0..2}",
                "--rate=0",
                "--set=consumers.groups=[{name: all}, {name: offset, start: {offset: 100}},"
                        + " {name: time, start: {timestamp: 1h ago}, protocol: consumer},"
                        + " {name: bytes, start: {bytesBehind: 10KiB}}, {name: shared, start: {offset: 100}, protocol: share}]");

        Map<String, Long> read = new HashMap<>();
        report.at("/consumers")
                .forEach(group -> read.put(
                        group.at("/name").asString(), group.at("/records").asLong()));
        // no partition has fewer than 100 records
        assertThat(read).containsEntry("all", 3_000L).containsEntry("time", 3_000L);
        assertThat(read).containsEntry("offset", 2_400L).containsEntry("shared", 2_400L);
        assertThat(read.get("bytes")).isBetween(6L, 1_000L);
        assertThat(report.at("/topics")).hasSize(3);
    }

    @Test
    void transactionsSpanTopicsAndAreVerifiedLive() {
        JsonNode report = report(
                "--topic=txn-{0..1}",
                "--set=topic.partitions=2",
                "--set=transactions={messages: 50, abortShare: 0.2}",
                "--set=verification=live",
                "--set=warmup=1s",
                "--rate=1000",
                "--duration=6s");

        assertThat(report.at("/verdict/integrity").asString())
                .as(report.at("/verdict").toString())
                .isEqualTo("INTACT");
        assertThat(report.at("/messages/aborted").asLong()).isPositive();
        long measured = 0;
        for (JsonNode topic : report.at("/topics")) {
            assertThat(topic.at("/aborted").asLong()).isPositive();
            measured += topic.at("/acked").asLong() + topic.at("/aborted").asLong();
        }
        assertThat(measured).isEqualTo(6_000 - report.at("/messages/warmup").asLong());
    }

    @Test
    void aTopicThatIsDeletedEndsTheRun() throws Exception {
        try (Command run = run("--topic=deleted-{0..2}", "--rate=200", "--duration=2m")) {
            await("messages arrive")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> admin.listTopics().names().get().contains("deleted-1") && records("deleted-1")[0] > 0);
            admin.deleteTopics(List.of("deleted-1")).all().get();

            assertThat(run.exitCode(RUN_MAX)).as(run.output()).isEqualTo(STOPPED);
            assertThat(run.output()).contains("deleted-1 was deleted");
        }
    }
}
