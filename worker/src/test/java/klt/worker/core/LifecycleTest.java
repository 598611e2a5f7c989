package klt.worker.core;

import static klt.worker.TestRuns.everything;
import static klt.worker.TestRuns.grant;
import static klt.worker.TestRuns.grants;
import static klt.worker.TestRuns.in;
import static klt.worker.TestRuns.plan;
import static klt.worker.TestRuns.preparing;
import static klt.worker.TestRuns.rateFrom;
import static klt.worker.TestRuns.started;
import static klt.worker.TestRuns.withChanges;
import static klt.worker.TestRuns.withGrants;
import static klt.worker.TestRuns.withHardStop;
import static klt.worker.TestRuns.withMembers;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.EndCode;
import klt.common.protocol.Grant;
import klt.common.protocol.Plan;
import klt.common.protocol.RunPhase;
import klt.common.protocol.RunProgress.Failure;
import klt.common.protocol.StatusRecord.RunState;
import klt.worker.core.Lifecycle.Command;
import klt.worker.core.Lifecycle.Event;
import klt.worker.core.Lifecycle.SendAssignment;
import klt.worker.core.Lifecycle.State;
import klt.worker.core.Lifecycle.Step;
import klt.worker.core.Lifecycle.WorkerShare;
import org.junit.jupiter.api.Test;

class LifecycleTest {

    private static final Failure FAILURE = new Failure(EndCode.WORKER_FAILED, "TopicAuthorizationException: no");

    private static final String ME = "w1.1";
    private static final String OTHER = "w2.1";
    private static final Instant START = Instant.parse("2026-11-23T04:12:00Z");
    private static final Plan PLAN = plan("{messages: 1000, rate: 100}");
    private static final DesiredRun PREPARING = preparing(PLAN, ME, OTHER);
    private static final DesiredRun STARTED = withHardStop(started(PREPARING, START), START.plusSeconds(60));
    private static final Grant MINE = grants(ME, OTHER).getFirst();

    private State state = State.UNKNOWN;

    @Test
    void goesThroughARunFromPreparationToTheEnd() {
        assertThat(want(PREPARING)).containsExactly(new Command.Prepare(PLAN));
        assertPhase(RunState.PREPARING);
        assertThat(happen(new Event.Prepared())).isEmpty();
        assertPhase(RunState.READY);

        assertThat(want(STARTED)).containsExactly(new Command.StartSending(PLAN, START, assignment(STARTED, MINE)));
        assertPhase(RunState.SENDING);
        assertThat(want(in(RunPhase.DRAINING, STARTED))).containsExactly(new Command.Drain());
        assertPhase(RunState.DRAINING);
        assertThat(happen(new Event.LastSent())).isEmpty();
        assertThat(happen(new Event.Drained())).isEmpty();
        assertPhase(RunState.FINISHED);

        assertThat(want(in(RunPhase.VERIFYING, STARTED))).isEmpty();
        assertThat(want(in(RunPhase.DONE, STARTED))).containsExactly(new Command.Forget());
    }

    @Test
    void drainsByItselfWhenNothingMoreCanBeSent() {
        send();

        assertThat(happen(new Event.LastSent())).isEmpty();

        assertPhase(RunState.DRAINING);
        assertThat(want(in(RunPhase.DRAINING, STARTED))).isEmpty();
    }

    @Test
    void doesNothingWhenADesiredStateIsRepeated() {
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
                .containsExactly(new Command.StartSending(PLAN, START, assignment(STARTED, MINE)));
        assertPhase(RunState.SENDING);
    }

    @Test
    void onlyARunThatSendsWaitsForAGrant() {
        State without = new State(
                Optional.of(RunState.READY),
                Optional.empty(),
                new WorkerShare(true, List.of()),
                Optional.empty(),
                Optional.empty());
        Plan reading = plan("{rate: 0, consumers: {groups: 1, start: earliest}}");

        assertThat(Lifecycle.step(without, new Event.Wanted(STARTED, without.own()))
                        .commands())
                .isEmpty();
        assertThat(Lifecycle.step(without, new Event.Wanted(started(preparing(reading, ME), START), without.own()))
                        .commands())
                .hasExactlyElementsOfTypes(Command.StartSending.class);
    }

    @Test
    void preparesARunThatIsSeenForTheFirstTimeWhenItIsScheduled() {
        assertThat(want(STARTED)).containsExactly(new Command.Prepare(PLAN));
    }

