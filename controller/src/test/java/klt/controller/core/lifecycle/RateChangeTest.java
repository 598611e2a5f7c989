package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.schedule.FireTimes;
import klt.common.schedule.Segment;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import org.junit.jupiter.api.Test;

class RateChangeTest {

    private static final String SPEC = "{messages: 1000, rate: 10}";
    private static final long LEAD = 1_500_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private final CoreHarness stage = new CoreHarness();

    private Reply rate(double rate) {
        return stage.on(new Event.RateRequested("r", rate));
    }

    private Reply pause() {
        return stage.on(new Event.PauseRequested("r"));
    }

    private Reply resume() {
        return stage.on(new Event.ResumeRequested("r"));
    }

    @Test
    void aNewRateComesIntoForceAsSoonAsEveryWorkerCanKnowIt() {
        stage.running("r", SPEC, "a");
        stage.pass(Duration.ofSeconds(5));

        assertThat(rate(20)).isEqualTo(new Reply.Accepted());

        assertThat(stage.published("r").orElseThrow().segments())
                .containsExactly(new Segment(0, 10), new Segment(5 * SECOND + LEAD, 20));
        assertThat(stage.run("r").log().entries())
                .last()
                .extracting("kind", "message")
                .containsExactly(RunLog.Kind.RATE_CHANGED, "rate 10 → 20 msg/s at second 6.5");
    }

    @Test
    void aChangeBeforeTheStartIsInForceFromTheStart() {
        stage.scheduled("r", SPEC, "a");

        assertThat(rate(20)).isEqualTo(new Reply.Accepted());

        assertThat(stage.run("r").segments()).containsExactly(new Segment(0, 10), new Segment(1, 20));
    }

    @Test
    void aSecondChangeNeverComesBeforeTheFirst() {
        stage.running("r", SPEC, "a");

        rate(20);
        rate(30);

        assertThat(stage.run("r").segments())
                .containsExactly(new Segment(0, 10), new Segment(LEAD, 20), new Segment(LEAD + 1, 30));
    }

    @Test
    void aPauseIsASegmentWithoutMessagesAndThePhaseFollowsIt() {
        stage.running("r", SPEC, "a");

        assertThat(pause()).isEqualTo(new Reply.Accepted());
        stage.pass(Duration.ofMillis(1_499));
        stage.on(new Event.TickDue());
        assertThat(stage.phase("r")).isEqualTo(RunPhase.RUNNING);
        stage.pass(Duration.ofMillis(1));
        stage.on(new Event.TickDue());

        assertThat(stage.phase("r")).isEqualTo(RunPhase.PAUSED);
        assertThat(stage.published("r").orElseThrow().segments())
                .containsExactly(new Segment(0, 10), new Segment(LEAD, 0));
        assertThat(stage.published("r").orElseThrow().hardStopAt())
                .as("a paused run does not end by itself")
                .contains(stage.now().plus(RunControl.RUN_MAX).plusSeconds(120).plus(RunControl.HARD_STOP_GRACE));
    }

    @Test
    void resumeGoesOnWithTheRateFromBeforeThePause() {
        stage.running("r", SPEC, "a");
        rate(20);
        stage.pass(Duration.ofSeconds(3));
        pause();
        stage.pass(Duration.ofSeconds(7));
        stage.tick();
        stage.heartbeat("a", Progress.of("r", RunState.SENDING));

        assertThat(resume()).isEqualTo(new Reply.Accepted());
        stage.pass(Duration.ofMillis(1_500));
        stage.on(new Event.TickDue());

        assertThat(stage.run("r").segments().getLast().rate()).isEqualTo(20);
        assertThat(stage.phase("r")).isEqualTo(RunPhase.RUNNING);
    }

    @Test
    void aNewRateEndsAPauseToo() {
        stage.running("r", SPEC, "a");
        pause();
        stage.pass(Duration.ofSeconds(2));
        stage.tick();

        assertThat(rate(50)).isEqualTo(new Reply.Accepted());
        stage.pass(Duration.ofSeconds(2));
        stage.tick();

        assertThat(stage.phase("r")).isEqualTo(RunPhase.RUNNING);
    }

    @Test
    void aPausedRunKeepsItsNumberOfMessages() {
        stage.running("r", SPEC, "a");

        pause();

        assertThat(stage.run("r").planned()).contains(1_000L);
    }

    @Test
    void aChangeAltersThePlannedMessagesOfARunByTime() {
        stage.running("r", "{duration: 10s, rate: 10}", "a");
        assertThat(stage.run("r").planned()).contains(100L);

        stage.pass(Duration.ofMillis(3_500));
        rate(20);

        assertThat(stage.run("r").planned()).contains(50L + 100L);
    }

    @Test
    void whatIsSoAlreadyIsRefused() {
        stage.running("r", SPEC, "a");

        assertThat(rate(10)).isEqualTo(new Reply.Conflict("the run already has that rate"));
        assertThat(resume()).isEqualTo(new Reply.Conflict("the run is not paused"));
        pause();
        assertThat(pause()).isEqualTo(new Reply.Conflict("the run is already paused"));
    }

    @Test
    void aRunAtRateMaxHasNoRateToChange() {
        stage.running("r", "{messages: 1000, rate: max}", "a");
        Reply refused = new Reply.Conflict("a run at rate max has no rate to change or to pause");

        assertThat(rate(10)).isEqualTo(refused);
        assertThat(pause()).isEqualTo(refused);
        assertThat(resume()).isEqualTo(new Reply.Conflict("the run is not paused"));
        assertThat(stage.published("r").orElseThrow().segments()).isEmpty();
    }

    @Test
    void aRunThatDoesNotSendHasNoRateToChange() {
        stage.submit("r", SPEC);
        assertThat(rate(20)).isInstanceOf(Reply.Conflict.class);
        stage.heartbeat("a");
        stage.tick();
        assertThat(pause()).isInstanceOf(Reply.Conflict.class);

        assertThat(stage.on(new Event.PauseRequested("never"))).isEqualTo(new Reply.NotFound("never"));
        assertThat(stage.on(new Event.ResumeRequested("never"))).isEqualTo(new Reply.NotFound("never"));
        assertThat(stage.on(new Event.RateRequested("never", 5))).isEqualTo(new Reply.NotFound("never"));
    }

    @Test
    void aDrainingRunHasNoRateToChange() {
        stage.running("r", SPEC, "a");
        stage.on(new Event.StopRequested("r"));

        assertThat(rate(20))
                .isEqualTo(new Reply.Conflict("the run is DRAINING; the rate can be changed only while it sends"));
    }

    @Test
    void theNumberOfChangesIsLimited() {
        stage.running("r", SPEC, "a");
        for (int change = 1; change < FireTimes.SEGMENTS_MAX; change++) {
            assertThat(rate(10 + change)).isEqualTo(new Reply.Accepted());
        }

        assertThat(rate(5)).isInstanceOf(Reply.Refused.class);

        assertThat(stage.run("r").segments()).hasSize(FireTimes.SEGMENTS_MAX);
        assertThat(stage.run("r").log().entries()).hasSizeLessThanOrEqualTo(RunLog.ENTRIES_MAX);
    }

    @Test
    void aRunThatIsPausedAtTheLimitCannotGoOn() {
        stage.running("r", SPEC, "a");
        for (int change = 2; change < FireTimes.SEGMENTS_MAX; change++) {
            rate(10 + change);
        }
        assertThat(pause()).isEqualTo(new Reply.Accepted());

        assertThat(resume()).isEqualTo(new Reply.Refused("the rate has changed 1000 times, which is the limit"));
    }
}
