package klt.controller.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.RunState;
import klt.controller.core.Verdict.Objectives;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectivesTest {

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

    @ParameterizedTest
    @CsvSource({
        "response.p99<20ms, 5000, true",
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
        stage.running("r", "{messages: 10, rate: 10, objectives: ['" + expression + "']}", "a");
        passTo(1);
        stage.interval("a", latencies(5_000, 2_000));
        long acked = expression.startsWith("errors") ? 8 : 10;

        stage.heartbeat(
                "a",
                Progress.of("r", RunState.FINISHED)
                        .messages(10, acked, (10 - acked) / 2, (10 - acked) / 2)
                        .intervals(1)
                        .lastAckAt(at(0.9)));

        Judge.Judged judged = Judge.objectives(stage.run("r"), stage.now()).getFirst();
        assertThat(judged.actual().orElseThrow()).isCloseTo(actual, within(actual / 500));
        assertThat(judged.met()).contains(met);
        assertThat(verdict().objectives()).isEqualTo(met ? Objectives.PASS : Objectives.FAIL);
        assertThat(codes().contains("OBJECTIVE_MISSED")).isNotEqualTo(met);
    }

    @Test
    void oneMissedObjectiveIsEnoughToFail() {
        stage.running("r", "{messages: 10, rate: 10, objectives: ['rate>5', 'rate>11']}", "a");
        passTo(1);

        stage.heartbeat("a", finished(10, 0.9));

        assertThat(verdict().objectives()).isEqualTo(Objectives.FAIL);
        assertThat(verdict().reasons())
                .extracting("message")
                .containsExactly("rate>11: it was 10.0 messages per second");
    }

    @Test
    void whatWasNotMeasuredIsNeitherMetNorMissedAndPassesNoRun() {
        stage.submit("r", "{messages: 10, objectives: ['response.p99<20ms', 'errors<1%', 'rate>1']}");
        stage.on(new Event.StopRequested("r"));

        assertThat(Judge.objectives(stage.run("r"), stage.now()))
                .allSatisfy(judged -> assertThat(judged.met()).isEmpty());
        assertThat(verdict().objectives()).isEqualTo(Objectives.FAIL);
        assertThat(verdict().reasons()).extracting("message").contains("errors<1%: nothing was measured");
    }
}
