package klt.worker.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Grant;
import klt.common.protocol.Plan;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;

/**
 * One run on one worker: from what is wanted and what has happened to what is to be done next.
 *
 * <pre>
 * (unknown) ─Prepare→ PREPARING ─Prepared→ READY ─StartSending→ SENDING ─Drain→ DRAINING ─Drained→ FINISHED ─Forget→ (gone)
 *                         └──────────────────┴──────────Drain──────────────────────────────↑
 *                         any of them ─Broken→ FAILED ─Forget→ (gone)
 * </pre>
 *
 * <p>It is level-triggered: a wish that is repeated changes nothing, and one that was missed is made up for by the next. While it sends,
 * grants come and go; it goes on as long as the run does and this worker is one of its members.
 */
public final class Lifecycle {

    /** What has happened. */
    public sealed interface Event {

        /** @param own this worker's part of it */
        record Wanted(DesiredRun desired, Part own) implements Event {}

        /** The controller wants nothing of this run any more. */
        record Dropped() implements Event {}

        /** The producer is open and knows the topic, the clock is known. */
        record Prepared() implements Event {}

        /** Nothing more will be sent: time is over, or it was stopped. */
        record LastSent() implements Event {}

        /** Every message has its outcome and the producer is closed. */
        record Drained() implements Event {}

        /** The run cannot go on here; every message has its outcome and the producer is closed. */
        record Broken(String reason) implements Event {}

        record TimePassed(Instant now) implements Event {}

        /** Nobody leads this worker any more, or it has to end: what it has not sent is left to others. */
        record Abandoned() implements Event {}
    }

    /** What is to be done. */
    public sealed interface Command {

        record Prepare(Plan plan) implements Command {}

        record StartSending(Plan plan, Instant startAt, Orders orders) implements Command {}

        record ChangeOrders(Orders orders) implements Command {}

        /** Stop before the next message, wait for the answers, close. */
        record Drain() implements Command {}

        /** Wait for the answers no longer: what has none is indeterminate. */
        record Abort() implements Command {}

        /** The run is over for everyone. */
        record Forget() implements Command {}
    }

    /** What this worker has to do with a run. */
    public record Part(boolean member, List<Grant> grants) {

        public static final Part NONE = new Part(false, List.of());

        public Part {
            grants = List.copyOf(grants);
        }

        public static Part of(DesiredRun desired, String worker) {
            List<Grant> grants = desired.grantsOf(worker);
            return new Part(!grants.isEmpty() || desired.members().contains(worker), grants);
        }
    }

    /** What the sending thread goes by. */
    public record Orders(Timing timing, List<Grant> grants) {

        public Orders {
            grants = List.copyOf(grants);
        }
    }

    /**
     * Where the run stands here.
     *
     * @param phase empty as long as nothing was begun
     * @param wanted the newest wish; empty when the run was dropped
     * @param own the newest part of this worker
     * @param orders what the sending thread goes by; empty before the start
     * @param failure why it will end as failed; empty when it will not
     */
    public record State(
            Optional<RunState> phase, Optional<DesiredRun> wanted, Part own, Optional<Orders> orders, String failure) {

        public static final State UNKNOWN =
                new State(Optional.empty(), Optional.empty(), Part.NONE, Optional.empty(), "");

        State toPhase(RunState next) {
            return new State(Optional.of(next), wanted, own, orders, failure);
        }

        State toWish(Optional<DesiredRun> wish, Part part) {
            return new State(phase, wish, part, orders, failure);
        }

        State toFailure(String reason) {
            return new State(phase, wanted, own, orders, failure.isEmpty() ? reason : failure);
        }

        State toOrders(Orders next) {
            return new State(phase, wanted, own, Optional.of(next), failure);
        }

        private boolean isStopWanted() {
            return !own.member()
                    || wanted.map(run -> !run.phase().isSending()
                                    && run.phase() != RunPhase.PREPARING
                                    && run.phase() != RunPhase.QUEUED)
                            .orElse(true);
        }

        private boolean isOver() {
            return wanted.map(run -> run.phase().isEnded()).orElse(true);
        }

        private boolean isPastHardStop(Instant now) {
            return wanted.flatMap(DesiredRun::hardStopAt)
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
            case Event.Wanted(DesiredRun desired, Part own) -> converge(state.toWish(Optional.of(desired), own));
            case Event.Dropped() -> converge(state.toWish(Optional.empty(), Part.NONE));
            case Event.Prepared() -> converge(reached(state, RunState.READY));
            case Event.LastSent() -> converge(reached(state, RunState.DRAINING));
            case Event.Drained() ->
                converge(reached(state, state.failure.isEmpty() ? RunState.FINISHED : RunState.FAILED));
            case Event.Broken(String reason) -> converge(reached(state.toFailure(reason), RunState.FAILED));
            case Event.TimePassed(Instant now) ->
                state.isPastHardStop(now) ? stopHard(state) : new Step(state, List.of());
            case Event.Abandoned() ->
                state.phase.map(now -> now.compareTo(RunState.DRAINING) < 0).orElse(false)
                        ? drain(state)
                        : new Step(state, List.of());
        };
    }

    /** An event that arrives late never takes a run back. */
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
            // it came too late to send anything, but its controller waits for a final word
            return new Step(state.toPhase(RunState.FINISHED), List.of());
        }
        DesiredRun run = state.wanted.orElseThrow();
        return run.phase() == RunPhase.QUEUED
                ? new Step(state, List.of())
                : new Step(state.toPhase(RunState.PREPARING), List.of(new Command.Prepare(run.plan())));
    }

    /** Without a grant there is nothing to start. */
    private static Step startWhenSet(State state) {
        DesiredRun run = state.wanted.orElseThrow();
        if (!run.phase().isSending()
                || run.startAt().isEmpty()
                || state.own.grants().isEmpty()) {
            return new Step(state, List.of());
        }
        Orders orders = new Orders(Timing.of(run), state.own.grants());
        return new Step(
                state.toOrders(orders).toPhase(RunState.SENDING),
                List.of(new Command.StartSending(run.plan(), run.startAt().get(), orders)));
    }

    private static Step follow(State state) {
        Orders orders = new Orders(Timing.of(state.wanted.orElseThrow()), state.own.grants());
        return state.orders.equals(Optional.of(orders))
                ? new Step(state, List.of())
                : new Step(state.toOrders(orders), List.of(new Command.ChangeOrders(orders)));
    }

    /** No answer comes so long after the last message, or the topic is not there any more. */
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
