package klt.controller.core.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.ControlRecord.Ending;
import klt.common.protocol.RunPhase;
import klt.common.schedule.Sharding;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.preflight.Finding;
import klt.controller.core.preflight.Preflight;
import klt.controller.core.run.Command;
import klt.controller.core.run.Run;
import klt.controller.core.run.Waiting;

/** The run is waiting for its turn and for workers. */
final class Queued implements LifecycleState {

    private final RunControl control;
    private final Run run;
    private final StartGate gate;

    Queued(RunControl control) {
        this.control = control;
        run = control.run();
        gate = new StartGate(run.spec().workers());
    }

    /** Called when it is the run's turn. Prepares the run if there are enough workers, or fails it after the timeout. */
    List<Command> tryPrepare(Fleet fleet, Instant now) {
        List<String> ready = fleet.readyIds();
        if (!gate.isEnough(ready.size())) {
            return gate.isLate(now) ? control.end(RunPhase.FAILED, gate.tooFewReady(ready.size()), now) : List.of();
        }
        List<Finding> findings = Preflight.ofWorkers(run.spec(), fleet.memory(ready));
        List<Command> refused = control.applyPreflight(findings, now);
        if (!refused.isEmpty()) {
            return refused;
        }
        run.split(Sharding.shardCount(ready.size()));
        ready.forEach(worker -> run.membership().join(worker, fleet));
        run.toPhase(
                RunPhase.PREPARING,
                Args.of("workers", ready.size(), "shards", run.plan().shardCount()),
                now);
        control.become(new Preparing(control, gate));
        return List.of(new Command.PrepareTopics(run.id(), run.spec(), ready.size(), now));
    }

    @Override
    public boolean isPublished() {
        return false;
    }

    /** Does nothing, because the controller decides when it is the run's turn. */
    @Override
    public List<Command> advance(Fleet fleet, Instant now) {
        return List.of();
    }

    @Override
    public Optional<Waiting> waiting(int before, Fleet fleet, Instant now) {
        return before > 0 && gate.until().isEmpty()
                ? Optional.of(Waits.turn(before))
                : new Waits(run, fleet).workers(gate.missing(fleet.readyIds().size()), gate.until());
    }

    @Override
    public List<Command> endEarly(Ending ending, Instant now) {
        return control.end(ending.phase(), ending.end(), now);
    }

    @Override
    public List<Command> onTopicLost(Ending ending, Instant now) {
        return List.of();
    }
}
