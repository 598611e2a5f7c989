package klt.worker.produce;

import static klt.worker.TestRuns.grant;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.rateFrom;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import klt.common.protocol.Plan;
import klt.common.protocol.StatusRecord.Outcome;
import klt.worker.core.Schedule;
import klt.worker.core.ScheduleState;
import klt.worker.produce.SendLoop.SendPlan;
import org.HdrHistogram.Histogram;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class SendLoopTest extends SendLoopHarness {

    @Test
    void sendsEverySequenceAtItsFireTimeWhenTheyAreFarApart() {
        SendLoop loop = loop(plan("{messages: 1000, rate: 100}"));

        run(loop);

        assertThat(sent).isEqualTo(upTo(1000));
        for (int n = 0; n < 1000; n++) {
            assertThat(sentAt.get(n)).isEqualTo(n * SECOND / 100);
        }
        Histogram lag = loop.sendLag().takeInterval();
        assertThat(lag.getTotalCount()).isEqualTo(1000);
        assertThat(lag.getMaxValue()).isZero();
    }

    @Test
    void sendsTheShardsThatItOwns() {
        SendLoop loop = loop(plan("{messages: 200, rate: 1000}"), grant(1, ME, 0, List.of(1, 40)));

        run(loop);

        assertThat(sent).containsExactly(1L, 40L, 65L, 104L, 129L, 168L, 193L);
        assertThat(sentAt.getFirst()).isEqualTo(1_000_000);
        assertThat(loop.counters().firstFireNanos()).isEqualTo(START_NANOS + 1_000_000);
        assertThat(loop.counters().firstSendNanos()).isEqualTo(START_NANOS + 1_000_000);
    }

    @Test
    void catchesUpAfterAStallWithoutSkippingOrRetiming() {
        onSend = n -> {
            if (n == 100) {
                time.pass(SECOND);
            }
        };
        SendLoop loop = loop(plan("{messages: 1000, rate: 1000}"));

        run(loop);

        assertThat(sent).isEqualTo(upTo(1000));
        Histogram lag = loop.sendLag().takeInterval();
        assertThat(lag.getMaxValue()).isBetween(998_000L, 1_000_000L);
        // the 899 messages that are due during the stall are late by the rest of it
        assertThat(lag.getValueAtPercentile(50)).isBetween(490_000L, 510_000L);
    }

    @Test
    void takesANewRateAtItsInstantWithoutGapOrRepeat() {
        Plan plan = plan("{duration: 4s, rate: 100}");
        SendLoop loop = loop(plan);
        ScheduleState faster = new ScheduleState(List.of(rateFrom(2 * SECOND, 1_000)), false, Optional.empty());
        onSend = n -> {
            if (n == 100) {
                loop.change(new SendPlan(Schedule.of(plan, faster, START), WHOLE));
            }
        };

        run(loop);

        assertThat(sent).isEqualTo(upTo(2_200));
        assertThat(sentAt.get(200)).isEqualTo(2 * SECOND);
        assertThat(sentAt.get(201)).isEqualTo(2 * SECOND + 1_000_000);
    }

    @Test
    void waitsInAPauseAtTheEndForWhatMayStillCome() {
        Plan plan = plan("{duration: 10s, rate: 100}");
        SendLoop loop = loop(plan);
        loop.change(sendPlan(plan, rateFrom(SECOND, 0)));
        time.wakeEvery(SECOND / 10);
        time.onPark(() -> {
            if (time.nanos() >= START_NANOS + 5 * SECOND && sent.size() == 100) {
                loop.change(sendPlan(plan, rateFrom(SECOND, 0), rateFrom(9 * SECOND, 50)));
            }
        });

        run(loop);

        assertThat(sent).isEqualTo(upTo(150));
        assertThat(sentAt.get(100)).isEqualTo(9 * SECOND);
        assertThat(time.nanos() - START_NANOS).isGreaterThanOrEqualTo(10 * SECOND);
    }

    @Test
    void stopsBeforeTheNextMessage() {
        SendLoop loop = loop(plan("{messages: 1000, rate: 100}"));
        onSend = n -> {
            if (n == 41) {
                loop.stop();
            }
        };

        run(loop);

        assertThat(sent).hasSize(42);
        assertThat(loop.counters().sent()).isEqualTo(42);
    }

    @Test
    void stopsAtTheHardStop() {
        Plan plan = plan("{messages: 1000, rate: 100}");
        ScheduleState state = new ScheduleState(List.of(), false, Optional.of(START.plusMillis(1_005)));
        SendLoop loop = loop(new SendPlan(Schedule.of(plan, state, START), WHOLE));

        run(loop);

        assertThat(sent).hasSize(101);
    }

    @Test
    void countsAnInterruptedMessageAsUnsent() {
        SendLoop loop = loop(plan("{messages: 1000, rate: 100}"));
        onSend = n -> {
            if (n == 5) {
                loop.stop();
                throw new InterruptException("blocked");
            }
        };

        run(loop);

        assertThat(loop.counters().sent()).isEqualTo(5);
        assertThat(errors.count(Outcome.FAILED)).isZero();
        assertThat(loop.sendLag().takeInterval().getTotalCount()).isEqualTo(5);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void goesOnAfterAMessageThatTheClientRefuses() {
        SendLoop loop = loop(plan("{messages: 10, rate: 100}"));
        onSend = n -> {
            if (n == 5) {
                throw new RecordTooLargeException("too large");
            }
        };

        run(loop);

        assertThat(loop.counters().sent()).isEqualTo(10);
        assertThat(errors.count(Outcome.FAILED)).isEqualTo(1);
        assertThat(fatal).isEmpty();
    }

    @Test
    void tellsARefusalInTheCallbackFromALostAnswerByItsThread() throws InterruptedException {
        SendLoop loop = loop(plan("{messages: 10, rate: 100}"));
        onSend = n -> {
            if (n == 5) {
                unanswered.getLast().onCompletion(null, new TimeoutException("no metadata"));
            }
        };

        run(loop);
        Thread.ofPlatform()
                .start(() -> unanswered.get(6).onCompletion(null, new TimeoutException("expired")))
                .join();

        assertThat(errors.count(Outcome.FAILED)).isEqualTo(1);
        assertThat(errors.count(Outcome.INDETERMINATE)).isEqualTo(1);
    }

    @Test
    void tellsOfAnErrorThatEndsTheRun() {
        SendLoop loop = loop(plan("{messages: 10, rate: 100}"));
        onSend = n -> unanswered.getLast().onCompletion(null, new TopicAuthorizationException("no"));

        run(loop);

        assertThat(fatal).first().isInstanceOf(TopicAuthorizationException.class);
    }

    @Test
    void measuresTheResponseFromTheFireTimeAndTheServiceFromTheSend() {
        onSend = n -> time.pass(n == 0 ? 50_000_000 : 0);
        SendLoop loop = loop(plan("{messages: 2, rate: 100}"));
        run(loop);

        // message 1 was due at 10 ms and sent at 50 ms
        time.pass(7_000_000);
        unanswered.get(1).onCompletion(null, null);

        assertThat(outcomes.acked()).isEqualTo(1);
        assertThat(outcomes.takeResponseTime().getMaxValue()).isBetween(46_990L, 47_050L);
        assertThat(outcomes.takeServiceTime().getMaxValue()).isBetween(6_990L, 7_010L);
        assertThat(loop.sendLag().takeInterval().getMaxValue()).isBetween(39_990L, 40_050L);
    }

    @Test
    void sendsAtMaxWithoutWaiting() {
        onSend = n -> time.pass(1_000);
        SendLoop loop = loop(plan("{duration: 1s, rate: max}"));

        run(loop);

        assertThat(sent).hasSize(1_000_000).isSorted();
        assertThat(sentAt.getFirst()).isZero();
        assertThat(loop.sendLag().takeInterval().getTotalCount()).isZero();
    }

    @Test
    void holdsAtMaxWhileItIsPaused() {
        Plan plan = plan("{duration: 10s, rate: max}");
        SendLoop loop = loop(plan);
        SendPlan held =
                new SendPlan(Schedule.of(plan, new ScheduleState(List.of(), true, Optional.empty()), START), WHOLE);
        SendPlan free =
                new SendPlan(Schedule.of(plan, new ScheduleState(List.of(), false, Optional.empty()), START), WHOLE);
        onSend = n -> {
            time.pass(SECOND / 100);
            if (n == 99) {
                loop.change(held);
            }
        };
        time.onPark(() -> loop.change(free));

        run(loop);

        assertThat(sent).hasSizeBetween(100, 101);
    }
}
