package klt.worker.produce;

import static klt.worker.TestRuns.grant;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.rateFrom;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import klt.common.protocol.Plan;
import klt.common.schedule.FireTimes;
import klt.common.spec.load.Pacing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages that are due close together are sent together, according to the spec's pacing. */
class SendLoopPacingTest extends SendLoopHarness {

    @ParameterizedTest
    @CsvSource({
        "EXACT, uniform",
        "EXACT, poisson",
        "BALANCED, uniform",
        "BALANCED, poisson",
        "EFFICIENT, uniform",
        "EFFICIENT, poisson"
    })
    void sendsTheMessagesOfAnIntervalTogetherAndNoneBeforeItIsDue(Pacing pacing, String arrivals) {
        Plan plan = plan(
                "{messages: 20000, rate: 20000, load: {pacing: " + word(pacing) + ", arrivals: " + arrivals + "}}");
        SendLoop loop = loop(plan);

        run(loop);

        long interval = pacing.intervalNanos(20_000);
        FireTimes.Reader times =
                plan.spec().load().fireTimes(List.of()).orElseThrow().reader();
        assertThat(sent).isEqualTo(upTo(20_000));
        for (int n = 0; n < 20_000; n++) {
            long fire = times.fireNanos(n);
            assertThat(sentAt.get(n)).isBetween(fire, fire + interval);
        }
        assertThat(sentAt.stream().distinct().count()).isBetween(SECOND * 8 / 10 / interval, SECOND / interval + 2);
    }

    @ParameterizedTest
    @CsvSource({"EXACT, 9000", "BALANCED, 1000", "EFFICIENT, 150"})
    void sendsEachMessageWhenItIsDueAtALowRate(Pacing pacing, long rate) {
        SendLoop loop = loop(
                plan("{messages: 1000, rate: " + rate + ", load: {arrivals: poisson, pacing: " + word(pacing) + "}}"));

        run(loop);

        assertThat(sent).isEqualTo(upTo(1_000));
        assertThat(loop.sendLag().takeInterval().getMaxValue()).isZero();
    }

    @Test
    void followsAChangeOfTheRate() {
        Plan plan = plan("{duration: 3s, rate: 100, load: {pacing: efficient}}");
        SendLoop loop = loop(plan);
        onSend = n -> {
            if (n == 50) {
                loop.change(sendPlan(plan, rateFrom(SECOND, 10_000), rateFrom(2 * SECOND, 100)));
            }
        };

        run(loop);

        assertThat(sent).isEqualTo(upTo(10_200));
        assertThat(sentAt.stream().filter(at -> at <= SECOND).distinct()).hasSize(101);
        assertThat(sentAt.stream().filter(at -> at > SECOND && at < 2 * SECOND).distinct())
                .hasSizeBetween(195, 205);
        assertThat(sentAt.stream().filter(at -> at >= 2 * SECOND + SECOND / 100).distinct())
                .hasSize(99);
    }

    @Test
    void usesTheRateOfTheShardsThatItOwns() {
        SendLoop loop = loop(plan("{messages: 6400, rate: 10000}"), grant(1, ME, 0, List.of(0, 1)));

        run(loop);

        // 312 a second, in pairs
        assertThat(sent).hasSize(200);
        assertThat(loop.sendLag().takeInterval().getMaxValue()).isZero();
    }

    @Test
    void sendsWithoutWaitingAtMax() {
        onSend = n -> time.pass(1_000);
        SendLoop loop = loop(plan("{messages: 10000, rate: max, load: {pacing: efficient}}"));

        run(loop);

        assertThat(sent).isEqualTo(upTo(10_000));
        assertThat(sentAt.getLast()).isEqualTo(9_999_000);
    }

    private static String word(Pacing pacing) {
        return pacing.name().toLowerCase(Locale.ROOT);
    }
}
