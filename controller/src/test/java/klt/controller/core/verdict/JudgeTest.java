package klt.controller.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;

import java.util.List;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict;
import klt.common.report.Verdict.Objectives;
import klt.common.report.Verdict.Validity;
import klt.controller.core.CoreHarness;
import klt.controller.core.Intervals;
import klt.controller.core.Progress;
import klt.controller.core.run.Event;
import klt.controller.core.schedule.LoadRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {

    private final JudgedRun judged = new JudgedRun();
    private final CoreHarness harness = judged.harness();

    @Test
    void tenMessagesAtTenPerSecondAreAchievedInASecond() {
        harness.running("r", "{messages: 10, rate: 10}", "a");
        judged.passTo(1);

        harness.heartbeat("a", judged.finished(10, 0.9));

        assertThat(judged.achieved()).contains(10.0);
        assertThat(judged.verdict())
                .isEqualTo(new Verdict(Objectives.NONE, Validity.VALID, Verdict.Integrity.UNCHECKED, List.of()));
    }

    @Test
    void aSingleMessageTakesItsIntervalOfTheSchedule() {
        harness.running("r", "{messages: 1, rate: 10}", "a");

        harness.heartbeat("a", judged.finished(1, 0));

        assertThat(judged.achieved().orElseThrow()).isCloseTo(10.0, within(1e-9));
    }

    @Test
    void atRateMaxTheTimeToTheLastAckCounts() {
        harness.running("r", "{messages: 1000, rate: max}", "a");
        judged.passTo(2.5);

        harness.heartbeat("a", judged.finished(1_000, 2));

        assertThat(judged.achieved()).contains(500.0);
        assertThat(judged.verdict().validity()).isEqualTo(Validity.VALID);
    }

    @Test
    void nothingIsAchievedInNoTime() {
        harness.running("r", "{messages: 1000, rate: max}", "a");

        harness.heartbeat("a", Progress.of("r", RunState.SENDING).acked(1).lastAckAt(judged.at(0)));

        assertThat(judged.achieved()).isEmpty();
    }

    @Test
    void inAPauseNoMessageHasAnIntervalOfTheSchedule() {
        harness.running("r", "{messages: 30, rate: 10}", "a");
        harness.on(new Event.LoadChangeRequested("r", new LoadRequest.Pause()));
        judged.passTo(2);

        harness.heartbeat("a", Progress.of("r", RunState.SENDING).acked(15).lastAckAt(judged.at(2)));

        assertThat(judged.achieved().orElseThrow()).isCloseTo(7.5, within(1e-9));
    }

    @Test
    void aPauseLowersTheAchievedRateAndNotTheValidity() {
        harness.running("r", "{messages: 30, rate: 10}", "a");
        harness.on(new Event.LoadChangeRequested("r", new LoadRequest.Pause()));
        judged.passTo(2);
        harness.tick();
        harness.on(new Event.LoadChangeRequested("r", new LoadRequest.Resume()));
        double end = judged.run().fireTimes().orElseThrow().endNanos() / 1e9;
        judged.passTo(end);

        harness.heartbeat("a", judged.finished(30, end - 0.1));

        assertThat(judged.achieved().orElseThrow()).isCloseTo(30 / end, within(1e-6));
        assertThat(judged.verdict().validity()).isEqualTo(Validity.VALID);
    }

    @Test
    void aChangeOfRateIsPartOfWhatWasAskedFor() {
        harness.running("r", "{messages: 45, rate: 10}", "a");
        harness.on(new Event.LoadChangeRequested("r", new LoadRequest.SetRate(20)));
        judged.passTo(3);

        harness.heartbeat("a", judged.finished(45, 2.95));

        assertThat(judged.achieved().orElseThrow()).isCloseTo(15, within(1e-6));
        assertThat(judged.verdict().validity()).isEqualTo(Validity.VALID);
    }

    @Test
    void nothingIsAchievedBeforeTheFirstAck() {
        harness.running("r", "{messages: 10, rate: 10}", "a");

        assertThat(judged.achieved()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"9990, VALID, ''", "10100, DEGRADED, SEND_LAG", "99900, DEGRADED, SEND_LAG", "100100, INVALID, SEND_LAG"
    })
    void lateSendsOfTheTesterAreItsFault(long lagMicros, Validity validity, String code) {
        harness.running("r", "{messages: 10, rate: 10}", "a");
        judged.passTo(1);
        harness.interval("a", JudgedRun.latencies(1_000, lagMicros));

        harness.heartbeat("a", judged.finished(10, 0.9).intervals(1));

        assertThat(judged.verdict().validity()).isEqualTo(validity);
        assertThat(judged.codes()).isEqualTo(code.isEmpty() ? List.of() : List.of(code));
    }

    @ParameterizedTest
    @CsvSource({"185000000, SEND_LAG, INVALID", "195000000, BACKPRESSURE, DEGRADED"})
    void lateSendsBehindAFullBufferAreKafkas(long bufferWaitNanos, String code, Validity validity) {
        harness.running("r", "{messages: 100, rate: 10}", "a");
        judged.passTo(10);
        harness.interval("a", Intervals.withTimes(0, Intervals.times(1, bufferWaitNanos, 0)));
        harness.interval("a", Intervals.interval("r", 1, 1, 200_000));

        harness.heartbeat("a", judged.finished(100, 9.9).intervals(2).bufferWaitNanos(bufferWaitNanos));

        assertThat(judged.codes()).containsExactly(code);
        assertThat(judged.verdict()
                        .reasons()
                        .getFirst()
                        .args()
                        .get("sendLagP99Micros")
                        .orElseThrow())
                .asInstanceOf(LONG)
                .isBetween(200_000L, 201_000L);
        assertThat(judged.verdict().validity()).isEqualTo(validity);
    }

    @Test
    void aRunThatEndsLaterThanItsScheduleHasNotAchievedItsRate() {
        harness.running("r", "{messages: 1000, rate: 100}", "a");
        judged.passTo(12);
        harness.interval("a", JudgedRun.sentIn(11, 91));

        harness.heartbeat("a", judged.finished(1_000, 11.5).intervals(1));

        assertThat(judged.verdict().validity()).isEqualTo(Validity.INVALID);
        assertThat(judged.verdict().reasons()).containsExactly(ReasonCode.RATE_NOT_ACHIEVED.with("sentShare", 0.909));
    }

    @Test
    void aRunWhoseTransactionsAreAllAbortedOnPurposeIsMeasured() {
        harness.running("r", "{messages: 100, rate: 10, transactions: {messages: 10, abortShare: 1}}", "a");
        judged.passTo(10);

        harness.heartbeat("a", judged.finished(0, 9.9).aborted(100));

        assertThat(judged.codes()).isEmpty();
        assertThat(judged.achieved().orElseThrow()).isCloseTo(10, within(1e-9));
    }

    @Test
    void theAnswerToTheLastMessageIsNoPartOfTheLoad() {
        harness.running("r", "{messages: 1000, rate: 1000}", "a");
        judged.passTo(2);
        harness.interval("a", JudgedRun.interval(1_000, 200_000, 200_000, 10));

        harness.heartbeat("a", judged.finished(1_000, 1.199).intervals(1));

        assertThat(judged.codes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"10, 0", "0, 10"})
    void messagesThatKafkaRefusedOrDidNotAnswerMissAnObjectiveAndAreNoFaultOfTheTester(
            long failed, long indeterminate) {
        harness.running("r", "{messages: 100, rate: 100, objectives: [errors<1%, 'rate>=99%']}", "a");
        judged.passTo(1);

        harness.heartbeat(
                "a",
                Progress.of("r", RunState.FINISHED)
                        .messages(100, 90, failed, indeterminate)
                        .lastAckAt(judged.at(0.99)));

        assertThat(judged.verdict().validity()).isEqualTo(Validity.VALID);
        assertThat(judged.verdict().objectives()).isEqualTo(Objectives.FAIL);
        assertThat(judged.verdict().reasons())
                .containsExactly(
                        ReasonCode.OBJECTIVE_MISSED.with("objective", "errors<1%", "errorShare", 0.1),
                        ReasonCode.OBJECTIVE_MISSED.with("objective", "rate>=99%", "ackedShare", 0.9));
    }

    @ParameterizedTest
    @CsvSource({"99, VALID", "98, INVALID"})
    void aHundredthMayBeMissing(long acked, Validity validity) {
        harness.running("r", "{messages: 100, rate: 100}", "a");
        judged.passTo(1);

        harness.heartbeat("a", judged.finished(acked, 0.99));

        assertThat(judged.verdict().validity()).isEqualTo(validity);
    }

    @Test
    void aStoppedRunIsJudgedByWhatWasDueUntilThen() {
        harness.running("r", "{messages: 10000, rate: 100}", "a");
        judged.passTo(2);
        harness.on(new Event.StopRequested("r"));

        harness.heartbeat("a", judged.finished(200, 1.99));

        assertThat(judged.verdict().validity()).isEqualTo(Validity.VALID);
    }

    @Test
    void aRunWithoutAMessageIsInvalid() {
        harness.submit("r", "{messages: 10}");
        assertThat(judged.verdict().validity()).as("not before its end").isEqualTo(Validity.VALID);

        harness.on(new Event.StopRequested("r"));

        assertThat(judged.verdict().validity()).isEqualTo(Validity.INVALID);
        assertThat(judged.codes()).containsExactly("NOTHING_SENT");
    }

    @Test
    void aLostWorkerDegradesForTheTimeUntilOthersHaveItsPart() {
        harness.running("r", "{messages: 1000, rate: 10}", "a", "b");
        judged.passTo(5);
        harness.heartbeat(
                "b", Progress.of("r", RunState.SENDING).acked(25).at(50, 50, new OutcomeCounts(25, 0, 0, 0, 0)));

        harness.bye("b");

        assertThat(judged.verdict().validity()).isEqualTo(Validity.DEGRADED);
        assertThat(judged.verdict().reasons())
                .containsExactly(ReasonCode.WORKER_LOST.with(
                        "cause",
                        "WORKER_LEFT",
                        "worker",
                        "name-of-b",
                        "shards",
                        32,
                        "fromSecond",
                        5.0,
                        "toSecond",
                        6.5));
    }

    @Test
    void aWorkerThatIsLostBeforeTheLoadBeginsDegradesNothing() {
        harness.scheduled("r", "{messages: 1000, rate: 10}", "a", "b");

        harness.bye("b");

        assertThat(judged.verdict().validity()).isEqualTo(Validity.VALID);
    }

    @ParameterizedTest
    @CsvSource({"17.9, VALID", "18.1, DEGRADED"})
    void aWorkerWithoutReserveDegrades(double cpuSeconds, Validity validity) {
        harness.running("r", "{messages: 100, rate: 10}", "a");
        judged.passTo(10);

        harness.heartbeat("a", judged.finished(100, 9.9).cpuSeconds(cpuSeconds));

        assertThat(judged.verdict().validity()).isEqualTo(validity);
        assertThat(judged.codes()).isEqualTo(validity == Validity.VALID ? List.of() : List.of("WORKER_CPU"));
    }
}
