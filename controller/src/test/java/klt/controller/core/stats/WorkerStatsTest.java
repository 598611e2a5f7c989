package klt.controller.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import klt.common.protocol.EndCode;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunProgress;
import klt.common.protocol.StatusRecord.ProducerTotals;
import klt.common.protocol.StatusRecord.RunState;
import klt.controller.core.CoreHarness;
import klt.controller.core.Intervals;
import klt.controller.core.stats.WorkerStats.Departure;
import klt.controller.core.stats.WorkerStats.Newest;
import org.junit.jupiter.api.Test;

class WorkerStatsTest {

    private static final RunProgress.Totals TOTALS = totals(100, 50, 20, 10, 5);

    private final WorkerStats worker = new WorkerStats(
            "w", "worker", 2, CoreHarness.spec("{messages: 10, rate: 10}").load());

    private static RunProgress.Totals totals(long sent, long acked, long failed, long indeterminate, long aborted) {
        return new RunProgress.Totals(sent, acked, failed, indeterminate, aborted, 0, OutcomeCounts.NONE);
    }

    private void reports(RunState state, RunProgress.Totals totals, OutcomeCounts completed, long intervals) {
        worker.onProgress(new RunProgress(
                "r",
                1,
                state,
                List.of(),
                completed,
                totals,
                intervals,
                ProducerTotals.NONE,
                RunProgress.Times.NONE,
                0,
                List.of(),
                state == RunState.FAILED
                        ? Optional.of(new RunProgress.Failure(EndCode.WORKER_FAILED, "error"))
                        : Optional.empty()));
    }

    private void reports(RunProgress.Totals totals, OutcomeCounts completed) {
        reports(RunState.SENDING, totals, completed, 0);
    }

    @Test
    void messagesThatOthersSendTooCountForThem() {
        reports(TOTALS, OutcomeCounts.NONE);
        assertThat(worker.sent()).isEqualTo(100);
        assertThat(worker.completed()).isEqualTo(new OutcomeCounts(50, 20, 10, 5, 0));

        worker.onOverrun(10);
        assertThat(worker.sent()).isEqualTo(90);
        assertThat(worker.completed()).isEqualTo(new OutcomeCounts(40, 20, 10, 5, 0));
        assertThat(worker.repeats()).isEqualTo(10);

        worker.onOverrun(55);
        assertThat(worker.completed()).isEqualTo(new OutcomeCounts(0, 15, 10, 5, 0));

        worker.onOverrun(74);
        assertThat(worker.completed()).isEqualTo(new OutcomeCounts(0, 0, 6, 5, 0));

        worker.onOverrun(83);
        assertThat(worker.completed()).isEqualTo(new OutcomeCounts(0, 0, 0, 2, 0));

        worker.onOverrun(200);
        assertThat(worker.completed()).isEqualTo(OutcomeCounts.NONE);
        assertThat(worker.sent()).isZero();
    }

    @Test
    void noMoreMessagesWereRepairedThanAcked() {
        reports(totals(10, 10, 0, 0, 0), new OutcomeCounts(8, 0, 0, 0, 8));
        assertThat(worker.completed().repaired()).isEqualTo(8);

        worker.onOverrun(5);

        assertThat(worker.completed()).isEqualTo(new OutcomeCounts(5, 0, 0, 0, 5));
    }

    @Test
    void completedCountsMayBeNewerThanTheTotals() {
        reports(TOTALS, new OutcomeCounts(51, 21, 11, 6, 0));

        assertThat(worker.completed()).isEqualTo(new OutcomeCounts(51, 21, 11, 6, 0));
    }

    @Test
    void theCountsOfAWorkerThatLeftAreFinal() {
        reports(totals(60, 50, 10, 0, 0), OutcomeCounts.NONE);
        worker.onOverrun(7);

        worker.onLeft();
        reports(totals(70, 70, 0, 0, 0), OutcomeCounts.NONE);
        worker.onOverrun(0);

        assertThat(worker.departure()).isEqualTo(Departure.LEFT);
        assertThat(worker.completed()).isEqualTo(new OutcomeCounts(43, 10, 0, 0, 0));
        assertThat(worker.sent()).isEqualTo(53);
        assertThat(worker.repeats()).isEqualTo(7);
        assertThat(worker.ackedBeyondItsPart()).isZero();
    }

