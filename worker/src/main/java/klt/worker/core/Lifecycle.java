package klt.worker.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Ownership;
import klt.common.protocol.Plan;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunState;

/**
 * One run on one worker: from what is wanted and what has happened to what is to be done next.
 *
 * <pre>
 * (unknown) ─Prepare→ PREPARING ─Prepared→ READY ─StartSending→ SENDING ─LastSent→ DRAINING ─Drained→ FINISHED ─Forget→ (gone)
 *                         └──────────────────┴──────────Drain──────┴─────────────────↑
 *                         any of them ─Broken→ FAILED ─Forget→ (gone)
 * </pre>
 *
 * <p>It is level-triggered: a wish that is repeated changes nothing, and one that was missed is made up for by the next.
 */
public final class Lifecycle {

    static final String SHARDS_MOVED = "the run's shards were moved while this worker was sending them";

    /** What has happened. */
    public sealed interface Event {

        /** @param own this worker's part of it, if it has one */
        record Wanted(DesiredRun desired, Optional<Ownership> own) implements Event {}

        /** The controller wants nothing of this run any more. */
        record Dropped() implements Event {}

        /** The producer is open and knows the topic, the clock is known. */
        record Prepared() implements Event {}

        /** The walk is over or was stopped; nothing more will be sent. */
        record LastSent() implements Event {}

        /** Every message has its outcome and the producer is closed. */
        record Drained() implements Event {}

        /** The run cannot go on here; every message has its outcome and the producer is closed. */
        record Broken(String reason) implements Event {}

        record TimePassed(Instant now) implements Event {}

        /** This worker is told to end. */
        record Leaving() implements Event {}
    }

    /** What is to be done. */
    public sealed interface Command {

        record Prepare(Plan plan) implements Command {}

        record StartSending(Plan plan, Ownership own, Instant startAt, Timing timing) implements Command {}

        record ChangeTiming(Timing timing) implements Command {}

        /** Stop before the next message, wait for the answers, close. */
        record Drain() implements Command {}

        /** The run is over for everyone. */
        record Forget() implements Command {}
    }

    /**
     * Where the run stands here.
     *
     * @param phase empty as long as nothing was begun
     * @param wanted the newest wish; empty when the run was dropped
     * @param own the newest part of this worker
     * @param sending what the sending thread goes by; empty before the start
     * @param failure why it will end as failed; empty when it will not
     */
    public record State(
            Optional<RunState> phase,
            Optional<DesiredRun> wanted,
            Optional<Ownership> own,
            Optional<Sending> sending,
            String failure) {

        public static final State UNKNOWN =
                new State(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), "");

        State toPhase(RunState next) {
            return new State(Optional.of(next), wanted, own, sending, failure);
        }

        State toFailure(String reason) {
            return new State(phase, wanted, own, sending, failure.isEmpty() ? reason : failure);
        }

        State toSending(Sending next) {
            return new State(phase, wanted, own, Optional.of(next), failure);
        }

        private boolean isStopWanted() {
            return own.isEmpty()
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

    /** What a run was started with. */
    public record Sending(Ownership own, Timing timing) {}

    public record Step(State state, List<Command> commands) {

        public Step {
            commands = List.copyOf(commands);
        }
    }

    static final String LEFT = "WORKER_LEFT: the worker was told to end before its part was sent";

    private Lifecycle() {}

    public static Step step(State state, Event event) {
        return switch (event) {
            case Event.Wanted(DesiredRun desired, Optional<Ownership> own) ->
                converge(new State(state.phase, Optional.of(desired), own, state.sending, state.failure));
            case Event.Dropped() ->
                converge(new State(state.phase, Optional.empty(), Optional.empty(), state.sending, state.failure));
            case Event.Prepared() -> converge(reached(state, RunState.READY));
            case Event.LastSent() -> converge(reached(state, RunState.DRAINING));
            case Event.Drained() ->
                converge(reached(state, state.failure.isEmpty() ? RunState.FINISHED : RunState.FAILED));
            case Event.Broken(String reason) -> converge(reached(state.toFailure(reason), RunState.FAILED));
            case Event.TimePassed(Instant now) ->
                state.phase.equals(Optional.of(RunState.SENDING)) && state.isPastHardStop(now)
                        ? drain(state)
                        : new Step(state, List.of());
            case Event.Leaving() ->
                state.phase.map(now -> now.compareTo(RunState.DRAINING) < 0).orElse(false)
                        ? drain(state.toFailure(LEFT))
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
        Optional<DesiredRun> mine = state.wanted.filter(run -> state.own.isPresent());
        if (mine.isEmpty() || state.isOver()) {
            return new Step(state, List.of(new Command.Forget()));
        }
        if (state.isStopWanted()) {
            // it came too late to send anything, but its controller waits for a final word
            return new Step(state.toPhase(RunState.FINISHED), List.of());
        }
        return mine.get().phase() == RunPhase.QUEUED
                ? new Step(state, List.of())
                : new Step(
                        state.toPhase(RunState.PREPARING),
                        List.of(new Command.Prepare(mine.get().plan())));
    }

    private static Step startWhenSet(State state) {
        DesiredRun run = state.wanted.orElseThrow();
        if (!run.phase().isSending() || run.startAt().isEmpty()) {
            return new Step(state, List.of());
        }
        Sending sending = new Sending(state.own.orElseThrow(), Timing.of(run));
        return new Step(
                state.toSending(sending).toPhase(RunState.SENDING),
                List.of(new Command.StartSending(
                        run.plan(), sending.own(), run.startAt().get(), sending.timing())));
    }

    private static Step follow(State state) {
        Sending sending = state.sending.orElseThrow();
        if (!state.own.equals(Optional.of(sending.own()))) {
            return drain(state.toFailure(SHARDS_MOVED));
        }
        Timing timing = Timing.of(state.wanted.orElseThrow());
        return timing.equals(sending.timing())
                ? new Step(state, List.of())
                : new Step(
                        state.toSending(new Sending(sending.own(), timing)), List.of(new Command.ChangeTiming(timing)));
    }

    private static Step drain(State state) {
        return new Step(state.toPhase(RunState.DRAINING), List.of(new Command.Drain()));
    }
}
