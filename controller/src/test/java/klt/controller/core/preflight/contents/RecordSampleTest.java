package klt.controller.core.preflight.contents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import klt.controller.core.CoreHarness;
import klt.controller.core.preflight.contents.RecordSample.Range;
import klt.controller.core.preflight.contents.RecordSample.Sampled;
import klt.controller.core.preflight.contents.TopicContents.Evidence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordSampleTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    /** A run sent to orders until noon. */
    private static final PastLoads UNTIL_NOON = new PastLoads() {
        @Override
        public Predicate<Instant> sentTo(String topic) {
            return time -> topic.equals("orders") && time.isBefore(NOON);
        }

        @Override
        public boolean anySentTo(String topic) {
            return topic.equals("orders");
        }
    };

    private static TopicContents judge(PastLoads past, Sampled... records) {
        return new RecordSample(past).judge("orders", List.of(records), Optional.empty());
    }

    private static Sampled record(long offset, Instant writtenAt, boolean marked) {
        return new Sampled(3, offset, writtenAt, marked);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{messages: 1, topic: orders} | true",
                "{messages: 1, topic: {name: orders, allowExisting: true}} | false",
                "{messages: 1, topic: 'orders,loadtest-2'} | true",
                "{rate: 0, topic: orders, consumers: {groups: 1}} | false",
            })
    void onlyARunThatSendsNeedsASampleUnlessTheSpecAllowsOtherRecords(String yaml, boolean needed) {
        assertThat(RecordSample.isNeeded(CoreHarness.spec(yaml), "orders")).isEqualTo(needed);
    }

    @Test
    void theTopicsOfTheLoadTesterNeedNoSample() {
        assertThat(RecordSample.isNeeded(CoreHarness.spec("{messages: 1}"), "loadtest"))
                .isFalse();
        assertThat(RecordSample.isNeeded(CoreHarness.spec("{messages: 1}"), "loadtest-2"))
                .isFalse();
    }

    @Test
    void aMarkedRecordIsOwn() {
        assertThat(judge(PastLoads.NONE, record(0, NOON, true), record(9, NOON, true)))
                .isEqualTo(new TopicContents.Own());
    }

    @Test
    void aRecordWithoutAMarkIsOwnIfARunWasSendingAtThatTime() {
        assertThat(judge(UNTIL_NOON, record(0, NOON.minusSeconds(1), false))).isEqualTo(new TopicContents.Own());
    }

    @Test
    void oneOtherRecordSuffices() {
        assertThat(judge(
                        UNTIL_NOON,
                        record(0, NOON, true),
                        record(7, NOON.minusSeconds(1), false),
                        record(9, NOON, false)))
                .isEqualTo(new TopicContents.Others(3, 9, NOON, true));
    }

    @Test
    void anEarlierRunThatIsNoLongerStoredMayHaveSentRecordsOfWhichNoneIsRecognised() {
        assertThat(judge(UNTIL_NOON, record(7, NOON, false), record(9, NOON, false)))
                .isEqualTo(new TopicContents.Others(3, 7, NOON, false));
    }

    private static TopicContents incomplete(PastLoads past, Sampled... records) {
        return new RecordSample(past).judge("orders", List.of(records), Optional.of("slow"));
    }

    @Test
    void ofAnIncompleteSampleOnlyAnotherRecordIsCertain() {
        assertThat(incomplete(PastLoads.NONE, record(0, NOON, false)))
                .isEqualTo(new TopicContents.Others(3, 0, NOON, false));
        assertThat(incomplete(PastLoads.NONE, record(0, NOON, true)))
                .isEqualTo(new TopicContents.Unreadable("slow", Evidence.SAMPLE));
        assertThat(incomplete(UNTIL_NOON)).isEqualTo(new TopicContents.Unreadable("slow", Evidence.STORED_RUN));
        assertThat(incomplete(PastLoads.NONE)).isEqualTo(new TopicContents.Unreadable("slow", Evidence.NONE));
    }

    @Test
    void aTopicWithNothingButTransactionMarkersIsEmpty() {
        assertThat(judge(PastLoads.NONE)).isEqualTo(new TopicContents.Empty());
    }

    @Test
    void theNewestRecordIsAmongTheLastOffsets() {
        assertThat(new Range(0, 5, 1_000).newest()).isEqualTo(990);
        assertThat(new Range(0, 995, 1_000).newest()).isEqualTo(995);
    }

    private static List<Range> partitions(int count) {
        return IntStream.range(0, count)
                .mapToObj(partition -> new Range(partition, 0, partition % 2 == 0 ? 10 : 0))
                .toList();
    }

    @Test
    void onlyPartitionsWithRecordsAreRead() {
        assertThat(RecordSample.chosen(Map.of("a", partitions(5), "b", partitions(0))))
                .isEqualTo(Map.of("a", List.of(new Range(0, 0, 10), new Range(2, 0, 10), new Range(4, 0, 10))));
        assertThat(RecordSample.chosen(Map.of())).isEmpty();
    }

    @Test
    void atMostAHundredPartitionsAreReadEvenlySpaced() {
        List<Range> chosen = RecordSample.chosen(Map.of("a", partitions(4_000))).get("a");

        assertThat(chosen).hasSize(RecordSample.PARTITIONS_MAX);
        assertThat(chosen.getFirst().partition()).isZero();
        assertThat(chosen.getLast().partition()).isEqualTo(3_960);
    }

    @Test
    void everyTopicIsReadWithinTheLimit() {
        Map<String, List<Range>> topics = new LinkedHashMap<>();
        IntStream.range(0, 40).forEach(topic -> topics.put("t" + topic, partitions(50)));

        Map<String, List<Range>> chosen = RecordSample.chosen(topics);

        assertThat(chosen)
                .hasSize(40)
                .allSatisfy((topic, ranges) -> assertThat(ranges).hasSize(2));
    }
}
