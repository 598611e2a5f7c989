package klt.worker.core;

import static klt.worker.TestRuns.in;
import static klt.worker.TestRuns.owners;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.preparing;
import static klt.worker.TestRuns.started;
import static klt.worker.TestRuns.withHardStop;
import static klt.worker.TestRuns.withOwners;
import static klt.worker.TestRuns.withSegments;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Ownership;
import klt.common.protocol.Plan;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.schedule.Segment;
import klt.worker.core.Lifecycle.Command;
import klt.worker.core.Lifecycle.Event;
import klt.worker.core.Lifecycle.State;
import klt.worker.core.Lifecycle.Step;
import org.junit.jupiter.api.Test;

class LifecycleTest {

    private static final String ME = "w1.1";
    private static final Instant START = Instant.parse("2026-11-23T04:12:00Z");
    private static final Plan PLAN = plan("{messages: 1000, rate: 100}");
    private static final DesiredRun PREPARING = preparing(PLAN, ME, "w2.1");
    private static final DesiredRun STARTED =
            withHardStop(started(withSegments(PREPARING, new Segment(0, 100)), START), START.plusSeconds(60));

    private State state = State.UNKNOWN;

    @Test
    void goesThroughARunFromPreparationToTheEnd() {
        assertThat(want(PREPARING)).containsExactly(new Command.Prepare(PLAN));
        assertPhase(RunState.PREPARING);
        assertThat(happen(new Event.Prepared())).isEmpty();
        assertPhase(RunState.READY);

        assertThat(want(STARTED))
                .containsExactly(
                        new Command.StartSending(PLAN, owners(ME, "w2.1").getFirst(), START, Timing.of(STARTED)));
        assertPhase(RunState.SENDING);
        assertThat(happen(new Event.LastSent())).isEmpty();
        assertPhase(RunState.DRAINING);
        assertThat(happen(new Event.Drained())).isEmpty();
        assertPhase(RunState.FINISHED);

        assertThat(want(in(RunPhase.VERIFYING, STARTED))).isEmpty();
        assertThat(want(in(RunPhase.DONE, STARTED))).containsExactly(new Command.Forget());
    }

    @Test
    void doesNothingWhenAWishIsRepeated() {
        want(PREPARING);
        assertThat(want(PREPARING)).isEmpty();
        happen(new Event.Prepared());
        assertThat(want(PREPARING)).isEmpty();
        want(STARTED);
        assertThat(want(STARTED)).isEmpty();
        assertThat(want(in(RunPhase.RUNNING, STARTED))).isEmpty();
        want(in(RunPhase.DRAINING, STARTED));
        assertThat(want(in(RunPhase.DRAINING, STARTED))).isEmpty();
    }

    @Test
    void startsAtOnceWhenTheStartWasSetDuringThePreparation() {
        want(PREPARING);
        want(STARTED);

        assertThat(happen(new Event.Prepared()))
                .hasOnlyElementsOfType(Command.StartSending.class)
                .hasSize(1);
        assertPhase(RunState.SENDING);
    }

    @Test
    void preparesARunThatIsSeenForTheFirstTimeWhenItIsScheduled() {
        assertThat(want(STARTED)).containsExactly(new Command.Prepare(PLAN));
    }

    @Test
    void takesANewSegmentInTheMiddle() {
        send();

        DesiredRun faster = withSegments(STARTED, new Segment(0, 100), new Segment(5_000_000_000L, 500));
        assertThat(want(faster)).containsExactly(new Command.ChangeTiming(Timing.of(faster)));
        assertThat(want(faster)).isEmpty();
    }

    @Test
    void failsWhenItsWorkerLeavesBeforeAllIsSent() {
        send();

        assertThat(happen(new Event.Leaving())).containsExactly(new Command.Drain());
        happen(new Event.Drained());

        assertThat(state.phase()).contains(RunState.FAILED);
        assertThat(state.failure()).startsWith("WORKER_LEFT: ");
    }

    @Test
    void holdsARunAtMaxWhileItIsPaused() {
        Plan max = plan("{messages: 1000, rate: max}");
        DesiredRun run = started(preparing(max, ME), START);
        want(run);
        happen(new Event.Prepared());

        assertThat(want(in(RunPhase.PAUSED, run)))
                .containsExactly(new Command.ChangeTiming(new Timing(List.of(), true, run.hardStopAt())));
        assertThat(want(in(RunPhase.RUNNING, run)))
                .containsExactly(new Command.ChangeTiming(new Timing(List.of(), false, run.hardStopAt())));
    }

    @Test
    void drainsWhenTheRunDrainsEndsOrIsDropped() {
        for (RunPhase phase : List.of(RunPhase.DRAINING, RunPhase.VERIFYING, RunPhase.STOPPED, RunPhase.FAILED)) {
            state = State.UNKNOWN;
            send();
            assertThat(want(in(phase, STARTED))).as(phase.name()).containsExactly(new Command.Drain());
            assertPhase(RunState.DRAINING);
        }
        state = State.UNKNOWN;
        send();
        assertThat(happen(new Event.Dropped())).containsExactly(new Command.Drain());
        assertThat(happen(new Event.Drained())).containsExactly(new Command.Forget());
        assertPhase(RunState.FINISHED);
    }

