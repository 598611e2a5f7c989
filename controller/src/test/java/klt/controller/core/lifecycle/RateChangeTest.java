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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Execution(ExecutionMode.CONCURRENT)
class RateChangeTest {

    private static final String SPEC = "{messages: 1000, rate: 10}";
    private static final String STAGES = "load: {stages: '20s:10,20s:20,20s:20'}";
    private static final long LEAD = 1_500_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private final CoreHarness harness = new CoreHarness();

    private Reply rate(double rate) {
        return harness.on(new Event.LoadChangeRequested("r", new LoadRequest.SetRate(rate)));
    }

    private Reply pause() {
        return harness.on(new Event.LoadChangeRequested("r", new LoadRequest.Pause()));
    }

    private Reply resume() {
        return harness.on(new Event.LoadChangeRequested("r", new LoadRequest.Resume()));
    }

    private Reply scale(double factor) {
        return harness.on(new Event.LoadChangeRequested("r", new LoadRequest.Scale(factor)));
    }

    private Reply skip() {
        return harness.on(new Event.LoadChangeRequested("r", new LoadRequest.SkipStage()));
    }

    private List<LoadChange> changes() {
        return harness.run("r").schedule().changes();
    }

    private static LoadChange change(long nanos, double rate) {
        return new LoadChange(nanos, nanos, Optional.of(rate), 1);
    }

    private static LoadChange asPlanned(long nanos, long planned, double factor) {
        return new LoadChange(nanos, planned, Optional.empty(), factor);
    }

    @Test
    void aNewRateComesIntoForceAsSoonAsEveryWorkerCanKnowIt() {
        harness.running("r", SPEC, "a");
        harness.pass(Duration.ofSeconds(5));

        assertThat(rate(20)).isEqualTo(new Reply.Accepted());

        assertThat(harness.published("r").orElseThrow().changes()).containsExactly(change(5 * SECOND + LEAD, 20));
        assertThat(harness.run("r").log().entries())
                .last()
                .extracting("kind", "args")
                .containsExactly(RunLog.Kind.RATE_CHANGED, Args.of("rateBefore", 10.0, "rate", 20.0, "second", 6.5));
    }

    @Test
    void aChangeBeforeTheStartIsInForceFromTheStart() {
        harness.scheduled("r", SPEC, "a");

        assertThat(rate(20)).isEqualTo(new Reply.Accepted());

        assertThat(changes()).containsExactly(change(1, 20));
    }

    @Test
    void aSecondChangeNeverComesBeforeTheFirst() {
        harness.running("r", SPEC, "a");

        rate(20);
        rate(30);

        assertThat(changes()).containsExactly(change(LEAD, 20), change(LEAD + 1, 30));
    }

    @Test
    void aPauseIsARateOfZeroAndThePhaseFollowsIt() {
        harness.running("r", SPEC, "a");

        assertThat(pause()).isEqualTo(new Reply.Accepted());
        harness.pass(Duration.ofMillis(1_499));
        harness.on(new Event.TickDue());
        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);
        harness.pass(Duration.ofMillis(1));
        harness.on(new Event.TickDue());

