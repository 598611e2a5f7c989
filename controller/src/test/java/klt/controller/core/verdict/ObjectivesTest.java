package klt.controller.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.stream.LongStream;
import klt.common.code.Args;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict;
import klt.common.report.Verdict.Objectives;
import klt.controller.core.CoreHarness;
import klt.controller.core.Intervals;
import klt.controller.core.Progress;
import klt.controller.core.run.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectivesTest {

    private final JudgedRun judged = new JudgedRun();
    private final CoreHarness harness = judged.harness();

    @ParameterizedTest
    @CsvSource({
        "response.p99<20ms, 5000, true",
        "response[loadtest].p99<20ms, 5000, true",
        "response.max<5ms, 5000, false",
        "response.max<=5100us, 5000, true",
        "service.mean<2ms, 1000, true",
        "sendLag.p50<1ms, 2000, false",
        "rate>=10, 10, true",
        "rate>10, 10, false",
        "errors<20%, 0.2, false",
        "errors<=20%, 0.2, true"
    })
    void anObjectiveIsMetOrMissedByItsFigure(String expression, double actual, boolean met) {
        harness.running("r", "{messages: 10, rate: 10, objectives: ['" + expression + "']}", "a");
        judged.passTo(1);
        harness.interval("a", JudgedRun.latencies(5_000, 2_000));
        long acked = expression.startsWith("errors") ? 8 : 10;

        harness.heartbeat(
                "a",
                Progress.of("r", RunState.FINISHED)
                        .messages(10, acked, (10 - acked) / 2, (10 - acked) / 2)
                        .intervals(1)
                        .lastAckAt(judged.at(0.9)));

        Judge.Judged objective = judged.objectives().getFirst();
        assertThat(objective.value().orElseThrow()).isCloseTo(actual, within(actual / 500));
        assertThat(objective.met()).contains(met);
        assertThat(judged.verdict().objectives()).isEqualTo(met ? Objectives.PASS : Objectives.FAIL);
        assertThat(judged.codes().contains("OBJECTIVE_MISSED")).isNotEqualTo(met);
    }

    @ParameterizedTest
    @CsvSource({
        "response.p90<1h, 8, true",
        "response.p95<1h, 8, false",
        "response.max<1h, 1, false",
        "response.mean<1h, 1, false",
        "service.p99<1h, 8, false",
        "response.p99>1h, 8, true",
        "response.p50<1h, 1000, false"
    })
    void whatWasNotAnsweredIsBeyondEveryLimit(String expression, long failed, boolean met) {
        harness.running("r", "{messages: 1000, rate: 1000, objectives: ['" + expression + "']}", "a");
        judged.passTo(1);
        long[] answered =
                failed == 1_000 ? new long[0] : LongStream.range(0, 92).toArray();
        harness.interval("a", Intervals.unanswered("r", 1, 0, failed, answered));

        harness.heartbeat("a", judged.finished(1_000, 0.99).intervals(1));

        Judge.Judged objective = judged.objectives().getFirst();
        assertThat(objective.met()).contains(met);
        assertThat(judged.verdict().objectives()).isEqualTo(met ? Objectives.PASS : Objectives.FAIL);
        if (!met) {
            assertThat(objective.value()).isEmpty();
            assertThat(judged.verdict().reasons())
                    .contains(ReasonCode.OBJECTIVE_MISSED.with(
                            "objective", expression, "unanswered", failed, "messages", failed + answered.length));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, false"})
    void repairedMessagesAreJudgedWhenTheyAreMoreThanAHundredth(long repaired, boolean met) {
        harness.running("r", "{messages: 1000, rate: 1000, objectives: ['response.max<1s']}", "a");
        judged.passTo(1);
        harness.interval(
                "a",
                Intervals.repaired(
                        "r", 1, 0, 9_000_000, repaired, LongStream.range(0, 99).toArray()));

        harness.heartbeat("a", judged.finished(1_000, 0.99).intervals(1));

        assertThat(judged.objectives().getFirst().met()).contains(met);
        assertThat(judged.run().stats().responseTime().count()).isEqualTo(99);
        assertThat(judged.run().stats().repairedResponseTime().count()).isEqualTo(repaired);
    }

    @Test
    void theWarmupIsInNeitherRateNorErrors() {
        harness.running(
                "r",
                "{messages: 100, rate: 10, warmup: 2s, objectives: ['errors<=10%', 'rate>=10', 'rate>=90%']}",
                "a");
        judged.passTo(10);

        harness.heartbeat(
                "a",
                Progress.of("r", RunState.FINISHED)
                        .messages(100, 82, 18, 0)
                        .warmup(10, 10, 0)
                        .lastAckAt(judged.at(9.9)));

        assertThat(judged.objectives())
                .extracting(objective -> objective.value().orElseThrow())
                .containsExactly(0.1, 9.0, 0.9);
    }

    @Test
    void oneMissedObjectiveIsEnoughToFail() {
        harness.running("r", "{messages: 10, rate: 10, objectives: ['rate>5', 'rate>11']}", "a");
        judged.passTo(1);

        harness.heartbeat("a", judged.finished(10, 0.9));

        assertThat(judged.verdict().objectives()).isEqualTo(Objectives.FAIL);
        assertThat(judged.verdict().reasons())
                .containsExactly(ReasonCode.OBJECTIVE_MISSED.with("objective", "rate>11", "actualRate", 10.0));
    }

    @ParameterizedTest
    @CsvSource({"response.max<2ms, actualMicros, 5000", "errors<10%, errorShare, 0.2"})
    void aMissedObjectiveSaysWhatItWas(String expression, String name, double actual) {
        harness.running("r", "{messages: 10, rate: 10, objectives: ['" + expression + "']}", "a");
        judged.passTo(1);
        harness.interval("a", JudgedRun.latencies(5_000, 10));

        harness.heartbeat(
                "a",
                Progress.of("r", RunState.FINISHED)
                        .messages(10, 8, 2, 0)
                        .intervals(1)
                        .lastAckAt(judged.at(0.99)));

        Args args = judged.verdict().reasons().stream()
                .filter(reason -> reason.code().equals(ReasonCode.OBJECTIVE_MISSED.name()))
                .findFirst()
                .orElseThrow()
                .args();
        assertThat(args.get("objective")).contains(expression);
        assertThat((Double) args.get(name).orElseThrow()).isCloseTo(actual, within(actual / 500));
    }

    @Test
    void whatIsNotMeasuredYetIsNotJudged() {
        harness.running("r", "{messages: 10, rate: 10, objectives: ['response.p99<20ms', 'rate>5']}", "a");
        assertThat(judged.verdict().objectives()).isEqualTo(Objectives.NONE);
        judged.passTo(1);

        harness.heartbeat("a", Progress.of("r", RunState.SENDING).acked(5).lastAckAt(judged.at(0.4)));

        assertThat(judged.verdict().objectives()).isEqualTo(Objectives.PASS);
    }

    @Test
    void whatWasNotMeasuredIsNeitherMetNorMissedAndPassesNoRun() {
        harness.submit("r", "{messages: 10, objectives: ['response.p99<20ms', 'errors<1%', 'rate>1']}");
        harness.on(new Event.StopRequested("r"));

        assertThat(judged.objectives())
                .allSatisfy(objective -> assertThat(objective.met()).isEmpty());
        assertThat(judged.verdict().objectives()).isEqualTo(Objectives.FAIL);
        assertThat(judged.verdict().reasons()).contains(ReasonCode.OBJECTIVE_MISSED.with("objective", "errors<1%"));
    }

    @Test
    void theThrottleTimeIsAveragedOverTheWorkersThatHadMessagesToSend() {
        harness.running(
                "r", "{duration: 10s, rate: 20, warmup: 2s, objectives: ['throttle<1%', 'throttle<=30%']}", "a", "b");
        judged.passTo(10);
        harness.interval("a", Intervals.throttled(0, 1, 10, 1));
        harness.interval("a", Intervals.throttled(1, 2, 10, 0.5));
        harness.interval("b", Intervals.throttled(0, 2, 10, 0.1));
        // nothing to send
        harness.interval("b", Intervals.throttled(1, 3, 0, 0.9));
        harness.interval("b", Intervals.throttled(2, 4, 0, 0));

        assertThat(judged.objectives())
                .extracting(objective -> objective.value().orElseThrow(), Judge.Judged::met)
                .containsExactly(tuple(0.3, Optional.of(false)), tuple(0.3, Optional.of(true)));
        assertThat(judged.verdict().reasons())
                .contains(ReasonCode.OBJECTIVE_MISSED.with("objective", "throttle<1%", "throttledShare", 0.3))
                .extracting(Verdict.Reason::message)
                .contains("throttle<1%: a quota throttled the producers for 30.00 % of the time");
    }

    @Test
    void aThrottleTimeThatNoClientReportsIsNotMeasured() {
        harness.running("r", "{messages: 10, rate: 10, objectives: ['throttle<1%']}", "a");
        judged.acked(0, 1, 10, 1_000);
        harness.heartbeat("a", judged.finished(10, 0.9).intervals(1));

        assertThat(judged.objectives().getFirst().met()).isEmpty();
        assertThat(judged.verdict().objectives()).isEqualTo(Objectives.FAIL);
    }
}
