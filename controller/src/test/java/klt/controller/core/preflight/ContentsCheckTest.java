package klt.controller.core.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import klt.controller.core.preflight.contents.TopicContents;
import klt.controller.core.preflight.contents.TopicContents.Evidence;
import org.junit.jupiter.api.Test;

class ContentsCheckTest extends PreflightHarness {

    private static final TopicContents.Others OTHERS =
            new TopicContents.Others(3, 12_345, Instant.parse("2026-05-01T12:00:00.123Z"), true);

    private List<String> lines(TopicContents... topics) {
        return findings(topics).stream()
                .peek(finding -> assertThat(finding.refuses()).isTrue())
                .map(Finding::line)
                .toList();
    }

    private List<Finding> findings(TopicContents... topics) {
        List<TopicFacts> facts = new ArrayList<>();
        for (TopicContents each : topics) {
            contents = each;
            facts.add(topic("t" + facts.size(), true));
        }
        return Preflight.ofCluster(spec(""), 2, new ClusterFacts(brokers, quotas, disks, facts), Optional.empty());
    }

    @Test
    void aTopicWithoutOtherRecordsIsLoaded() {
        assertThat(lines(new TopicContents.Empty(), new TopicContents.Own(), new TopicContents.NotChecked()))
                .isEmpty();
    }

    @Test
    void aTopicWithOtherRecordsIsRefusedWithARecordAndTheKeyToSet() {
        assertThat(lines(new TopicContents.Own(), OTHERS))
                .containsExactly("OTHER_RECORDS: topic t1 holds records sent by other producers, such as the one at"
                        + " offset 12345 in partition 3 of t1, written at 2026-05-01T12:00:00Z; choose a different topic.name, or"
                        + " set topic.allowExisting: true (--set topic.allowExisting=true) if the run may add its messages to"
                        + " these records");
    }

    @Test
    void anEarlierRunWithoutAReportMayHaveSentRecordsOfWhichNoneIsRecognised() {
        assertThat(lines(new TopicContents.Others(3, 12_345, Instant.EPOCH, false)))
                .singleElement()
                .asString()
                .startsWith(
                        "OTHER_RECORDS: topic t0 holds records sent by other producers or by an earlier run whose report is no"
                                + " longer stored, such as the one at offset 12345");
    }

    @Test
    void severalTopicsShareAFinding() {
        assertThat(lines(OTHERS, OTHERS))
                .singleElement()
                .asString()
                .startsWith("OTHER_RECORDS: topics t0, t1 hold records")
                .contains("in partition 3 of t0,");
    }

    @Test
    void aTopicThatCannotBeReadIsRefusedWithTheReason() {
        assertThat(lines(
                        new TopicContents.Unreadable("not authorized", Evidence.NONE),
                        new TopicContents.Unreadable("not authorized", Evidence.NONE)))
                .containsExactly(
                        "RECORDS_UNKNOWN: the records of topics t0, t1 could not be read to check who sent them:"
                                + " not authorized; grant the controller Read on topics t0, t1, or set topic.allowExisting: true"
                                + " (--set topic.allowExisting=true) if the run may add its messages to other producers' records");
    }

    @Test
    void aTopicThatCannotBeReadIsAWarningIfTheLoadTesterIsKnownToLoadIt() {
        assertThat(findings(
                        new TopicContents.Unreadable("slow", Evidence.SAMPLE),
                        new TopicContents.Unreadable("not authorized", Evidence.STORED_RUN)))
                .allMatch(finding -> finding.level() == Finding.Level.WARN)
                .extracting(Finding::message)
                .containsExactly(
                        "the records of topic t0 could not all be read to check who sent them: slow",
                        "the records of topic t1 could not be read to check who sent them, but a stored run has sent messages"
                                + " there: not authorized");
    }
}
