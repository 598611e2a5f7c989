package klt.controller.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.StatusRecord.Interval.Outcomes;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.protocol.StatusRecord.TopicInterval;
import klt.controller.core.CoreHarness;
import klt.controller.core.Intervals;
import klt.controller.core.Progress;
import org.junit.jupiter.api.Test;

class RunStatsTest {

    private static final Instant NOW = Instant.parse("2026-01-11T12:00:00Z");

    private final RunStats stats = new RunStats(CoreHarness.spec("messages: 1"));

    private void reports(String worker, Progress progress) {
        stats.addWorker(worker, "name-of-" + worker, 1);
        stats.onProgress(worker, progress.report(List.of(), 1_000));
    }

    private static Progress sending() {
        return Progress.of("r", RunState.SENDING);
    }

    private void repaired(int others, int repaired) {
        stats.addWorker("a", "a", 1);
        stats.onInterval(
                "a",
                Intervals.repaired(
                        "r", 1, 1, 9_000, repaired, LongStream.range(0, others).toArray()));
    }

    @Test
    void fewRepairedMessagesDoNotCountForTheObjectives() {
        repaired(99, 1);

        assertThat(stats.judgedResponseTime().count()).isEqualTo(99);
        assertThat(stats.repairedResponseTime().summary().count()).isEqualTo(1);
    }

    @Test
    void manyRepairedMessagesCountForTheObjectives() {
        repaired(98, 2);

        assertThat(stats.judgedResponseTime().count()).isEqualTo(100);
        assertThat(stats.responseTime().summary().count()).isEqualTo(98);
    }

    @Test
    void anIntervalCountsOnceAndOnlyOfAKnownWorker() {
        stats.onInterval("a", Intervals.interval("r", 1, 1, 10, 20));
        assertThat(stats.responseTime().summary().count()).isZero();

        stats.addWorker("a", "a", 1);
        stats.onInterval("a", Intervals.interval("r", 1, 1, 10, 20));
        stats.onInterval("a", Intervals.interval("r", 1, 1, 10, 20));

        assertThat(stats.responseTime().summary().count()).isEqualTo(2);
        assertThat(stats.serviceTime().summary().count()).isEqualTo(2);
        assertThat(stats.sendLag().summary().count()).isEqualTo(2);
        assertThat(stats.series().rowsFrom(0)).hasSize(1);
    }

    @Test
    void messagesSentUnderTwoGrantsCountOnce() {
        reports("a", sending().messages(100, 80, 5, 3));
        stats.carry(new OutcomeCounts(10, 1, 2, 4, 6), 7);

        stats.exceed(20);

        assertThat(stats.totals().sent()).isEqualTo(17 + 100 - 20);
        assertThat(stats.totals().acked()).isEqualTo(10 + 80 - 20);
        assertThat(stats.totals().failed()).isEqualTo(6);
        assertThat(stats.totals().indeterminate()).isEqualTo(5);
        assertThat(stats.totals().aborted()).isEqualTo(4);
        assertThat(stats.totals().completed()).isEqualTo(70 + 6 + 5 + 4);
        assertThat(stats.totals().accepted()).isEqualTo(74);
        assertThat(stats.totals().handoverDuplicates()).isEqualTo(27);

        stats.exceed(500);
        assertThat(stats.totals().sent()).isZero();
        assertThat(stats.totals().acked()).isZero();
    }

    @Test
    void noMoreMessagesBelongToTheWarmUpThanToTheRun() {
        reports("a", sending().messages(30, 20, 5, 3).warmup(18, 4, 3));
        assertThat(stats.warmup()).isEqualTo(new OutcomeCounts(18, 4, 3, 0, 0));
        assertThat(stats.measured()).isEqualTo(new OutcomeCounts(2, 1, 0, 0, 0));

        stats.onOverrun("a", 27);

        assertThat(stats.warmup()).isEqualTo(new OutcomeCounts(0, 0, 1, 0, 0));
        assertThat(stats.measured()).isEqualTo(OutcomeCounts.NONE);
    }

