package klt.controller.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.RunState;
import klt.controller.core.Verdict.Objectives;
import klt.controller.core.Verdict.Validity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {

    private final Stage stage = new Stage();

    /** A time after the start. */
    private Instant at(double seconds) {
        return stage.run("r").startAt().orElseThrow().plusNanos(Math.round(seconds * 1e9));
    }

    private Progress finished(long acked, double lastAckSeconds) {
        return Progress.of("r", RunState.FINISHED).acked(acked).lastAckAt(at(lastAckSeconds));
    }

    private void passTo(double seconds) {
        stage.pass(Duration.between(stage.now(), at(seconds)));
    }

    private Verdict verdict() {
        return Judge.verdict(stage.run("r"), stage.now());
    }

    private List<String> codes() {
        return verdict().reasons().stream().map(Verdict.Reason::code).toList();
    }

    private Optional<Double> achieved() {
        return Judge.achievedRate(stage.run("r"), stage.now());
    }

    private static Interval latencies(long responseMicros, long lagMicros) {
        return new Interval(
                "r",
                1,
                0,
                0,
                1,
                1,
                0,
                0,
                1_024,
                0,
                Intervals.encoded(responseMicros),
                Intervals.encoded(1_000),
                Intervals.encoded(lagMicros));
    }

    @Test
    void tenMessagesAtTenPerSecondAreAchievedInASecond() {
        stage.running("r", "{messages: 10, rate: 10}", "a");
        passTo(1);

        stage.heartbeat("a", finished(10, 0.9));

        assertThat(achieved()).contains(10.0);
        assertThat(verdict())
                .isEqualTo(new Verdict(Objectives.NONE, Validity.VALID, Verdict.Integrity.UNCHECKED, List.of()));
    }

    @Test
    void aSingleMessageTakesItsIntervalOfTheSchedule() {
        stage.running("r", "{messages: 1, rate: 10}", "a");

        stage.heartbeat("a", finished(1, 0));

        assertThat(achieved().orElseThrow()).isCloseTo(10.0, within(1e-9));
    }

    @Test
    void atRateMaxTheTimeToTheLastAckCounts() {
        stage.running("r", "{messages: 1000, rate: max}", "a");
        passTo(2.5);

        stage.heartbeat("a", finished(1_000, 2));

        assertThat(achieved()).contains(500.0);
        assertThat(verdict().validity()).isEqualTo(Validity.VALID);
    }

    @Test
    void aPauseLowersTheAchievedRateAndNotTheValidity() {
        stage.running("r", "{messages: 30, rate: 10}", "a");
        stage.on(new Event.PauseRequested("r"));
        passTo(2);
        stage.tick();
        stage.on(new Event.ResumeRequested("r"));
        double end = stage.run("r").fireTimes().orElseThrow().endNanos() / 1e9;
        passTo(end);

        stage.heartbeat("a", finished(30, end - 0.1));

        assertThat(achieved().orElseThrow()).isCloseTo(30 / end, within(1e-6));
        assertThat(verdict().validity()).isEqualTo(Validity.VALID);
    }

    @Test
    void aChangeOfRateIsPartOfWhatWasAskedFor() {
        stage.running("r", "{messages: 45, rate: 10}", "a");
        stage.on(new Event.RateRequested("r", 20));
        passTo(3);

        stage.heartbeat("a", finished(45, 2.95));

        assertThat(achieved().orElseThrow()).isCloseTo(15, within(1e-6));
        assertThat(verdict().validity()).isEqualTo(Validity.VALID);
    }

    @Test
    void nothingIsAchievedBeforeTheFirstAck() {
        stage.running("r", "{messages: 10, rate: 10}", "a");

        assertThat(achieved()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"9990, VALID, ''", "10100, DEGRADED, SEND_LAG", "99900, DEGRADED, SEND_LAG", "100100, INVALID, SEND_LAG"
    })
    void lateSendsOfTheTesterAreItsFault(long lagMicros, Validity validity, String code) {
        stage.running("r", "{messages: 10, rate: 10}", "a");
        passTo(1);
        stage.interval("a", latencies(1_000, lagMicros));

        stage.heartbeat("a", finished(10, 0.9).intervals(1));

        assertThat(verdict().validity()).isEqualTo(validity);
        assertThat(codes()).isEqualTo(code.isEmpty() ? List.of() : List.of(code));
    }

    @ParameterizedTest
    @CsvSource({"10000000, SEND_LAG, INVALID", "11000000, BACKPRESSURE, DEGRADED"})
    void lateSendsBehindAFullBufferAreKafkas(long bufferWaitNanos, String code, Validity validity) {
        stage.running("r", "{messages: 10, rate: 10}", "a");
        passTo(1);
        stage.interval("a", latencies(1_000, 200_000));

        stage.heartbeat("a", finished(10, 0.9).intervals(1).bufferWaitNanos(bufferWaitNanos));

        assertThat(codes()).containsExactly(code);
        assertThat(verdict().validity()).isEqualTo(validity);
    }

    @Test
    void aRunThatEndsLaterThanItsScheduleHasNotAchievedItsRate() {
        stage.running("r", "{messages: 1000, rate: 100}", "a");
        passTo(12);

        stage.heartbeat("a", finished(1_000, 11));

        assertThat(verdict().validity()).isEqualTo(Validity.INVALID);
        assertThat(codes()).containsExactly("RATE_NOT_ACHIEVED");
    }

    @Test
    void theAnswerToTheLastMessageIsNoPartOfTheLoad() {
        stage.running("r", "{messages: 1000, rate: 1000}", "a");
        passTo(2);
        Interval slowEnd = new Interval(
                "r",
                1,
                0,
                0,
                1_000,
                1_000,
                0,
                0,
                0,
                0,
                Intervals.encoded(200_000),
                Intervals.encoded(200_000),
                Intervals.encoded(10));
        stage.interval("a", slowEnd);

        stage.heartbeat("a", finished(1_000, 1.199).intervals(1));

        assertThat(codes()).isEmpty();
    }

    @Test
    void messagesThatKafkaRefusedDegradeAndDoNotInvalidate() {
        stage.running("r", "{messages: 100, rate: 100}", "a");
        passTo(1);

        stage.heartbeat(
                "a",
                Progress.of("r", RunState.FINISHED).messages(100, 90, 10, 0).lastAckAt(at(0.99)));

        assertThat(verdict().validity()).isEqualTo(Validity.DEGRADED);
        assertThat(codes()).containsExactly("RATE_NOT_ACHIEVED");
    }

    @ParameterizedTest
    @CsvSource({"99, VALID", "98, INVALID"})
    void aHundredthMayBeMissing(long acked, Validity validity) {
        stage.running("r", "{messages: 100, rate: 100}", "a");
        passTo(1);

        stage.heartbeat("a", finished(acked, 0.99));

        assertThat(verdict().validity()).isEqualTo(validity);
    }

    @Test
    void aStoppedRunIsJudgedByWhatWasDueUntilThen() {
        stage.running("r", "{messages: 10000, rate: 100}", "a");
        passTo(2);
        stage.on(new Event.StopRequested("r"));

        stage.heartbeat("a", finished(200, 1.99));

        assertThat(verdict().validity()).isEqualTo(Validity.VALID);
    }

    @Test
    void aRunWithoutAMessageIsInvalid() {
        stage.submit("r", "{messages: 10}");
        assertThat(verdict().validity()).as("not before its end").isEqualTo(Validity.VALID);

        stage.on(new Event.StopRequested("r"));

        assertThat(verdict().validity()).isEqualTo(Validity.INVALID);
        assertThat(codes()).containsExactly("NOTHING_SENT");
    }

    @Test
    void aLostWorkerInvalidates() {
        stage.running("r", "{messages: 1000, rate: 10}", "a", "b");
        stage.bye("b");

        assertThat(verdict().validity()).isEqualTo(Validity.INVALID);
        assertThat(codes()).containsExactly("WORKER_LOST");
    }

    @ParameterizedTest
    @CsvSource({"17.9, VALID", "18.1, DEGRADED"})
    void aWorkerWithoutReserveDegrades(double cpuSeconds, Validity validity) {
        stage.running("r", "{messages: 100, rate: 10}", "a");
        passTo(10);

        stage.heartbeat("a", finished(100, 9.9).cpuSeconds(cpuSeconds));

        assertThat(verdict().validity()).isEqualTo(validity);
        assertThat(codes()).isEqualTo(validity == Validity.VALID ? List.of() : List.of("WORKER_CPU"));
    }
}