    @Test
    void drainsARunThatIsStoppedBeforeItBegan() {
        want(PREPARING);
        assertThat(want(in(RunPhase.STOPPED, PREPARING))).containsExactly(new Command.Drain());
        assertThat(happen(new Event.Prepared())).isEmpty();
        assertThat(happen(new Event.Drained())).containsExactly(new Command.Forget());
    }

    @Test
    void drainsAtTheHardStop() {
        send();
        assertThat(happen(new Event.TimePassed(START.plusSeconds(59)))).isEmpty();
        assertThat(happen(new Event.TimePassed(START.plusSeconds(60)))).containsExactly(new Command.Drain());
        assertThat(happen(new Event.TimePassed(START.plusSeconds(61)))).isEmpty();
    }

    @Test
    void doesNotBeginWhatIsNotItsOwnOrIsOver() {
        assertThat(want(preparing(PLAN, "w2.1"))).containsExactly(new Command.Forget());
        assertThat(state.phase()).isEmpty();
        assertThat(want(in(RunPhase.DONE, STARTED))).containsExactly(new Command.Forget());
        assertThat(state.phase()).isEmpty();
        assertThat(happen(new Event.Dropped())).containsExactly(new Command.Forget());
        assertThat(state.phase()).isEmpty();
    }

    @Test
    void waitsWhileTheRunIsQueued() {
        assertThat(want(in(RunPhase.QUEUED, PREPARING))).isEmpty();
        assertThat(state.phase()).isEmpty();
        assertThat(want(PREPARING)).hasSize(1);
    }

    @Test
    void finishesWithNothingWhenItHearsOfARunThatAlreadyDrains() {
        assertThat(want(in(RunPhase.DRAINING, STARTED))).isEmpty();
        assertPhase(RunState.FINISHED);
    }

    @Test
    void failsWithTheReasonOfTheEngine() {
        send();
        happen(new Event.LastSent());
        assertThat(happen(new Event.Broken("TopicAuthorizationException: no"))).isEmpty();
        assertPhase(RunState.FAILED);
        assertThat(state.failure()).isEqualTo("TopicAuthorizationException: no");
        assertThat(want(in(RunPhase.FAILED, STARTED))).containsExactly(new Command.Forget());
    }

    @Test
    void stopsAndFailsWhenItsShardsAreMovedWhileItSends() {
        send();
        DesiredRun moved = withOwners(STARTED, List.of(new Ownership(ME, 2, List.of(0, 1))));

        assertThat(want(moved)).containsExactly(new Command.Drain());
        happen(new Event.Drained());

        assertPhase(RunState.FAILED);
        assertThat(state.failure()).isEqualTo(Lifecycle.SHARDS_MOVED);
    }

    @Test
    void takesOtherShardsBeforeTheStart() {
        want(PREPARING);
        happen(new Event.Prepared());
        Ownership other = new Ownership(ME, 2, List.of(7));

        List<Command> commands = want(withOwners(STARTED, List.of(other)));

        assertThat(commands).containsExactly(new Command.StartSending(PLAN, other, START, Timing.of(STARTED)));
    }

    @Test
    void stopsWhenItHasNoShardAnyMore() {
        send();
        assertThat(want(withOwners(STARTED, owners("w2.1")))).containsExactly(new Command.Drain());
    }

    @Test
    void stopsBeforeTheStartWhenItHasNoShardAnyMore() {
        want(PREPARING);
        assertThat(want(withOwners(PREPARING, owners("w2.1")))).containsExactly(new Command.Drain());

        state = State.UNKNOWN;
        want(PREPARING);
        happen(new Event.Prepared());
        assertThat(want(withOwners(STARTED, owners("w2.1")))).containsExactly(new Command.Drain());
        happen(new Event.Drained());
        assertPhase(RunState.FINISHED);
    }

    @Test
    void ignoresEventsThatComeTooLate() {
        send();
        happen(new Event.LastSent());
        happen(new Event.Drained());

        for (Event late : List.of(new Event.Prepared(), new Event.LastSent(), new Event.Broken("late"))) {
            happen(late);
            assertPhase(RunState.FINISHED);
        }
    }

    private void send() {
        want(PREPARING);
        happen(new Event.Prepared());
        want(STARTED);
        assertPhase(RunState.SENDING);
    }

    private List<Command> want(DesiredRun desired) {
        return happen(new Event.Wanted(desired, desired.ownedBy(ME)));
    }

    private List<Command> happen(Event event) {
        Step step = Lifecycle.step(state, event);
        state = step.state();
        return step.commands();
    }

    private void assertPhase(RunState phase) {
        assertThat(state.phase()).contains(phase);
    }
}
