package klt.controller.core.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import klt.common.code.Args;
import klt.common.spec.RunSpec;
import klt.controller.core.CoreHarness;
import klt.controller.core.preflight.Finding.Code;
import klt.controller.core.preflight.Finding.Level;
import klt.controller.core.preflight.TopicFacts.Partition;
import klt.controller.core.preflight.contents.TopicContents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreflightTest extends PreflightHarness {

    @Test
    void anOrdinaryRunOnAnOrdinaryTopicHasNoFinding() {
        assertThat(findings("")).isEmpty();
        assertThat(findings(", verification: after, key: {kind: sequential}, consumers: {groups: 2}"))
                .isEmpty();
    }

    @Test
    void anExistingTopicWithOtherSettingsIsRefusedIfTheRunWouldDeleteItsTopic() {
        differences = List.of("3 partitions instead of 6", "retention.ms=2 instead of 1");

        Finding finding = only(", topic: {name: t, delete: after}");

        assertThat(finding.refuses()).isTrue();
        assertThat(finding.line())
                .startsWith(
                        "TOPIC_DIFFERS: topic t already exists with 3 partitions instead of 6; retention.ms=2 instead of 1")
                .contains("topic.delete=after", "delete topic t");
        assertThat(findings("")).isEmpty();
    }

    @Test
    void whatMayNotBeReadIsNoFinding() {
        settings.clear();

        assertThat(findings(", payload: {size: 2MiB}, producer: {batchSize: 4MiB, bufferMemory: 64MiB}"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1048516 | none | none | ",
                "1048517 | none | none | 0, 0, 72",
                "1048500 | none | none | ",
                "1048500 | after | none | 0, 34, 74",
                "1048514 | none | sequential | 4, 0, 72",
            })
    void aMessageIsMeasuredWithKeyHeaderAndFraming(int size, String verification, String key, String parts) {
        List<Finding> findings = findings(", payload: {format: raw, size: " + size + "}, verification: " + verification
                + ", key: {kind: " + key + "}");

        if (parts == null) {
            assertThat(findings).isEmpty();
        } else {
            assertThat(findings).hasSize(1);
            assertThat(findings.getFirst().level()).isEqualTo(Level.REFUSE);
            assertThat(findings.getFirst().code()).isEqualTo(Code.MESSAGE_TOO_LARGE);
            Args args = findings.getFirst().args();
            assertThat(args.get("valueBytes")).contains((long) size);
            assertThat(args.get("limitBytes")).contains(1_048_588L);
            assertThat(Stream.of("keyBytes", "headerBytes", "framingBytes")
                            .map(name -> args.get(name).orElse(0).toString()))
                    .containsExactly(parts.split(", "));
            assertThat((Long) args.get("fittingBytes").orElseThrow()).isBetween(1_048_000L, (long) size);
        }
    }

    @ParameterizedTest
    @CsvSource({"none, REFUSE", "lz4, WARN", "zstd, WARN"})
    void whatCompressionMayMakeFitIsAWarning(String compression, Level level) {
        Finding finding = only(", payload: {size: 1200000}, producer: {compression: " + compression + "}");

        assertThat(finding.code()).isEqualTo(Code.MESSAGE_TOO_LARGE);
        assertThat(finding.level()).isEqualTo(level);
    }

    @Test
    void theSizesOfStagesCount() {
        RunSpec spec =
                CoreHarness.spec("{topic: t, load: {stages: [{duration: 0s, target: 10}, {duration: 9s, target: 10},"
                        + " {duration: 9s, target: 10, size: 2MiB}]}}");
        quotas.add(quota(Map.of("user", Optional.of("alice")), ClientQuota.PRODUCER_BYTE_RATE, 1_000_000));

        List<Finding> findings = Preflight.ofCluster(spec, 2, facts(true), Optional.of("alice"));

        assertThat(findings).extracting(Finding::code).containsExactly(Code.MESSAGE_TOO_LARGE, Code.QUOTA);
        assertThat(findings.getFirst().cure()).startsWith("lower the size of the stage to 1,048,");
        assertThat((Double) findings.getLast().args().get("needed").orElseThrow())
                .isBetween(20.97e6, 20.98e6);
    }

    @Test
    void aTemplateIsJudgedByItsLargestValueAndSamplesAreNot() {
        settings.put("max.message.bytes", "1000");

        Finding finding = only(
                ", payload: {format: template, template: '{{oneOf a b}}{{string 990}}{{int 1 10}}'}, producer: {batchSize: 900}");

        assertThat(finding.args().get("valueBytes")).contains(993L);
        assertThat(finding.cure()).isEqualTo("raise max.message.bytes");
        assertThat(findings(", payload: {format: file, file: a}, producer: {batchSize: 900}"))
                .isEmpty();
    }

    @Test
    void aPartitionThatTheTopicDoesNotHaveIsRefused() {
        assertThat(findings(", partitioner: {kind: fixed, partition: 5}")).isEmpty();
        assertThat(only(", partitioner: {kind: weighted, weights: [1, 1, 1, 1, 1, 1, 0]}")
                        .line())
                .startsWith("PARTITION_MISSING: partitioner names partition 6, but topic t has 6 partitions, numbered");
    }

    @Test
    void theLargestMessageMustFitAndTheAverageOneCountsForAQuota() {
        settings.put("max.message.bytes", "1048588");

        assertThat(only(", payload: {size: {uniform: {min: 1000, max: 1MiB}}}").message())
                .startsWith("the largest message takes 1,048,6");
        assertThat(findings(", payload: {size: {uniform: {min: 1000, max: 1000kB}}}"))
                .isEmpty();
    }

    @Test
    void aCompactedTopicTakesNoMessageWithoutAKey() {
        settings.put("cleanup.policy", "delete,compact");

        assertThat(findings(", key: {kind: sequential}")).isEmpty();
        assertThat(only("")).isEqualTo(Finding.refuse(Code.KEY_REQUIRED, "topic", "t"));
        assertThat(only("").line())
                .as("the mismatch and the cure")
                .isEqualTo("KEY_REQUIRED: topic t is compacted and accepts no message without a key;"
                        + " set key.kind to sequential, or use a topic without cleanup.policy=compact");
    }

    @ParameterizedTest
    @CsvSource({
        "before, 1, REFUSE",
        "before, 14, REFUSE",
        "before, 15, WARN",
        "before, 119999, WARN",
        "before, 120000, ",
        "after, 0, WARN",
        "after, 1000, ",
    })
    void aTopicThatRefusesByTimestampIsNamed(String side, long millis, Level level) {
        settings.put("message.timestamp." + side + ".max.ms", String.valueOf(millis));

        List<Finding> findings = findings("");

        assertThat(findings).extracting(Finding::level).isEqualTo(level == null ? List.of() : List.of(level));
        assertThat(findings).allMatch(finding -> finding.code() == Code.TIMESTAMP_LIMIT);
        settings.put("message.timestamp.type", "LogAppendTime");
        assertThat(findings("")).isEmpty();
    }

    @Test
    void partitionsWithoutALeaderAreListed() {
        partitions = List.of(
                new Partition(0, true, 1, 1, 1),
                new Partition(1, false, 1, 0, 0),
                new Partition(2, true, 1, 1, 1),
                new Partition(3, false, 1, 0, 0));

        assertThat(only("").refuses()).isTrue();
        assertThat(only("").args()).isEqualTo(Args.of("partitions", List.of(1, 3), "topic", "t"));
    }

    @Test
    void noMoreThanTwentyPartitionsAreListed() {
        partitions = IntStream.range(0, 500)
                .mapToObj(number -> new Partition(number, false, 1, 0, 0))
                .toList();

        assertThat(only("").message())
                .contains("17, 18, 19")
                .contains("480 more")
                .doesNotContain("20,");
    }

    @ParameterizedTest
    @CsvSource({
        // replicas, alive, in sync, min.insync.replicas, acks
        "3, 3, 3, 2, all, ",
        "3, 1, 1, 2, all, REFUSE",
        "3, 2, 1, 2, all, WARN",
        "3, 1, 1, 2, 1, ",
        "1, 1, 1, 2, all, WARN",
    })
    void minInsyncReplicasCountsForAcksAll(int replicas, int live, int insync, int min, String acks, Level level) {
        partitions = List.of(new Partition(0, true, replicas, live, insync));
        settings.put("min.insync.replicas", String.valueOf(min));
        brokers = live;

        List<Finding> findings = findings(", producer: {acks: \"" + acks + "\"}");

        assertThat(findings).extracting(Finding::level).isEqualTo(level == null ? List.of() : List.of(level));
        assertThat(findings).allMatch(finding -> finding.code() == Code.TOO_FEW_REPLICAS);
    }

    @Test
    void aRunThatOnlyReadsNeedsATopicWithRecords() {
        settings.put("cleanup.policy", "compact");
        assertThat(Preflight.ofCluster(readingSpec(""), 2, facts(true), Optional.empty()))
                .isEmpty();

        assertThat(Preflight.ofCluster(readingSpec(""), 2, facts(false), Optional.empty()))
                .containsExactly(Finding.refuse(Code.TOPIC_MISSING, "topic", "t"));

        contents = new TopicContents.Empty();
        assertThat(Preflight.ofCluster(readingSpec(""), 2, facts(true), Optional.empty()))
                .containsExactly(Finding.refuse(Code.TOPIC_EMPTY, "topic", "t"));
        assertThat(Preflight.ofCluster(readingSpec(", duration: 1m"), 2, facts(true), Optional.empty()))
                .isEmpty();
    }

    @Test
    void ofSeveralTopicsSomeMayBeEmpty() {
        contents = new TopicContents.Empty();
        TopicFacts first = topic("t1", true);
        assertThat(Preflight.ofCluster(
                        readingSpec(""),
                        2,
                        new ClusterFacts(1, quotas, disks, List.of(first, topic("t2", true))),
                        Optional.empty()))
                .extracting(Finding::code)
                .containsExactly(Code.TOPIC_EMPTY);

        contents = new TopicContents.NotChecked();
        assertThat(Preflight.ofCluster(
                        readingSpec(""),
                        2,
                        new ClusterFacts(1, quotas, disks, List.of(first, topic("t2", true))),
                        Optional.empty()))
                .isEmpty();
    }

    @Test
    void whatCouldNotBeReadIsNamedWithTheMissingAcl() {
        Unread unread =
                new Unread("DescribeConfigs on the cluster", List.of("client quotas", "the settings of new topics"));

        List<Finding> findings = Preflight.ofCluster(
                readingSpec(""),
                2,
                new ClusterFacts(1, quotas, disks, List.of(topic("t", true)), List.of(unread)),
                Optional.empty());

        assertThat(findings)
                .extracting(Finding::line)
                .containsExactly(
                        "ACL_MISSING: Kafka does not allow DescribeConfigs on the cluster, so the preflight did not check"
                                + " client quotas, the settings of new topics; grant DescribeConfigs on the cluster to the controller's"
                                + " user, unless these checks are not needed");
        assertThat(findings).noneMatch(Finding::refuses);
    }

    private static RunSpec readingSpec(String more) {
        return CoreHarness.spec("{topic: t, rate: 0, consumers: {groups: 1, start: earliest}" + more + "}");
    }

    @Test
    void whatSeveralTopicsHaveInCommonIsOneFinding() {
        settings.put("cleanup.policy", "compact");
        List<TopicFacts> topics = new ArrayList<>(List.of(topic("t10", true), topic("t9", true)));
        settings.put("max.message.bytes", "500");
        // partitions of another topic may have other replicas
        partitions = healthy(3);
        topics.add(topic("t8", true));

        List<Finding> findings = Preflight.ofCluster(
                CoreHarness.spec("{messages: 5000, rate: 1000, topic: 't10,t9,t8', producer: {batchSize: 400}}"),
                2,
                new ClusterFacts(brokers, quotas, disks, topics),
                Optional.empty());

        assertThat(findings).extracting(Finding::code).containsExactly(Code.KEY_REQUIRED, Code.MESSAGE_TOO_LARGE);
        assertThat(findings.getFirst().message())
                .isEqualTo("topics t10, t9, t8 are compacted and accept no message without a key");
        assertThat(findings.getLast().args().get("topic")).contains("t8");
    }

    @Test
    void aNewTopicWithMoreReplicasThanBrokersIsRefused() {
        brokers = 1;

        assertThat(Preflight.ofCluster(
                        CoreHarness.spec("{messages: 1, topic: {name: t, replication: 3}}"),
                        1,
                        facts(false),
                        Optional.empty()))
                .containsExactly(Finding.refuse(Code.TOO_FEW_REPLICAS, "replication", 3, "brokers", 1));
    }

    @Test
    void aBatchAboveTheTopicsLimitIsAWarning() {
        Finding finding = only(", producer: {batchSize: 8MiB, bufferMemory: 64MiB}");

        assertThat(finding.level()).isEqualTo(Level.WARN);
        assertThat(finding.args()).isEqualTo(Args.of("batchBytes", 8 << 20, "limitBytes", 1_048_588, "topic", "t"));
    }

    /** A buffer of 32 MiB for batches of 16 KiB, one for each of 2,049 partitions. */
    private static final Args TOO_SMALL = Args.of(
            "batchBytes", 16 << 10, "partitions", 2_049, "neededBytes", 2_049 * (16 << 10), "bufferBytes", 32 << 20);

    @Test
    void aBufferWithoutRoomForABatchOfEachPartitionIsAWarning() {
        partitions = healthy(2_049);

        assertThat(only("").args()).isEqualTo(TOO_SMALL);
    }

    @Test
    void eachOfSeveralProducersNeedsRoomForItsOwnPartitions() {
        partitions = healthy(3 * 2_049);

        assertThat(only(", producer: {perWorker: 3}").args()).isEqualTo(TOO_SMALL);
        assertThat(findings(", producer: {perWorker: 4}")).isEmpty();
    }

    @Test
    void everyFindingSaysWhatToDo() {
        settings.put("cleanup.policy", "compact");
        settings.put("message.timestamp.before.max.ms", "1");
        partitions = List.of(new Partition(0, false, 1, 0, 0));

        List<Finding> findings = findings(", payload: {size: 2MiB}, producer: {batchSize: 2MiB}");

        assertThat(findings)
                .extracting(Finding::code)
                .contains(
                        Code.NO_LEADER,
                        Code.MESSAGE_TOO_LARGE,
                        Code.KEY_REQUIRED,
                        Code.TIMESTAMP_LIMIT,
                        Code.BATCH_TOO_LARGE);
        assertThat(findings).noneMatch(finding -> finding.cure().isBlank());
        assertThat(Finding.refusals(findings))
                .anyMatch(line -> line.startsWith("NO_LEADER: "))
                .anyMatch(line -> line.startsWith("KEY_REQUIRED: "))
                .noneMatch(line -> line.startsWith("BATCH"));
    }
}
