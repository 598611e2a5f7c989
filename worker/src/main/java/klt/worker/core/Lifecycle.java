package klt.worker.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Grant;
import klt.common.protocol.Plan;
import klt.common.protocol.RunPhase;
import klt.common.protocol.RunProgress.Failure;
import klt.common.protocol.StatusRecord.RunState;

/**
 * The state machine of one run on one worker, which maps the desired state and events to commands.
 *
 * <pre>
 * (unknown) ─Prepare→ PREPARING ─Prepared→ READY ─StartSending→ SENDING ─Drain→ DRAINING ─Drained→ FINISHED ─Forget→ (forgotten)
 *                         └──────────────────┴──────────Drain──────────────────────────────↑
 *                         any of them ─Broken→ FAILED ─Forget→ (forgotten)
 * </pre>
 *
 * <p>It is level-triggered: a repeated desired state has no effect, and the next one makes up for a missed one. Grants may change while the
 * run is sending. The state machine exists as long as the run does and this worker is one of its members.
 */
public final class Lifecycle {

    /** An input of the state machine. */
    public sealed interface Event {

        /** @param own this worker's share of the run */
        record Wanted(DesiredRun desired, WorkerShare own) implements Event {}

        /** The controller has dropped the run. */
        record Dropped() implements Event {}

        /** The producer is open and has the topic's metadata, and the clock is known. */
        record Prepared() implements Event {}

        /** Sending has ended because the time is up or the run was stopped. */
        record LastSent() implements Event {}

        /** Every message has an outcome and the producer is closed. */
        record Drained() implements Event {}

        /** The run cannot continue on this worker; every message has an outcome and the producer is closed. */
        record Broken(Failure failure) implements Event {}

        record TimePassed(Instant now) implements Event {}

        /** No controller is available, or the worker must shut down; other workers take over the remaining messages. */
        record Abandoned() implements Event {}
    }

    /** An output of the state machine. */
    public sealed interface Command {

        record Prepare(Plan plan) implements Command {}

        record StartSending(Plan plan, Instant startAt, SendAssignment assignment) implements Command {}

        record ChangeAssignment(SendAssignment assignment) implements Command {}

        /** Stop sending before the next message, wait for the acks, and close the producer. */
        record Drain() implements Command {}

        /** Stop waiting for acks; messages without one are indeterminate. */
        record Abort() implements Command {}

        /** The run has ended. */
        record Forget() implements Command {}
    }

    /** This worker's share of a run. */
    public record WorkerShare(boolean member, List<Grant> grants) {

        public static final WorkerShare NONE = new WorkerShare(false, List.of());

        public WorkerShare {
            grants = List.copyOf(grants);
        }

        public static WorkerShare of(DesiredRun desired, String worker) {
            List<Grant> grants = desired.grantsOf(worker);
            return new WorkerShare(!grants.isEmpty() || desired.members().contains(worker), grants);
        }
    }

    /** The sending thread's current assignment. */
    public record SendAssignment(ScheduleState schedule, List<Grant> grants) {

        public SendAssignment {
            grants = List.copyOf(grants);
        }
    }

    /**
     * The run's state on this worker.
     *
     * @param phase empty until the run begins on this worker
     * @param desired the newest desired state; empty if the run was dropped
     * @param own this worker's newest share
     * @param assignment the sending thread's current assignment; empty before the start
     * @param failure why the run will end as failed, if it has failed
     */
    public record State(
            Optional<RunState> phase,
            Optional<DesiredRun> desired,
            WorkerShare own,
            Optional<SendAssignment> assignment,
            Optional<Failure> failure) {

        public static final State UNKNOWN =
                new State(Optional.empty(), Optional.empty(), WorkerShare.NONE, Optional.empty(), Optional.empty());

        State toPhase(RunState next) {
            return new State(Optional.of(next), desired, own, assignment, failure);
        }

        State toDesired(Optional<DesiredRun> next, WorkerShare share) {
            return new State(phase, next, share, assignment, failure);
        }

        State toFailure(Failure newest) {
            return new State(phase, desired, own, assignment, failure.or(() -> Optional.of(newest)));
        }

        State toAssignment(SendAssignment next) {
            return new State(phase, desired, own, Optional.of(next), failure);
        }

        private boolean isStopWanted() {
            return !own.member()
                    || desired.map(run -> !run.phase().isSending()
                                    && run.phase() != RunPhase.PREPARING
                                    && run.phase() != RunPhase.QUEUED)
                            .orElse(true);
        }

        private boolean isOver() {
            return desired.map(run -> run.phase().isEnded()).orElse(true);
        }

        /** A dropped run has ended, and its outcomes are no longer read, so that waiting for them has no use. */
        private boolean isPastHardStop(Instant now) {
            return desired.isEmpty()
                    || desired.flatMap(DesiredRun::hardStopAt)
                            .map(stop -> !now.isBefore(stop))
                            .orElse(false);
        }
    }

