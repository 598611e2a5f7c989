package klt.controller.core.sweep;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import klt.common.spec.sweep.SweepRun;
import klt.common.spec.sweep.SweepSpec;
import klt.controller.core.run.Command;
import klt.controller.core.run.Reply;
import klt.controller.core.run.Runs;
import klt.controller.core.run.Step;
import klt.controller.core.run.Sweep;

/**
 * The sweeps that have not ended. The first one starts its runs one after another, while the others wait for it to end. The number of
 * started runs, which is stored with each start, determines the next run. Event-loop thread only; owned by the controller's core.
 */
public final class Sweeps {

    /** Maximum number of sweeps that have not ended. */
    public static final int UNENDED_MAX = 20;

    private final Runs runs;
    private final Map<String, Sweep> sweeps = new LinkedHashMap<>();

    /** whether the newest run of a sweep had not ended when last checked */
    private boolean busy;

    /** when a sweep's run was found to have ended */
    private Optional<Instant> idleSince = Optional.empty();

    public Sweeps(Runs runs) {
        this.runs = runs;
    }

    /** Returns the sweeps that have not ended, in order of submission. */
    public List<Sweep> unended() {
        return List.copyOf(sweeps.values());
    }

    public Step submit(String id, SweepSpec spec, Instant now) {
        if (sweeps.size() >= UNENDED_MAX) {
            return Step.refused(new Reply.Refused(
                    UNENDED_MAX + " sweeps have not ended, which is the limit; stop one or try again later"));
        }
        if (sweeps.containsKey(id)) {
            return Step.refused(new Reply.Conflict("sweep " + id + " already exists"));
        }
        List<Command> commands = new ArrayList<>(List.of(keep(new Sweep(id, spec, now))));
        commands.addAll(advance(now));
        return Step.of(commands);
    }

    /**
     * Restores another controller's sweep, and stores its number of runs. Follows the runs that have not ended. The time since the end of
     * its last run is unknown.
     */
    public List<Command> recover(Sweep sweep, Instant now) {
        idleSince = Optional.of(now);
        return List.of(keep(sweep));
    }

    /** Stops a sweep: starts no more runs, and stops the current one. */
    public Step stop(String id, Instant now) {
        Sweep sweep = sweeps.get(id);
        if (sweep == null) {
            return Step.refused(new Reply.NotFound(id));
        }
        if (sweep.isStopping()) {
            return Step.refused(new Reply.Conflict("the sweep is already being stopped"));
        }
        Sweep stopping = sweep.stopRequested(now);
        List<Command> commands = new ArrayList<>(List.of(keep(stopping)));
        commands.addAll(stopRun(stopping, now));
        commands.addAll(advance(now));
        return Step.of(commands);
    }

    private List<Command> stopRun(Sweep sweep, Instant now) {
        // a rejection means that the run is already ending
        return sweep.newestRun()
                .filter(runs.live()::contains)
                .map(run -> runs.stop(run, now).commands())
                .orElse(List.of());
    }

    /** Stops the runs of sweeps that were asked to stop, but may not have stopped their run yet. */
    public List<Command> onReplayFinished(Instant now) {
        List<Command> commands = new ArrayList<>();
        unended().stream().filter(Sweep::isStopping).forEach(sweep -> commands.addAll(stopRun(sweep, now)));
        return commands;
    }

    /** Starts the run that is due, and ends sweeps that will not start another run and whose last run has ended. */
    public List<Command> advance(Instant now) {
        List<Command> commands = new ArrayList<>();
        boolean wasBusy = busy;
        busy = sweeps.values().stream().anyMatch(this::isBusy);
        if (wasBusy && !busy) {
            idleSince = Optional.of(now);
        }
        for (Sweep sweep : unended()) {
            if ((sweep.isStopping() || sweep.isAllStarted()) && !isBusy(sweep)) {
                commands.add(keep(sweep.ended(now)));
                sweeps.remove(sweep.id());
            }
        }
        if (!busy) {
            unended().stream().limit(1).forEach(first -> commands.addAll(startIfDue(first, now)));
        }
        return commands;
    }

    /** Returns whether the sweep's newest run has not ended. */
    private boolean isBusy(Sweep sweep) {
        return sweep.newestRun().filter(runs.live()::contains).isPresent();
    }

    private List<Command> startIfDue(Sweep sweep, Instant now) {
        SweepSpec spec = sweep.spec();
        if (idleSince.filter(since -> now.isBefore(since.plus(spec.coolDown()))).isPresent()) {
            return List.of();
        }
        SweepRun next = spec.run(sweep.id(), sweep.started());
        Step step = runs.submit(next.id(), spec.cell(next).spec(), now);
        if (!(step.reply() instanceof Reply.Accepted)) {
            // the queue is full, or all load is stopped
            return List.of();
        }
        busy = true;
        List<Command> commands = new ArrayList<>(step.commands());
        commands.add(keep(sweep.started(sweep.started() + 1)));
        return commands;
    }

    private Command keep(Sweep sweep) {
        sweeps.put(sweep.id(), sweep);
        return new Command.StoreSweep(sweep);
    }
}
