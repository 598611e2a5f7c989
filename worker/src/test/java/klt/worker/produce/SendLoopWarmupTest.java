package klt.worker.produce;

import static klt.worker.TestRuns.ALL;
import static klt.worker.TestRuns.grant;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.rateFrom;
import static klt.worker.TestRuns.repair;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.Plan;
import klt.worker.produce.SendLoop.SendPlan;
import klt.worker.produce.outcome.AckRecorder.Category;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** Which figures include a message: this is decided when it is sent, by its fire time. */
class SendLoopWarmupTest extends SendLoopHarness {

    /** All other messages are acked. */
    private void answer(Set<Integer> failed, Set<Integer> indeterminate) {
        for (int i = 0; i < unanswered.size(); i++) {
            unanswered
                    .get(i)
                    .onCompletion(
                            null,
                            failed.contains(i)
                                    ? new RecordTooLargeException("too large")
                                    : indeterminate.contains(i) ? new TimeoutException("expired") : null);
        }
    }

    private long answered() {
        return outcomes.takeResponseTime().getTotalCount();
    }

    @Test
    void messagesThatAreDueInTheWarmupCountInTheTotalsAlone() {
        SendLoop loop = loop(plan("{messages: 100, rate: 100, warmup: 250ms}"));
        run(loop);

        outcomes.sendingThread(new Thread());
        answer(Set.of(0, 30), Set.of(1, 2, 99));

        assertThat(outcomes.acked()).isEqualTo(95);
        assertThat(outcomes.warmup()).as("due at 0 to 240 ms").isEqualTo(new OutcomeCounts(22, 1, 2, 0, 0));
        assertThat(outcomes.unanswered(Category.MEASURED)).isEqualTo(2);
        assertThat(answered()).isEqualTo(73);
        assertThat(outcomes.takeServiceTime().getTotalCount()).isEqualTo(73);
        assertThat(loop.sendLag().takeInterval().getTotalCount()).isEqualTo(75);
    }

    @Test
    void aMessageThatIsSentLateIsStillOneOfTheWarmup() {
        onSend = n -> time.pass(n == 0 ? SECOND : 0);
        run(loop(plan("{messages: 100, rate: 100, warmup: 250ms}")));

        answer(Set.of(), Set.of());

        assertThat(outcomes.warmup().acked()).isEqualTo(25);
    }

    @Test
    void aChangeOfTheRateDoesNotMoveTheWarmup() {
        Plan plan = plan("{messages: 1000, rate: 100, warmup: 500ms}");
        SendLoop loop = loop(plan);
        onSend = n -> {
            if (n == 9) {
                loop.change(sendPlan(plan, rateFrom(SECOND / 5, 1_000)));
            }
        };
        run(loop);

        answer(Set.of(), Set.of());

        assertThat(outcomes.warmup().acked()).as("20 in 200 ms, 300 in 300 ms").isEqualTo(320);
        assertThat(answered()).isEqualTo(680);
    }

    @Test
    void atMaxTheTimeOfTheSendCounts() {
        onSend = n -> time.pass(1_000_000);
        run(loop(plan("{messages: 1000, rate: max, warmup: 250ms}")));

        answer(Set.of(), Set.of());

        assertThat(outcomes.warmup().acked()).isEqualTo(250);
        assertThat(answered()).isEqualTo(750);
    }

    @Test
    void aRepairKeepsItsFireTimeAndItsLatenessApart() {
        Plan plan = plan("{messages: 3000, rate: 1000, warmup: 100ms}");
        SendLoop loop = loop(plan, grant(1, ME, 1_000, ALL));
        onSend = n -> {
            if (n == 2_000) {
                loop.change(
                        new SendPlan(schedule(plan), List.of(grant(1, ME, 1_000, ALL), repair(2, ME, 0, 300, ALL))));
            }
        };
        run(loop);
        Set<Integer> lost = Set.of(sent.indexOf(50L), sent.indexOf(200L));

        answer(lost, Set.of());

        assertThat(outcomes.warmup()).as("of the first 100 one failed").isEqualTo(new OutcomeCounts(99, 1, 0, 0, 99));
        assertThat(outcomes.unanswered(Category.REPAIRED)).isEqualTo(1);
        assertThat(outcomes.unanswered(Category.MEASURED)).isZero();
        assertThat(answered()).isEqualTo(2_000);
        var repaired = outcomes.takeRepairedResponseTime();
        assertThat(repaired.getTotalCount()).isEqualTo(199);
        // answered at 3 s
        assertThat(repaired.getMinValue()).isBetween(2_698_000L, 2_702_000L);
        assertThat(repaired.getMaxValue()).isBetween(2_898_000L, 2_902_000L);
    }

    @Test
    void aRepairOfWhatIsNotDueYetIsNotEarly() {
        run(loop(plan("{messages: 100, rate: 100}"), repair(1, ME, 0, 100, ALL)));

        answer(Set.of(), Set.of());

        assertThat(outcomes.takeRepairedResponseTime().getTotalCount()).isEqualTo(100);
    }
}