    public record Step(State state, List<Command> commands) {

        public Step {
            commands = List.copyOf(commands);
        }
    }

    private Lifecycle() {}

    public static Step step(State state, Event event) {
        return switch (event) {
            case Event.Wanted(DesiredRun desired, WorkerShare own) ->
                converge(state.toDesired(Optional.of(desired), own));
            case Event.Dropped() -> converge(state.toDesired(Optional.empty(), WorkerShare.NONE));
            case Event.Prepared() -> converge(reached(state, RunState.READY));
            case Event.LastSent() -> converge(reached(state, RunState.DRAINING));
            case Event.Drained() ->
                converge(reached(state, state.failure.isEmpty() ? RunState.FINISHED : RunState.FAILED));
            case Event.Broken(Failure failure) -> converge(reached(state.toFailure(failure), RunState.FAILED));
            case Event.TimePassed(Instant now) ->
                state.isPastHardStop(now) ? stopHard(state) : new Step(state, List.of());
            case Event.Abandoned() ->
                state.phase.map(now -> now.compareTo(RunState.DRAINING) < 0).orElse(false)
                        ? drain(state)
                        : new Step(state, List.of());
        };
    }

    /** Moves to a later state. A late event never moves a run back. */
    private static State reached(State state, RunState phase) {
        return state.phase
                        .map(now -> now.compareTo(phase) < 0 && !now.isFinal())
                        .orElse(false)
                ? state.toPhase(phase)
                : state;
    }

    private static Step converge(State state) {
        if (state.phase.isEmpty()) {
            return begin(state);
        }
        return switch (state.phase.get()) {
            case PREPARING -> state.isStopWanted() ? drain(state) : new Step(state, List.of());
            case READY -> state.isStopWanted() ? drain(state) : startWhenSet(state);
            case SENDING -> state.isStopWanted() ? drain(state) : follow(state);
            case DRAINING -> new Step(state, List.of());
            case FINISHED, FAILED -> new Step(state, state.isOver() ? List.of(new Command.Forget()) : List.of());
        };
    }

    private static Step begin(State state) {
        if (state.isOver() || !state.own.member()) {
            return new Step(state, List.of(new Command.Forget()));
        }
        if (state.isStopWanted()) {
            // too late to send anything, but the controller is waiting for a final report
            return new Step(state.toPhase(RunState.FINISHED), List.of());
        }
        DesiredRun run = state.desired.orElseThrow();
        return run.phase() == RunPhase.QUEUED
                ? new Step(state, List.of())
                : new Step(state.toPhase(RunState.PREPARING), List.of(new Command.Prepare(run.plan())));
    }

    /** Starts sending in a sending phase, once the start is known. Only a run that sends nothing starts without a grant. */
    private static Step startWhenSet(State state) {
        DesiredRun run = state.desired.orElseThrow();
        boolean waitsForGrant =
                run.plan().spec().load().sends() && state.own.grants().isEmpty();
        if (!run.phase().isSending() || run.startAt().isEmpty() || waitsForGrant) {
            return new Step(state, List.of());
        }
        SendAssignment assignment = new SendAssignment(ScheduleState.of(run), state.own.grants());
        return new Step(
                state.toAssignment(assignment).toPhase(RunState.SENDING),
                List.of(new Command.StartSending(run.plan(), run.startAt().get(), assignment)));
    }

    private static Step follow(State state) {
        SendAssignment assignment =
                new SendAssignment(ScheduleState.of(state.desired.orElseThrow()), state.own.grants());
        return state.assignment.equals(Optional.of(assignment))
                ? new Step(state, List.of())
                : new Step(state.toAssignment(assignment), List.of(new Command.ChangeAssignment(assignment)));
    }

    /**
     * Aborts when acks can no longer arrive, because too much time has passed since the last message or the topic no longer exists, and when
     * they no longer matter, because all load was stopped or the run was dropped.
     */
    private static Step stopHard(State state) {
        return switch (state.phase.orElse(RunState.FINISHED)) {
            case SENDING -> drain(state);
            case DRAINING -> new Step(state, List.of(new Command.Abort()));
            case PREPARING, READY, FINISHED, FAILED -> new Step(state, List.of());
        };
    }

    private static Step drain(State state) {
        return new Step(state.toPhase(RunState.DRAINING), List.of(new Command.Drain()));
    }
}
