package klt.worker.produce;

import static klt.worker.TestRuns.ALL;
import static klt.worker.TestRuns.grant;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.rateFrom;
import static klt.worker.TestRuns.repair;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import klt.common.protocol.Grant;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.Plan;
import klt.worker.core.Schedule;
import klt.worker.produce.SendLoop.SendPlan;
import org.junit.jupiter.api.Test;

/** Messages orphaned by other workers are sent in addition to those that are due. */
class SendLoopRepairsTest extends SendLoopHarness {

    @Test
    void repairsInTheGapsOfTheScheduleAndKeepsTheirLatenciesApart() {
        Plan plan = plan("{messages: 3000, rate: 1000}");
        Grant own = grant(1, ME, 1_000, ALL);
        SendLoop loop = loop(plan, own);
        onSend = n -> {
            time.pass(300_000);
            if (n == 1_500) {
                loop.change(sendPlan(plan, List.of(own, repair(2, ME, 0, 1_000, ALL))));
            }
        };

        run(loop);
        unanswered.forEach(callback -> callback.onCompletion(null, null));

        assertThat(sent.stream().filter(n -> n >= 1_000)).isEqualTo(range(1_000, 3_000));
        assertThat(sent.stream().filter(n -> n < 1_000)).isEqualTo(upTo(1_000));
        // as often as its own messages
        assertThat(sentAt.get(sent.indexOf(999L)) - sentAt.get(sent.indexOf(0L)))
                .isBetween(SECOND * 9 / 10, SECOND * 11 / 10);
        var lag = loop.sendLag().takeInterval();
        assertThat(lag.getTotalCount()).isEqualTo(2_000);
        // at most one repair precedes a message
        assertThat(lag.getMaxValue()).isLessThanOrEqualTo(300);
        assertThat(outcomes.acked()).isEqualTo(3_000);
        assertThat(outcomes.takeResponseTime().getTotalCount()).isEqualTo(2_000);
        assertThat(outcomes.takeServiceTime().getTotalCount()).isEqualTo(2_000);
        assertThat(loop.progress().completed()).isEqualTo(new OutcomeCounts(3_000, 0, 0, 0, 1_000));
    }

    @Test
    void repairsAThousandASecondWhenItsOwnRateIsLower() {
        SendLoop loop = loop(plan("{messages: 5000, rate: 1}"), repair(1, ME, 0, 4_000, ALL));

        run(loop);

        assertThat(sent).isEqualTo(upTo(4_000));
        assertThat(sentAt.getLast()).isBetween(3_900_000_000L, 4_100_000_000L);
    }

    @Test
    void keepsTheRateOfRepairsWhenItWakesLate() {
        SendLoop loop = loop(plan("{messages: 5000, rate: 1}"), repair(1, ME, 0, 4_000, ALL));
        time.onPark(() -> time.pass(100_000));

        run(loop);

        assertThat(sent).isEqualTo(upTo(4_000));
        assertThat(sentAt.getLast()).isBetween(3_900_000_000L, 4_100_000_000L);
    }

    @Test
    void repairsAsOftenAsItSendsWhenThatIsOften() {
        Plan plan = plan("{messages: 100000, rate: 20000}");
        SendLoop loop = loop(plan, grant(1, ME, 20_000, ALL), repair(2, ME, 0, 20_000, ALL));
        // the schedule begins with its first second
        onSend = n -> {
            if (n == 19_999) {
                loop.stop();
            }
        };

        run(loop);

        assertThat(sent.stream().filter(n -> n < 20_000)).isEqualTo(upTo(20_000));
        long own = sent.stream().filter(n -> n >= 20_000).count();
        assertThat(own).isBetween(18_000L, 22_000L);
        assertThat(loop.sendLag().takeInterval().getMaxValue()).isLessThanOrEqualTo(800);
    }

    @Test
    void repairsNothingWhileTheRunIsPausedAndGoesOnThereafter() {
        Schedule paused = schedule(plan("{messages: 5000, rate: 100}"), rateFrom(SECOND, 0), rateFrom(5 * SECOND, 100));

        run(loop(new SendPlan(paused, List.of(repair(1, ME, 0, 4_000, ALL)))));

        assertThat(sent).isEqualTo(upTo(4_000));
        assertThat(sentAt).noneMatch(at -> at >= SECOND && at < 5 * SECOND);
        assertThat(sentAt).anyMatch(at -> at < SECOND);
    }

    @Test
    void repairsAfterAScheduleThatFadesOut() {
        Plan plan = plan("load: {stages: '0s:100,2s:100,2s:0,1s:0'}");
        SendLoop loop = loop(plan, repair(1, ME, 0, 200, ALL));
        onRest = () -> {
            if (sent.size() >= 300) {
                loop.stop();
            }
        };
        time.wakeEvery(SECOND / 10);
        time.onPark(() -> {
            if (time.nanos() >= START_NANOS + 6 * SECOND && sent.size() == 200) {
                loop.change(new SendPlan(
                        schedule(plan), List.of(repair(1, ME, 0, 200, ALL), repair(2, ME, 200, 300, ALL))));
            }
        });

        run(loop);

        assertThat(sent).isEqualTo(upTo(300));
        assertThat(sentAt.getLast()).isGreaterThan(5 * SECOND);
    }

    @Test
    void repairsNothingBeforeTheStart() {
        run(loop(plan("{messages: 100, rate: 100}"), repair(1, ME, 0, 10, ALL)));

        assertThat(sent).isEqualTo(upTo(10));
        assertThat(sentAt.getFirst()).isZero();
    }

    @Test
    void repairsNothingThatTheRunDoesNotHave() {
        for (String rate : List.of("100", "max")) {
            sent.clear();
            rests.clear();
            run(loop(plan("{messages: 100, rate: " + rate + "}"), repair(1, ME, 90, 1_000, ALL)));

            assertThat(sent).isEqualTo(range(90, 100));
            assertThat(rests).hasSize(1);
        }
    }

    @Test
    void repairsFirstAtMax() {
        Plan plan = plan("{messages: 200, rate: max}");
        SendLoop loop = loop(plan, grant(1, ME, 100, ALL), repair(2, ME, 0, 100, ALL));

        run(loop);
        unanswered.forEach(callback -> callback.onCompletion(null, null));

        assertThat(sent).isEqualTo(upTo(200));
        assertThat(outcomes.takeResponseTime().getTotalCount()).isEqualTo(100);
    }
}