    @Test
    void takesANewSegmentInTheMiddle() {
        send();

        DesiredRun faster = withChanges(STARTED, rateFrom(5_000_000_000L, 500));
        assertThat(want(faster)).containsExactly(new Command.ChangeAssignment(assignment(faster, MINE)));
        assertThat(want(faster)).isEmpty();
    }

    @Test
    void goesOnWhileItsGrantsComeAndGo() {
        send();

        Grant ended = MINE.endingAt(500);
        DesiredRun handedOver = withGrants(STARTED, ended);
        assertThat(want(handedOver)).containsExactly(new Command.ChangeAssignment(assignment(handedOver, ended)));
        DesiredRun without = withGrants(STARTED, grant(9, OTHER, 500, List.of(0)));
        assertThat(want(without)).containsExactly(new Command.ChangeAssignment(assignment(without)));
        assertPhase(RunState.SENDING);
        Grant more = grant(10, ME, 600, List.of(0));
        assertThat(want(withGrants(STARTED, more)))
                .containsExactly(new Command.ChangeAssignment(assignment(STARTED, more)));
        assertPhase(RunState.SENDING);
    }

    @Test
    void isNotNotifiedWhenOnlyTheGrantsOfOthersChange() {
        send();

        assertThat(want(withGrants(STARTED, MINE, grant(7, OTHER, 100, List.of(63)))))
                .isEmpty();
    }

    @Test
    void drainsWhenItIsNoMemberAnyMore() {
        send();

        assertThat(want(withMembers(withGrants(STARTED, everything(9, OTHER)), OTHER)))
                .containsExactly(new Command.Drain());
        assertPhase(RunState.DRAINING);
        happen(new Event.Drained());
        assertPhase(RunState.FINISHED);
        assertThat(want(withMembers(withGrants(in(RunPhase.DONE, STARTED)), OTHER)))
                .containsExactly(new Command.Forget());
    }

    @Test
    void isAMemberAsLongAsItHasAGrant() {
        send();

        assertThat(want(withMembers(STARTED, OTHER))).isEmpty();
        assertPhase(RunState.SENDING);
    }

    @Test
    void waitsReadyForItsFirstGrantWhenItJoinsARunThatGoesOn() {
        DesiredRun running = in(RunPhase.RUNNING, withMembers(withGrants(STARTED, everything(1, OTHER)), OTHER, ME));

        assertThat(want(running)).containsExactly(new Command.Prepare(PLAN));
        assertThat(happen(new Event.Prepared())).isEmpty();
        assertPhase(RunState.READY);
        assertThat(want(running)).isEmpty();

        Grant mine = grant(2, ME, 700, List.of(3, 4));
        DesiredRun granted = withGrants(running, everything(1, OTHER).endingAt(700), mine);
        assertThat(want(granted)).containsExactly(new Command.StartSending(PLAN, START, assignment(granted, mine)));
    }

    @Test
    void leavesWhatItHasNotSentToOthersWhenItIsAbandoned() {
        send();

        assertThat(happen(new Event.Abandoned())).containsExactly(new Command.Drain());
        assertPhase(RunState.DRAINING);
        assertThat(happen(new Event.Abandoned())).isEmpty();
        happen(new Event.Drained());

        assertPhase(RunState.FINISHED);
        assertThat(state.failure()).isEmpty();
        assertThat(happen(new Event.Abandoned())).isEmpty();
        assertPhase(RunState.FINISHED);
    }

    @Test
    void canBeAbandonedBeforeItSends() {
        assertThat(happen(new Event.Abandoned())).isEmpty();
        assertThat(state.phase()).isEmpty();

        want(PREPARING);
        assertThat(happen(new Event.Abandoned())).containsExactly(new Command.Drain());

        state = State.UNKNOWN;
        want(PREPARING);
        happen(new Event.Prepared());
        assertThat(happen(new Event.Abandoned())).containsExactly(new Command.Drain());
        assertThat(want(STARTED)).isEmpty();
        happen(new Event.Drained());
        assertPhase(RunState.FINISHED);
    }

