package klt.controller.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict.Objectives;
import klt.common.report.Verdict.Validity;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The load after the warm-up: the load tester is responsible for what was sent, Kafka for what was acked. */
class AchievedLoadTest {

    private static final String BY_DEFAULT = "objectives: [errors<1%, 'rate>=99%']";

    private final JudgedRun judged = new JudgedRun();
    private final CoreHarness harness = judged.harness();

    @Test
    void twoMessagesAtAHundredThousandAreNotJudgedByTheirRate() {
        harness.running("r", "{messages: 2, rate: 100000, objectives: [errors<1%]}", "a");
        judged.passTo(1);

        harness.heartbeat("a", judged.finished(2, 0.0004));

        assertThat(judged.codes()).isEmpty();
        assertThat(judged.verdict().validity()).isEqualTo(Validity.VALID);
        assertThat(judged.verdict().objectives()).isEqualTo(Objectives.PASS);
    }

    @ParameterizedTest
    @ValueSource(longs = {999, 500})
    void aScheduleUnderASecondIsNotJudgedByItsRate(long messages) {
        harness.running("r", "{messages: " + messages + ", rate: 1000}", "a");
        judged.passTo(1);

        harness.heartbeat("a", judged.finished(messages, 30));

        assertThat(judged.codes()).isEmpty();
        assertThat(AchievedLoad.ackedInTime(judged.run(), harness.now())).isEmpty();
        assertThat(AchievedLoad.sentInTime(judged.run())).isEmpty();
    }

    @Test
    void theRateIsThatFromTheEndOfTheWarmupToTheLastAck() {
        harness.running("r", "{messages: 100, rate: 10, warmup: 2s}", "a");
        judged.passTo(10);

        harness.heartbeat("a", judged.finished(100, 9.9).warmup(20, 0, 0));

        assertThat(judged.achieved().orElseThrow()).isCloseTo(10, within(1e-9));
    }

    @Test
    void theIntervalOfTheLastMessageEndsWithAScheduleThatFadesOut() {
        harness.running("r", "{warmup: 0s, load: {stages: '0s:10,10s:10,10s:0'}}", "a");
        judged.passTo(20);

        harness.heartbeat("a", judged.finished(150, 19.99));

        // on a ramp of -1/s², the last message is due when one message remains, sqrt(2) s before the end
        assertThat(judged.achieved().orElseThrow()).isCloseTo(150 / (19.99 + Math.sqrt(2)), within(1e-6));
    }

    @Test
    void answersUntilASecondAfterTheScheduleAreInTime() {
        harness.running("r", "{messages: 1000, rate: 100, " + BY_DEFAULT + "}", "a");
        judged.passTo(12);
        harness.interval("a", JudgedRun.sentIn(10, 200));

        harness.heartbeat("a", judged.finished(1_000, 10.9).intervals(1));

        assertThat(AchievedLoad.ackedInTime(judged.run(), harness.now())).contains(1.0);
        assertThat(judged.verdict().objectives()).isEqualTo(Objectives.PASS);
    }

    @Test
    void whatWasAbortedOnPurposeIsAchievedAndNoError() {
        harness.running(
                "r", "{messages: 1000, rate: 100, warmup: 1s, transactions: {messages: 10}, " + BY_DEFAULT + "}", "a");
        judged.passTo(20);

        harness.heartbeat("a", judged.finished(600, 9.99).aborted(400).warmup(100, 0, 0));

        assertThat(judged.run().stats().totals().completed()).isEqualTo(1_000);
        assertThat(judged.run().unsent()).isZero();
        assertThat(judged.achieved())
                .hasValueSatisfying(rate -> assertThat(rate).isCloseTo(100, within(0.5)));
        assertThat(judged.verdict().objectives()).isEqualTo(Objectives.PASS);
    }

    @Test
    void whatKafkaAckedLaterMissesTheObjectiveAndIsNoFaultOfTheTester() {
        harness.running("r", "{messages: 1000, rate: 100, warmup: 1s, " + BY_DEFAULT + "}", "a");
        judged.passTo(20);
        harness.interval("a", JudgedRun.ackedIn(11, 300));
        harness.interval("a", JudgedRun.ackedIn(12, 150));

        harness.heartbeat("a", judged.finished(1_000, 12.5).warmup(100, 0, 0).intervals(2));

        assertThat(AchievedLoad.ackedInTime(judged.run(), harness.now()))
                .hasValueSatisfying(share -> assertThat(share).isCloseTo(0.5, within(1e-9)));
        assertThat(judged.verdict().objectives()).isEqualTo(Objectives.FAIL);
        assertThat(judged.verdict().validity()).isEqualTo(Validity.VALID);
        assertThat(judged.verdict().reasons())
                .containsExactly(ReasonCode.OBJECTIVE_MISSED.with("objective", "rate>=99%", "ackedShare", 0.5));
    }

    @Test
    void whileARunGoesOnWhatIsDueForSecondsIsAskedFor() {
        harness.running("r", "{messages: 10000, rate: 100, " + BY_DEFAULT + "}", "a");
        judged.passTo(7);

        harness.heartbeat(
                "a", Progress.of("r", RunState.SENDING).messages(650, 250, 0, 0).lastAckAt(judged.at(2.5)));

        assertThat(AchievedLoad.ackedInTime(judged.run(), harness.now())).contains(0.5);
    }

    @Test
    void aRunThatIsOverBeforeItsWarmupHasMeasuredNothing() {
        harness.running("r", "{messages: 1000, rate: max, warmup: 1m}", "a");
        judged.passTo(2);

        harness.heartbeat("a", judged.finished(1_000, 1.9).warmup(1_000, 0, 0));

        assertThat(judged.run().phase()).isEqualTo(RunPhase.DONE);
        assertThat(judged.verdict().validity()).isEqualTo(Validity.INVALID);
        assertThat(judged.codes()).containsExactly("NOTHING_MEASURED");
        assertThat(judged.achieved()).isEmpty();
    }
}
