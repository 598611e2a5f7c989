package klt.controller.core;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import klt.controller.core.lifecycle.RunMachine;
import klt.controller.core.run.Command;
import klt.controller.core.run.LoadStop;
import klt.controller.core.run.Reply;
import klt.controller.core.run.Step;

/**
 * Stops all load at once, and starts none until load is allowed again. Sweeps and schedules submit their runs like clients, so they start
 * none either: a sweep continues once load is allowed again, and a schedule misses its starts. The state outlives this controller once Kafka
 * has acknowledged its document. Event-loop thread only; owned by the controller's core.
 */
final class KillSwitch {

    private final Collection<RunMachine> machines;
    private LoadStop state = LoadStop.ALLOWED;

    /** @param machines a live view of the runs that have not ended */
    KillSwitch(Collection<RunMachine> machines) {
        this.machines = machines;
    }

    LoadStop state() {
        return state;
    }

    /** Stops all runs. If load is already stopped, stops only runs that have not been stopped yet. */
    Step stopAll(Instant now) {
        List<Command> commands = new ArrayList<>();
        if (!state.stopped()) {
            state = new LoadStop(true, now);
            // stored first: if this controller fails while it stops the runs, the next one stops the rest, provided
            // that
            // Kafka has acknowledged the document; without a session, this command waits like all others
            commands.add(new Command.StoreLoadStop(state));
        }
        commands.addAll(stopRuns(now));
        return Step.of(commands);
    }

    /** Allows load again. Starts nothing. */
    Step allow(Instant now) {
        if (!state.stopped()) {
            return Step.of(List.of());
        }
        state = new LoadStop(false, now);
        return Step.of(List.of(new Command.StoreLoadStop(state)));
    }

    /** Restores another controller's state. Precedes the recovered runs. */
    Step recover(LoadStop stored) {
        state = stored;
        return Step.of(List.of());
    }

    /** Stops recovered runs that another controller has not stopped yet. */
    List<Command> onReplayFinished(Instant now) {
        return state.stopped() ? stopRuns(now) : List.of();
    }

    private List<Command> stopRuns(Instant now) {
        List<Command> commands = new ArrayList<>();
        List.copyOf(machines).forEach(machine -> commands.addAll(machine.stopAtOnce(now)));
        return commands;
    }

    /** Returns why no run or sweep may be submitted, or empty if they may be. */
    Optional<Reply> refusal() {
        return state.stopped()
                ? Optional.of(new Reply.Conflict("all load has been stopped"
                        + state.knownSince()
                                .map(since -> " since " + since.truncatedTo(ChronoUnit.SECONDS))
                                .orElse("")
                        + "; allow load again first: loadtester stop --release, DELETE /api/stop-all or the console"))
                : Optional.empty();
    }
}
