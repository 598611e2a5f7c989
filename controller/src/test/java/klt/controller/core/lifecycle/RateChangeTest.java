package klt.controller.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.schedule.LoadChange;
import klt.common.text.Quantity;
import klt.controller.core.CoreHarness;
import klt.controller.core.Progress;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import klt.controller.core.schedule.LoadRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateChangeTest {

    private static final String SPEC = "{messages: 1000, rate: 10}";
    private static final String STAGES = "load: {stages: '20s:10,20s:20,20s:20'}";
    private static final long LEAD = 1_500_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private final CoreHarness stage = new CoreHarness();

    private Reply rate(double rate) {
        return stage.on(new Event.LoadChangeRequested("r", new LoadRequest.SetRate(rate)));
    }

    private Reply pause() {
        return stage.on(new Event.LoadChangeRequested("r", new LoadRequest.Pause()));
    }

    private Reply resume() {
        return stage.on(new Event.LoadChangeRequested("r", new LoadRequest.Resume()));
    }

    private Reply scale(double factor) {
        return stage.on(new Event.LoadChangeRequested("r", new LoadRequest.Scale(factor)));
    }

    private Reply skip() {
        return stage.on(new Event.LoadChangeRequested("r", new LoadRequest.SkipStage()));
    }

    private List<LoadChange> changes() {
        return stage.run("r").schedule().changes();
    }

    private static LoadChange change(long nanos, double rate) {
        return new LoadChange(nanos, nanos, Optional.of(rate), 1);
    }

    private static LoadChange asPlanned(long nanos, long planned, double factor) {
        return new LoadChange(nanos, planned, Optional.empty(), factor);
    }

    @Test
    void aNewRateComesIntoForceAsSoonAsEveryWorkerCanKnowIt() {
        stage.running("r", SPEC, "a");
        stage.pass(Duration.ofSeconds(5));

        assertThat(rate(20)).isEqualTo(new Reply.Accepted());

        assertThat(stage.published("r").orElseThrow().changes()).containsExactly(change(5 * SECOND + LEAD, 20));
        assertThat(stage.run("r").log().entries())
                .last()
                .extracting("kind", "args")
                .containsExactly(RunLog.Kind.RATE_CHANGED, Args.of("rateBefore", 10.0, "rate", 20.0, "second", 6.5));
    }

    @Test
    void aChangeBeforeTheStartIsInForceFromTheStart() {
        stage.scheduled("r", SPEC, "a");

        assertThat(rate(20)).isEqualTo(new Reply.Accepted());

        assertThat(changes()).containsExactly(change(1, 20));
    }

    @Test
    void aSecondChangeNeverComesBeforeTheFirst() {
        stage.running("r", SPEC, "a");

        rate(20);
        rate(30);

        assertThat(changes()).containsExactly(change(LEAD, 20), change(LEAD + 1, 30));
    }

    @Test
    void aPauseIsARateOfZeroAndThePhaseFollowsIt() {
        stage.running("r", SPEC, "a");

        assertThat(pause()).isEqualTo(new Reply.Accepted());
        stage.pass(Duration.ofMillis(1_499));
        stage.on(new Event.TickDue());
        assertThat(stage.phase("r")).isEqualTo(RunPhase.RUNNING);
        stage.pass(Duration.ofMillis(1));
        stage.on(new Event.TickDue());

        assertThat(stage.phase("r")).isEqualTo(RunPhase.PAUSED);
        assertThat(stage.published("r").orElseThrow().changes()).containsExactly(change(LEAD, 0));
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

        assertThat(changes().getLast().rate()).contains(20.0);
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
    void aFactorScalesTheScheduleAndOneReturnsToIt() {
        stage.running("r", STAGES, "a");
        stage.pass(Duration.ofSeconds(5));

        assertThat(scale(1)).isEqualTo(new Reply.Conflict("the run already follows its schedule"));
        assertThat(scale(2)).isEqualTo(new Reply.Accepted());
        assertThat(scale(2)).isEqualTo(new Reply.Conflict("the run already has that factor"));
        assertThat(scale(1)).isEqualTo(new Reply.Accepted());
        assertThat(rate(7)).isEqualTo(new Reply.Accepted());
        assertThat(scale(1)).as("from a rate").isEqualTo(new Reply.Accepted());

        long first = 5 * SECOND + LEAD;
        assertThat(changes())
                .containsExactly(
                        asPlanned(first, first, 2),
                        asPlanned(first + 1, first + 1, 1),
                        change(first + 2, 7),
                        asPlanned(first + 3, first + 3, 1));
    }

    @Test
    void aFactorMustNotExceedTheHighestRate() {
        stage.running("r", "{messages: 1000, rate: 50M}", "a");

        assertThat(scale(2)).isEqualTo(new Reply.Accepted());
        assertThat(scale(2.01)).isInstanceOf(Reply.Conflict.class);
    }

    @Test
    void aStageIsSkippedAndTheRunEndsEarlier() {
        stage.running("r", STAGES, "a");
        assertThat(stage.run("r").endNanos()).isEqualTo(60 * SECOND);
        stage.pass(Duration.ofSeconds(5));

        assertThat(skip()).isEqualTo(new Reply.Accepted());

        assertThat(changes()).containsExactly(asPlanned(5 * SECOND + LEAD, 20 * SECOND, 1));
        assertThat(stage.run("r").endNanos()).isEqualTo(5 * SECOND + LEAD + 40 * SECOND);
        assertThat(stage.run("r").log().entries()).last().extracting("kind").isEqualTo(RunLog.Kind.STAGE_SKIPPED);
        skip();
        assertThat(skip()).isEqualTo(new Reply.Conflict("the run is in its last stage"));
    }

    @Test
    void aPausedRunStaysPausedWhenItsStageIsSkipped() {
        stage.running("r", STAGES, "a");
        pause();

        assertThat(skip()).isEqualTo(new Reply.Accepted());
        assertThat(resume()).isEqualTo(new Reply.Accepted());

        assertThat(changes())
                .containsExactly(
                        change(LEAD, 0),
                        new LoadChange(LEAD + 1, 20 * SECOND, Optional.of(0.0), 1),
                        asPlanned(LEAD + 2, 20 * SECOND + 1, 1));
    }

    @Test
    void aSkipReturnsFromARateToTheScheduleEvenThroughAPause() {
        stage.running("r", STAGES, "a");
        rate(7);
        pause();
        skip();

        assertThat(resume()).isEqualTo(new Reply.Accepted());

        assertThat(changes().getLast()).isEqualTo(asPlanned(LEAD + 3, 20 * SECOND + 1, 1));
    }

    @Test
    void aRunOfMessagesInStagesStaysPaused() {
        stage.running("r", "{messages: 150, load: {stages: '20s:10,20s:10'}}", "a");
        pause();
        for (int second = 0; second < 10; second++) {
            stage.pass(Duration.ofSeconds(1));
            stage.heartbeat("a", Progress.of("r", RunState.SENDING));
            stage.tick();
        }

        assertThat(stage.phase("r")).isEqualTo(RunPhase.PAUSED);
        assertThat(resume()).isEqualTo(new Reply.Accepted());
    }

    @ParameterizedTest
    @CsvSource({"0.01, 100M", "3, 1", "100, 0.001"})
    void anyRateCanFollowAFactor(double factor, String rate) {
        stage.running("r", "{messages: 1000, rate: 10}", "a");
        assertThat(scale(factor)).isEqualTo(new Reply.Accepted());

        assertThat(rate(Quantity.count(rate).orElseThrow().doubleValue())).isEqualTo(new Reply.Accepted());
    }

    @Test
    void aFactorOfTheHighestRateIsAcceptedHoweverItIsRounded() {
        stage.running(
                "r", "load: {stages: [{sine: {mean: 791478, amplitude: 303456, period: 10s, duration: 60s}}]}", "a");

        assertThat(scale(91.32970571742224)).isEqualTo(new Reply.Accepted());
        assertThat(stage.run("r").fireTimes()).isPresent();
    }

    @Test
    void aRunWithoutStagesHasNoneToSkip() {
        stage.running("r", SPEC, "a");

        assertThat(skip()).isEqualTo(new Reply.Conflict("the run has no stages"));
    }

    @Test
    void aPauseOfTheScheduleIsNoPauseOfTheRun() {
        stage.running(
                "r", "load: {stages: [{duration: 0s, target: 10}, {pause: 20s}, {duration: 40s, target: 10}]}", "a");
        stage.pass(Duration.ofSeconds(5));
        stage.tick();

        assertThat(stage.phase("r")).isEqualTo(RunPhase.RUNNING);
        assertThat(resume()).isEqualTo(new Reply.Conflict("the run is not paused"));
    }

    @Test
    void aChangeAfterTheEndOfTheScheduleIsRefused() {
        stage.running("r", "{duration: 10s, rate: 10}", "a");
        stage.pass(Duration.ofSeconds(9));

        assertThat(rate(20)).isEqualTo(new Reply.Conflict("the schedule ends before a change could take effect"));
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
        Reply refused = new Reply.Conflict("a run at rate max has no rate to change or pause");

        assertThat(rate(10)).isEqualTo(refused);
        assertThat(pause()).isEqualTo(refused);
        assertThat(resume()).isEqualTo(refused);
        assertThat(stage.published("r").orElseThrow().changes()).isEmpty();
    }

    @Test
    void aRunThatDoesNotSendHasNoRateToChange() {
        stage.submit("r", SPEC);
        assertThat(rate(20)).isInstanceOf(Reply.Conflict.class);
        stage.heartbeat("a");
        stage.tick();
        assertThat(pause()).isInstanceOf(Reply.Conflict.class);

        assertThat(stage.on(new Event.LoadChangeRequested("never", new LoadRequest.Pause())))
                .isEqualTo(new Reply.NotFound("never"));
        assertThat(stage.on(new Event.LoadChangeRequested("never", new LoadRequest.Resume())))
                .isEqualTo(new Reply.NotFound("never"));
        assertThat(stage.on(new Event.LoadChangeRequested("never", new LoadRequest.SetRate(5))))
                .isEqualTo(new Reply.NotFound("never"));
    }

    @Test
    void aDrainingRunHasNoRateToChange() {
        stage.running("r", SPEC, "a");
        stage.on(new Event.StopRequested("r"));

        assertThat(rate(20))
                .isEqualTo(new Reply.Conflict("the run is DRAINING; its load can be changed only while it sends"));
    }

    @Test
    void theNumberOfChangesIsLimited() {
        stage.running("r", SPEC, "a");
        for (int change = 1; change <= LoadChange.CHANGES_MAX; change++) {
            assertThat(rate(10 + change)).isEqualTo(new Reply.Accepted());
        }

        assertThat(rate(5)).isInstanceOf(Reply.Refused.class);

        assertThat(changes()).hasSize(LoadChange.CHANGES_MAX);
        assertThat(stage.run("r").log().entries()).hasSizeLessThanOrEqualTo(RunLog.ENTRIES_MAX);
    }

    @Test
    void aRunThatIsPausedAtTheLimitCannotGoOn() {
        stage.running("r", SPEC, "a");
        for (int change = 1; change < LoadChange.CHANGES_MAX; change++) {
            rate(10 + change);
        }
        assertThat(pause()).isEqualTo(new Reply.Accepted());

        assertThat(resume()).isEqualTo(new Reply.Refused("the load has changed 1000 times, which is the limit"));
    }
}