    @Test
    void onlyDepartedWorkersAreClosed() {
        reports("a", sending().acked(30));
        reports("b", sending().acked(50));
        stats.carry(new OutcomeCounts(1, 0, 0, 0, 0), 0);

        stats.onLeft("b");

        assertThat(stats.closed()).isEqualTo(new OutcomeCounts(51, 0, 0, 0, 0));
    }

    @Test
    void figuresOfAllWorkersAreCombined() {
        assertThat(stats.startSkewNanos()).isEmpty();
        reports(
                "a",
                sending()
                        .acked(1)
                        .intervals(3)
                        .batchSplits(2)
                        .startSkewNanos(50)
                        .lastAckAt(NOW.plusSeconds(9)));
        reports(
                "b",
                sending()
                        .acked(2)
                        .intervals(4)
                        .batchSplits(5)
                        .startSkewNanos(-20)
                        .lastAckAt(NOW.plusSeconds(8)));
        reports("c", sending().startSkewNanos(30));

        assertThat(stats.startSkewNanos()).contains(70L);
        assertThat(stats.lastAckAt()).contains(NOW.plusSeconds(9));
        assertThat(stats.missingIntervals()).isEqualTo(7);
        assertThat(stats.batchSplits()).isEqualTo(7);
        assertThat(stats.totals().payloadBytes()).isEqualTo(3 * 1_024);
        assertThat(stats.totals().wireBytes()).isEqualTo(3 * 1_100);
    }

    @Test
    void aWorkerHasItsIdForANameUntilItIsIntroduced() {
        assertThat(stats.nameOf("a")).isEqualTo("a");

        stats.introduce("a", "pod-1", 2);
        assertThat(stats.nameOf("a")).isEqualTo("pod-1");

        stats.introduce("a", "pod-2", 4);
        assertThat(stats.nameOf("a")).isEqualTo("pod-2");
        assertThat(stats.worker("a").orElseThrow().cpuLimit()).isEqualTo(4);
        assertThat(stats.workers()).hasSize(1);
    }

    @Test
    void theOutcomesOfAWorkerThatDepartedEarlierAreCarried() {
        stats.carry(new OutcomeCounts(40, 0, 0, 0, 0), 0);

        stats.replayDeparted("a", "pod-1", 2, sending().acked(40).intervals(2).report(List.of(), 1_000));

        assertThat(stats.totals().acked()).isEqualTo(40);
        assertThat(stats.missingIntervals()).isEqualTo(2);
        assertThat(stats.worker("a").orElseThrow().hasDeparted()).isTrue();
    }

    @Test
    void figuresOfTopicsAddUpUnlessThereIsOnlyOne() {
        TopicInterval first = new TopicInterval(0, new Outcomes(3, 1, 0, 2), 30, Intervals.encoded(5, 6, 7), 1);
        TopicInterval second = new TopicInterval(1, new Outcomes(4, 0, 2, 0), 40, Intervals.encoded(8), 2);
        TopicInterval unknown = new TopicInterval(2, new Outcomes(100, 0, 0, 0), 1, Intervals.encoded(9), 0);
        RunStats several = new RunStats(CoreHarness.spec("{messages: 1, topic: 't-{1..2}'}"));
        for (RunStats of : List.of(stats, several)) {
            of.addWorker("a", "a", 1);
            of.onInterval("a", Intervals.ofTopics("r", 1, 1, first, second, unknown));
            of.onInterval("a", Intervals.ofTopics("r", 2, 2, first));
        }

        assertThat(stats.topics().topics()).isEmpty();
        assertThat(stats.topics().accepted()).isZero();
        assertThat(several.topics().topics())
                .extracting(TopicStats.Topic::outcomes)
                .containsExactly(new OutcomeCounts(6, 2, 0, 4, 0), new OutcomeCounts(4, 0, 2, 0, 0));
        assertThat(several.topics().topics())
                .extracting(TopicStats.Topic::payloadBytes)
                .containsExactly(60L, 40L);
        assertThat(several.topics().topics().getFirst().responseTime().count()).isEqualTo(6);
        assertThat(several.topics().accepted()).isEqualTo(14);
    }
}
