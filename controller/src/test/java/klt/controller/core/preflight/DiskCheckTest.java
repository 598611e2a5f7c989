package klt.controller.core.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import klt.controller.core.CoreHarness;
import klt.controller.core.preflight.Finding.Level;
import klt.controller.core.preflight.TopicFacts.Partition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskCheckTest extends PreflightHarness {

    private static final long GIB = 1L << 30;

    /** About 1 GiB: a record without a key takes 9 bytes in addition to its value. */
    private static final String ONE_GIB = ", messages: 1048576, payload: {format: raw, size: 1014}";

    private Optional<Finding> finding(String more) {
        List<Finding> found = findings(more);
        assertThat(found).hasSizeLessThan(2);
        return found.stream().findFirst();
    }

    private void usable(double... gib) {
        disks.clear();
        IntStream.range(0, gib.length).forEach(broker -> disks.add(new BrokerDisk(broker, (long) (gib[broker] * GIB))));
        brokers = gib.length;
    }

    @Test
    void withoutTheSizeOfTheDisksNothingIsKnown() {
        assertThat(finding(ONE_GIB)).isEmpty();
    }

    @Test
    void whatDoesNotFitIsRefused() {
        usable(0.9);

        assertThat(finding(ONE_GIB).map(Finding::line))
                .contains(
                        "DISK_SPACE: the messages need 1023 MiB of disk space, including all replicas, and 921.6 MiB are"
                                + " usable; send fewer messages, lower payload.size or the replication, set retention.bytes in"
                                + " topic.config, or free disk space");
        assertThat(finding(ONE_GIB)).map(Finding::level).contains(Level.REFUSE);
    }

    @Test
    void whatTakesMostOfTheDisksIsAWarning() {
        usable(1.2);
        assertThat(finding(ONE_GIB)).map(Finding::level).contains(Level.WARN);
        usable(1.3);
        assertThat(finding(ONE_GIB)).isEmpty();
    }

    @Test
    void everyReplicaCounts() {
        partitions = IntStream.range(0, 6)
                .mapToObj(number -> new Partition(number, true, 2, 2, 2))
                .toList();
        usable(1, 0.9);

        assertThat(finding(ONE_GIB)).map(Finding::level).contains(Level.REFUSE);
    }

    @Test
    void theBrokerWithTheLeastSpaceMayBeTooSmall() {
        usable(10, 0.1);

        assertThat(finding(ONE_GIB)).map(Finding::level).contains(Level.WARN);
        assertThat(finding(ONE_GIB).map(Finding::message).orElseThrow()).endsWith("102.4 MiB are usable on broker 1");
        usable(10, 0.6);
        assertThat(finding(ONE_GIB))
                .as("half of the partitions are on each broker")
                .isEmpty();
    }

    @Test
    void compressionAndCompactionMayMakeItFit() {
        usable(0.5);

        Finding compressed =
                finding(ONE_GIB + ", producer: {compression: zstd}").orElseThrow();
        assertThat(compressed.level()).isEqualTo(Level.WARN);
        assertThat(compressed.message()).contains("before compression with zstd");
        settings.put("cleanup.policy", "compact");
        assertThat(finding(ONE_GIB + ", key: {kind: sequential}"))
                .map(Finding::level)
                .contains(Level.WARN);
    }

    @Test
    void retentionLimitsWhatIsHeld() {
        usable(0.4);
        settings.put("segment.bytes", String.valueOf(10 << 20));

        settings.put("retention.bytes", String.valueOf(20 << 20));
        assertThat(finding(ONE_GIB)).as("40 MiB in each of 6 partitions").isEmpty();
        settings.put("retention.bytes", "-1");
        assertThat(finding(ONE_GIB)).isPresent();

        settings.put("retention.ms", "10000");
        assertThat(finding(ONE_GIB))
                .as("1 MiB per second for 310 s, and two segments in each of 6 partitions")
                .isPresent();
        usable(0.5);
        assertThat(finding(ONE_GIB)).isPresent();
        usable(0.55);
        assertThat(finding(ONE_GIB)).isEmpty();
        settings.put("cleanup.policy", "compact");
        assertThat(finding(ONE_GIB + ", key: {kind: sequential}"))
                .as("compaction deletes nothing by age")
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cleanup.policy", "segment.bytes", "retention.ms", "retention.bytes", "compression.type"})
    void withASettingThatIsUnknownItIsAWarning(String name) {
        usable(0.5);
        settings.remove(name);

        assertThat(finding(ONE_GIB)).map(Finding::level).contains(Level.WARN);
    }

    @Test
    void theBrokerMayCompress() {
        usable(0.5);
        settings.put("compression.type", "uncompressed");
        assertThat(finding(ONE_GIB)).map(Finding::level).contains(Level.REFUSE);
        settings.put("compression.type", "zstd");
        assertThat(finding(ONE_GIB)).map(Finding::level).contains(Level.WARN);
    }

    @Test
    void aRunOfUnknownOrSmallSizeIsNotChecked() {
        usable(0.001);

        assertThat(DiskCheck.isNeeded(spec(ONE_GIB), 2)).isTrue();
        for (String yaml : List.of(
                "{duration: 1h, rate: max}",
                "{messages: 1000}",
                "{rate: 0, duration: 1h, consumers: {groups: 1}}",
                "{messages: 1048576, payload: {format: file, file: a}}",
                "{kind: limit, objectives: ['response.p99<20ms']}")) {
            assertThat(DiskCheck.isNeeded(CoreHarness.spec(yaml), 2)).as(yaml).isFalse();
        }
    }

    @Test
    void aNewTopicHasTheRetentionOfTheBroker() {
        Map<String, String> broker = Map.of(
                "log.cleanup.policy", "delete",
                "log.retention.hours", "168",
                "log.retention.bytes", "-1",
                "log.segment.bytes", "1000");
        TopicRetention byDefault = TopicSettings.ofNewTopic(broker, Map.of()).retention();

        assertThat(byDefault.ms()).hasValue(604_800_000);
        assertThat(byDefault.bytes()).isEmpty();
        assertThat(byDefault.segmentBytes()).hasValue(1_000);
        assertThat(TopicSettings.ofNewTopic(broker, Map.of("retention.ms", "5"))
                        .retention()
                        .ms())
                .hasValue(5);
    }
}