    @Test
    void ofALostWorkerOnlyTheCompletedMessagesCount() {
        reports(totals(60, 50, 0, 0, 0), new OutcomeCounts(40, 0, 0, 0, 0));

        worker.onLost(3, 12);

        assertThat(worker.departure()).isEqualTo(Departure.LOST);
        assertThat(worker.completed()).isEqualTo(new OutcomeCounts(37, 0, 0, 0, 0));
        assertThat(worker.sent()).isEqualTo(37);
        assertThat(worker.ackedBeyondItsPart()).isEqualTo(13);
        assertThat(worker.repeats()).isEqualTo(13);

        reports(totals(60, 48, 0, 0, 0), new OutcomeCounts(40, 0, 0, 0, 0));
        assertThat(worker.repeats()).as("at most as many as it may have sent").isEqualTo(12);
    }

    @Test
    void aWorkerThatIsLostWithoutAReportHasNoOutcomes() {
        worker.onLost(0, 4);

        assertThat(worker.completed()).isEqualTo(OutcomeCounts.NONE);
        assertThat(worker.repeats()).isEqualTo(4);
    }

    @Test
    void messagesThatNoWorkerResendsAreIndeterminate() {
        reports(TOTALS, OutcomeCounts.NONE);

        worker.onLostForGood();

        assertThat(worker.departure()).isEqualTo(Departure.LOST);
        assertThat(worker.completed()).isEqualTo(new OutcomeCounts(50, 20, 10 + 15, 5, 0));
        assertThat(worker.sent()).isEqualTo(100);
        assertThat(worker.repeats()).isZero();
    }

    @Test
    void theStateSaysWhetherItMaySendAndWhetherItHasFinished() {
        assertThat(worker.isAble()).isFalse();
        assertThat(worker.isFinal()).isFalse();
        Set<RunState> able = EnumSet.noneOf(RunState.class);
        Set<RunState> over = EnumSet.noneOf(RunState.class);
        for (RunState state : RunState.values()) {
            reports(state, TOTALS, OutcomeCounts.NONE, 0);
            if (worker.isAble()) {
                able.add(state);
            }
            if (worker.isFinal()) {
                over.add(state);
            }
        }
        assertThat(able).containsExactlyInAnyOrder(RunState.READY, RunState.SENDING);
        assertThat(over).containsExactlyInAnyOrder(RunState.FINISHED, RunState.FAILED);

        reports(TOTALS, OutcomeCounts.NONE);
        worker.onLeft();
        assertThat(worker.isAble()).isFalse();
        assertThat(worker.isFinal()).isTrue();
    }

    @Test
    void anIntervalCountsOnceAndTheNewestIsKept() {
        reports(RunState.SENDING, TOTALS, OutcomeCounts.NONE, 3);
        assertThat(worker.missingIntervals()).isEqualTo(3);

        worker.onInterval(Intervals.interval("r", 2, 2, 10, 20));
        worker.onInterval(Intervals.interval("r", 1, 1, 30));

        assertThat(worker.newest()).contains(new Newest(2, 2, 2));
        assertThat(worker.isNew(Intervals.interval("r", 1, 1))).isFalse();
        assertThat(worker.missingIntervals()).isEqualTo(1);
        assertThat(worker.responseTime().summary().count()).isEqualTo(3);
        assertThat(worker.sendLag().summary().count()).isEqualTo(3);

        worker.onInterval(Intervals.interval("r", 3, 3));
        worker.onInterval(Intervals.interval("r", 4, 4));
        assertThat(worker.missingIntervals())
                .as("more than its newest report has")
                .isZero();
    }
}