    @Test
    void holdsARunAtMaxWhileItIsPaused() {
        Plan max = plan("{messages: 1000, rate: max}");
        DesiredRun run = started(preparing(max, ME), START);
        want(run);
        happen(new Event.Prepared());
        List<Grant> own = grants(ME);

        assertThat(want(in(RunPhase.PAUSED, run)))
                .containsExactly(new Command.ChangeAssignment(
                        new SendAssignment(new ScheduleState(List.of(), true, run.hardStopAt()), own)));
        assertThat(want(in(RunPhase.RUNNING, run)))
                .containsExactly(new Command.ChangeAssignment(
                        new SendAssignment(new ScheduleState(List.of(), false, run.hardStopAt()), own)));
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
    }

    @Test
    void waitsForNoAnswerBehindTheHardStop() {
        send();
        want(in(RunPhase.DRAINING, STARTED));
        assertThat(happen(new Event.TimePassed(START.plusSeconds(59)))).isEmpty();

        assertThat(happen(new Event.TimePassed(START.plusSeconds(60)))).containsExactly(new Command.Abort());

        happen(new Event.Drained());
        assertThat(happen(new Event.TimePassed(START.plusSeconds(61)))).isEmpty();
    }

    @Test
    void waitsForNoAnswerOfADroppedRun() {
        send();
        assertThat(happen(new Event.Dropped())).containsExactly(new Command.Drain());
        assertThat(happen(new Event.TimePassed(START.plusSeconds(1)))).containsExactly(new Command.Abort());
        assertThat(happen(new Event.Drained())).containsExactly(new Command.Forget());

        state = State.UNKNOWN;
        send();
        want(in(RunPhase.DRAINING, STARTED));
        assertThat(happen(new Event.Dropped())).isEmpty();
        assertThat(happen(new Event.TimePassed(START.plusSeconds(1)))).containsExactly(new Command.Abort());
    }

    @Test
    void waitsForNoAnswerOfAStoppedLoadEvenIfItsClockIsBehind() {
        send();
        DesiredRun halted = withHardStop(in(RunPhase.DRAINING, STARTED), START.plusMillis(1));
        assertThat(want(halted)).containsExactly(new Command.Drain());
        // stopped 20 s after the start; this worker's clock is 10 s behind
        assertThat(happen(new Event.TimePassed(START.plusSeconds(10)))).containsExactly(new Command.Abort());
    }

    @Test
    void doesNotBeginWhatIsNotItsOwnOrIsOver() {
        assertThat(want(preparing(PLAN, OTHER))).containsExactly(new Command.Forget());
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
    void finishesWithNothingWhenItReadsOfARunThatAlreadyDrains() {
        assertThat(want(in(RunPhase.DRAINING, STARTED))).isEmpty();
        assertPhase(RunState.FINISHED);
    }

    @Test
    void failsWithTheReasonOfTheEngine() {
        send();
        happen(new Event.LastSent());
        assertThat(happen(new Event.Broken(FAILURE))).isEmpty();
        assertPhase(RunState.FAILED);
        assertThat(state.failure()).contains(FAILURE);
        assertThat(want(in(RunPhase.FAILED, STARTED))).containsExactly(new Command.Forget());
    }

    @Test
    void takesOtherShardsBeforeTheStart() {
        want(PREPARING);
        happen(new Event.Prepared());
        Grant other = grant(3, ME, 0, List.of(7));

        assertThat(want(withGrants(STARTED, other)))
                .containsExactly(new Command.StartSending(PLAN, START, assignment(STARTED, other)));
    }

    @Test
    void stopsBeforeTheStartWhenItIsNoMemberAnyMore() {
        want(PREPARING);
        assertThat(want(preparing(PLAN, OTHER))).containsExactly(new Command.Drain());

        state = State.UNKNOWN;
        want(PREPARING);
        happen(new Event.Prepared());
        assertThat(want(started(preparing(PLAN, OTHER), START))).containsExactly(new Command.Drain());
        happen(new Event.Drained());
        assertPhase(RunState.FINISHED);
    }

    @Test
    void ignoresEventsThatComeTooLate() {
        send();
        happen(new Event.LastSent());
        happen(new Event.Drained());

        for (Event late : List.of(
                new Event.Prepared(),
                new Event.LastSent(),
                new Event.Broken(new Failure(EndCode.WORKER_FAILED, "late")))) {
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

    private static SendAssignment assignment(DesiredRun run, Grant... own) {
        return new SendAssignment(ScheduleState.of(run), List.of(own));
    }

    private List<Command> want(DesiredRun desired) {
        return happen(new Event.Wanted(desired, WorkerShare.of(desired, ME)));
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