        assertThat(harness.phase("r")).isEqualTo(RunPhase.PAUSED);
        assertThat(harness.published("r").orElseThrow().changes()).containsExactly(change(LEAD, 0));
        assertThat(harness.published("r").orElseThrow().hardStopAt())
                .as("a paused run does not end by itself")
                .contains(
                        harness.now().plus(RunControl.RUN_MAX).plusSeconds(120).plus(RunControl.HARD_STOP_GRACE));
    }

    @Test
    void resumeGoesOnWithTheRateFromBeforeThePause() {
        harness.running("r", SPEC, "a");
        rate(20);
        harness.pass(Duration.ofSeconds(3));
        pause();
        harness.pass(Duration.ofSeconds(7));
        harness.tick();
        harness.heartbeat("a", Progress.of("r", RunState.SENDING));

        assertThat(resume()).isEqualTo(new Reply.Accepted());
        harness.pass(Duration.ofMillis(1_500));
        harness.on(new Event.TickDue());

        assertThat(changes().getLast().rate()).contains(20.0);
        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);
    }

    @Test
    void aNewRateEndsAPauseToo() {
        harness.running("r", SPEC, "a");
        pause();
        harness.pass(Duration.ofSeconds(2));
        harness.tick();

        assertThat(rate(50)).isEqualTo(new Reply.Accepted());
        harness.pass(Duration.ofSeconds(2));
        harness.tick();

        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);
    }

    @Test
    void aPausedRunKeepsItsNumberOfMessages() {
        harness.running("r", SPEC, "a");

        pause();

        assertThat(harness.run("r").planned()).contains(1_000L);
    }

    @Test
    void aChangeAltersThePlannedMessagesOfARunByTime() {
        harness.running("r", "{duration: 10s, rate: 10}", "a");
        assertThat(harness.run("r").planned()).contains(100L);

        harness.pass(Duration.ofMillis(3_500));
        rate(20);

        assertThat(harness.run("r").planned()).contains(50L + 100L);
    }

    @Test
    void aFactorScalesTheScheduleAndOneReturnsToIt() {
        harness.running("r", STAGES, "a");
        harness.pass(Duration.ofSeconds(5));

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
        harness.running("r", "{messages: 1000, rate: 50M}", "a");

        assertThat(scale(2)).isEqualTo(new Reply.Accepted());
        assertThat(scale(2.01)).isInstanceOf(Reply.Conflict.class);
    }

    @Test
    void aStageIsSkippedAndTheRunEndsEarlier() {
        harness.running("r", STAGES, "a");
        assertThat(harness.run("r").endNanos()).isEqualTo(60 * SECOND);
        harness.pass(Duration.ofSeconds(5));

        assertThat(skip()).isEqualTo(new Reply.Accepted());

        assertThat(changes()).containsExactly(asPlanned(5 * SECOND + LEAD, 20 * SECOND, 1));
        assertThat(harness.run("r").endNanos()).isEqualTo(5 * SECOND + LEAD + 40 * SECOND);
        assertThat(harness.run("r").log().entries()).last().extracting("kind").isEqualTo(RunLog.Kind.STAGE_SKIPPED);
        skip();
        assertThat(skip()).isEqualTo(new Reply.Conflict("the run is in its last stage"));
    }

    @Test
    void aPausedRunStaysPausedWhenItsStageIsSkipped() {
        harness.running("r", STAGES, "a");
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
        harness.running("r", STAGES, "a");
        rate(7);
        pause();
        skip();

        assertThat(resume()).isEqualTo(new Reply.Accepted());

        assertThat(changes().getLast()).isEqualTo(asPlanned(LEAD + 3, 20 * SECOND + 1, 1));
    }

    @Test
    void aRunOfMessagesInStagesStaysPaused() {
        harness.running("r", "{messages: 150, load: {stages: '20s:10,20s:10'}}", "a");
        pause();
        for (int second = 0; second < 10; second++) {
            harness.pass(Duration.ofSeconds(1));
            harness.heartbeat("a", Progress.of("r", RunState.SENDING));
            harness.tick();
        }

        assertThat(harness.phase("r")).isEqualTo(RunPhase.PAUSED);
        assertThat(resume()).isEqualTo(new Reply.Accepted());
    }

    @ParameterizedTest
    @CsvSource({"0.01, 100M", "3, 1", "100, 0.001"})
    void anyRateCanFollowAFactor(double factor, String rate) {
        harness.running("r", "{messages: 1000, rate: 10}", "a");
        assertThat(scale(factor)).isEqualTo(new Reply.Accepted());

        assertThat(rate(Quantity.count(rate).orElseThrow().doubleValue())).isEqualTo(new Reply.Accepted());
    }

    @Test
    void aFactorOfTheHighestRateIsAcceptedHoweverItIsRounded() {
        harness.running(
                "r", "load: {stages: [{sine: {mean: 791478, amplitude: 303456, period: 10s, duration: 60s}}]}", "a");

        assertThat(scale(91.32970571742224)).isEqualTo(new Reply.Accepted());
        assertThat(harness.run("r").fireTimes()).isPresent();
    }

    @Test
    void aRunWithoutStagesHasNoneToSkip() {
        harness.running("r", SPEC, "a");

        assertThat(skip()).isEqualTo(new Reply.Conflict("the run has no stages"));
    }

    @Test
    void aPauseOfTheScheduleIsNoPauseOfTheRun() {
        harness.running(
                "r", "load: {stages: [{duration: 0s, target: 10}, {pause: 20s}, {duration: 40s, target: 10}]}", "a");
        harness.pass(Duration.ofSeconds(5));
        harness.tick();

        assertThat(harness.phase("r")).isEqualTo(RunPhase.RUNNING);
        assertThat(resume()).isEqualTo(new Reply.Conflict("the run is not paused"));
    }

    @Test
    void aChangeThatWouldSendMoreMessagesThanARunMayIsRefused() {
        harness.running("r", "{duration: 20d, rate: 500k}", "a");

        assertThat(scale(1.1)).isEqualTo(new Reply.Accepted());
        assertThat(scale(1.2)).isInstanceOf(Reply.Conflict.class);
        assertThat(rate(90_000_000)).isInstanceOf(Reply.Conflict.class);
    }

    @Test
    void aChangeAfterTheEndOfTheScheduleIsRefused() {
        harness.running("r", "{duration: 10s, rate: 10}", "a");
        harness.pass(Duration.ofSeconds(9));

        assertThat(rate(20)).isEqualTo(new Reply.Conflict("the schedule ends before a change could take effect"));
    }

    @Test
    void whatIsSoAlreadyIsRefused() {
        harness.running("r", SPEC, "a");

        assertThat(rate(10)).isEqualTo(new Reply.Conflict("the run already has that rate"));
        assertThat(resume()).isEqualTo(new Reply.Conflict("the run is not paused"));
        pause();
        assertThat(pause()).isEqualTo(new Reply.Conflict("the run is already paused"));
    }

    @Test
    void aRunAtRateMaxHasNoRateToChange() {
        harness.running("r", "{messages: 1000, rate: max}", "a");
        Reply refused = new Reply.Conflict("a run at rate max has no rate to change or pause");

        assertThat(rate(10)).isEqualTo(refused);
        assertThat(pause()).isEqualTo(refused);
        assertThat(resume()).isEqualTo(refused);
        assertThat(harness.published("r").orElseThrow().changes()).isEmpty();
    }

    @Test
    void aRunThatDoesNotSendHasNoRateToChange() {
        harness.submit("r", SPEC);
        assertThat(rate(20)).isInstanceOf(Reply.Conflict.class);
        harness.heartbeat("a");
        harness.tick();
        assertThat(pause()).isInstanceOf(Reply.Conflict.class);

        assertThat(harness.on(new Event.LoadChangeRequested("never", new LoadRequest.Pause())))
                .isEqualTo(new Reply.NotFound("never"));
        assertThat(harness.on(new Event.LoadChangeRequested("never", new LoadRequest.Resume())))
                .isEqualTo(new Reply.NotFound("never"));
        assertThat(harness.on(new Event.LoadChangeRequested("never", new LoadRequest.SetRate(5))))
                .isEqualTo(new Reply.NotFound("never"));
    }

    @Test
    void aDrainingRunHasNoRateToChange() {
        harness.running("r", SPEC, "a");
        harness.on(new Event.StopRequested("r"));

        assertThat(rate(20))
                .isEqualTo(new Reply.Conflict("the run is DRAINING; its load can be changed only while it sends"));
    }

    @Tag("endurance")
    @Test
    void theNumberOfChangesIsLimited() {
        harness.running("r", SPEC, "a");
        for (int change = 1; change < LoadChange.CHANGES_MAX; change++) {
            assertThat(rate(10 + change)).isEqualTo(new Reply.Accepted());
        }
        assertThat(pause()).isEqualTo(new Reply.Accepted());

        assertThat(rate(5)).isInstanceOf(Reply.Refused.class);
        assertThat(resume()).isEqualTo(new Reply.Refused("the load has changed 1000 times, which is the limit"));

        assertThat(changes()).hasSize(LoadChange.CHANGES_MAX);
        assertThat(harness.run("r").log().entries()).hasSizeLessThanOrEqualTo(RunLog.ENTRIES_MAX);
    }
}
