package klt.controller.core.lifecycle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.ControlRecord.Ending;
import klt.common.protocol.End;
import klt.common.protocol.RunPhase;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.run.Command;
import klt.controller.core.run.Run;
import klt.controller.core.run.Waiting;
import klt.controller.core.schedule.Timeline;
import klt.controller.core.verdict.ObjectiveWatch;

/**
 * Workers are sending on schedule, which may begin later or be paused. In a read-only run, the consumers are reading an existing
 * topic.
 */
final class Sending implements LifecycleState {

    private final RunControl control;
    private final Run run;

    Sending(RunControl control) {
        this.control = control;
        run = control.run();
    }

    @Override
    public boolean isPublished() {
        return true;
    }

    @Override
    public List<Command> advance(Fleet fleet, Instant now) {
        List<Command> end = drainIfDone(now);
        if (!end.isEmpty()) {
            return end;
        }
        Optional<End> refusal = Refusal.whileSending(run, now);
        if (refusal.isPresent()) {
            return endEarly(new Ending(RunPhase.FAILED, refusal.get()), now);
        }
        if (control.hardStopAt(now).map(now::isAfter).orElse(false)) {
            return endEarly(new Ending(RunPhase.FAILED, control.incomplete()), now);
        }
        Optional<End> missed = ObjectiveWatch.advance(run, now);
        if (missed.isPresent()) {
            return endEarly(new Ending(RunPhase.STOPPED, missed.get()), now);
        }
        LoadSearch.Step step = LoadSearch.of(run)
                .filter(search -> run.timeline().elapsedNanos(now) >= 0)
                .map(search -> search.advance(RunMachine.CHANGE_LEAD.toNanos(), now))
                .orElseGet(LoadSearch.Step.None::new);
        if (step instanceof LoadSearch.Step.Over(Ending ending)) {
            return endEarly(ending, now);
        }
        boolean changed = assign(fleet, now) || step instanceof LoadSearch.Step.Changed;
        return changed ? List.of(control.publish(now)) : List.of();
    }

    /** @return whether anything has changed */
    private boolean assign(Fleet fleet, Instant now) {
        Timeline timeline = run.timeline();
        boolean changed = run.membership().letJoin(fleet, run.plan().shardCount(), now) || control.isStale();
        changed |= run.allocation().handOver(fleet, timeline, control.nextRevision(), now);
        // a suspect keeps its audit task, because another reader would have to start from the beginning of the run
        List<String> readers = new ArrayList<>(fleet.readyIds());
        readers.addAll(fleet.suspectIds());
        changed |= run.verification().assign(fleet.readyIds(), readers, now);
        // a search pauses the load to drain queues, which does not count as PAUSED
        RunPhase desired = timeline.isPaused(now) && run.stats().limit().isEmpty() ? RunPhase.PAUSED : RunPhase.RUNNING;
        if (timeline.elapsedNanos(now) >= 0 && desired != run.phase()) {
            run.toPhase(desired, phaseArgs(), now);
            changed = true;
        }
        return changed;
    }

    /**
     * Closes grants that have ended, and drains the run if it is done. Shards are rebalanced once per tick rather than per report, because
     * a large fleet sends thousands of reports per second.
     */
    List<Command> drainIfDone(Instant now) {
        if (run.allocation().clear(run.timeline(), now)) {
            control.markStale();
        }
        return isDone(now) ? drain(now) : List.of();
    }

    private boolean isDone(Instant now) {
        return run.sends()
                ? run.allocation().isDone(run.timeline(), now)
                : run.timeline().elapsedNanos(now) >= 0 && run.consumerStats().isOver(now);
    }

    /** Returns the arguments of a phase's event. */
    private Args phaseArgs() {
        return run.sends() ? Args.NONE : Args.of("reads", true);
    }

    private List<Command> drain(Instant now) {
        Draining draining = new Draining(control, now);
        control.ending()
                .ifPresentOrElse(
                        early -> run.toPhase(RunPhase.DRAINING, early.end(), now),
                        () -> run.toPhase(RunPhase.DRAINING, phaseArgs(), now));
        control.become(draining);
        List<Command> commands = new ArrayList<>(List.of(control.publish(now)));
        commands.addAll(draining.advance(now));
        return commands;
    }

    @Override
    public Optional<Waiting> waiting(int before, Fleet fleet, Instant now) {
        boolean noReaders = !run.sends() && run.membership().members().isEmpty();
        Waits waits = new Waits(run, fleet);
        return run.allocation().hasNoWorkers() || noReaders
                ? waits.workers(1, control.hardStopAt(now))
                : waits.heldBackConsumers();
    }

    @Override
    public List<Command> endEarly(Ending ending, Instant now) {
        control.recordEnding(ending);
        return drain(now);
    }

    @Override
    public List<Command> onTopicLost(Ending ending, Instant now) {
        return endEarly(ending, now);
    }
}
