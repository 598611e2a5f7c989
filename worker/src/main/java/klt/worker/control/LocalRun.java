package klt.worker.control;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Grant;
import klt.common.protocol.RunProgress.Failure;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.spec.RunSpec.ControllerLossPolicy;
import klt.common.text.Listing;
import klt.common.text.NumberRanges;
import klt.worker.core.Lifecycle;
import klt.worker.core.Lifecycle.Command;
import klt.worker.core.Lifecycle.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** A run on this worker: its state and its engine. Executes the commands of {@link Lifecycle}. Control loop thread only. */
final class LocalRun {

    private static final Logger LOG = LoggerFactory.getLogger(LocalRun.class);

    private final String run;
    private final RunEngine engine;

    private Lifecycle.State state = Lifecycle.State.UNKNOWN;
    private boolean prepared;
    private boolean forgotten;

    /** @param events called on any thread for each of the engine's steps */
    LocalRun(DesiredRun desired, RunEngines engines, BiConsumer<LocalRun, Event> events) {
        run = desired.run();
        engine = engines.of(desired, event -> events.accept(this, event));
    }

    void handle(Event event) {
        Lifecycle.State before = state;
        Lifecycle.Step step = Lifecycle.step(before, event);
        state = step.state();
        // set before the desired state takes effect, so that every report carries the revision that caused it
        state.desired().ifPresent(run -> engine.toRevision(run.revision()));
        step.commands().forEach(this::execute);
        state.desired().ifPresent(run -> engine.partitions(run.audit().from().size()));
        if (!state.phase().equals(before.phase())) {
            state.phase().ifPresent(this::say);
        }
    }

    private void execute(Command command) {
        switch (command) {
            case Command.Prepare(var plan) -> {
                prepared = true;
                engine.prepare(plan);
            }
            case Command.StartSending start -> engine.startSending(start);
            case Command.ChangeAssignment(var assignment) -> {
                log("sending under grants "
                        + Listing.of(assignment.grants().stream().map(Grant::id).toList()) + " and "
                        + assignment.schedule().changes().size() + " changes of the load");
                engine.changeAssignment(assignment);
            }
            case Command.Drain() -> engine.stop();
            case Command.Abort() -> engine.abort();
            case Command.Forget() -> {
                forgotten = true;
                engine.forget();
            }
        }
    }

    private void say(RunState phase) {
        Optional<Failure> failure = state.failure().filter(any -> phase == RunState.FAILED);
        log(phase + failure.map(known -> ": " + known.error()).orElse(""));
        engine.toState(phase, failure);
    }

    private void log(String words) {
        int[] shards = state.own().grants().stream()
                .flatMap(grant -> grant.shards().stream())
                .mapToInt(Integer::intValue)
                .sorted()
                .distinct()
                .toArray();
        LoggingEventBuilder line = LOG.atInfo().addKeyValue("run", run);
        if (shards.length > 0) {
            line = line.addKeyValue("shards", NumberRanges.of(shards));
        }
        line.log("{}", words);
    }

    /** Stops sending before the next message. The engine reports the end once all messages have an outcome. */
    void abandon() {
        handle(new Event.Abandoned());
    }

    /** Stops waiting for acks. */
    void abort() {
        engine.abort();
    }

    /** Returns whether the engine is working. */
    boolean isWorking() {
        return prepared && !state.phase().map(RunState::isFinal).orElse(false);
    }

    /** Returns whether the run is sending messages, or still has messages to send. */
    boolean hasGrants() {
        return state.phase().equals(Optional.of(RunState.SENDING))
                && !state.own().grants().isEmpty();
    }

    /**
     * Returns how long this worker may continue without a controller. A dropped run, which no longer sends anything, has the default limit.
     */
    Duration silenceMax() {
        return state.desired()
                .map(run -> run.plan().spec().workers().lapse())
                .orElse(ControllerLossPolicy.CONTINUE)
                .silenceMax();
    }

    boolean isForgotten() {
        return forgotten;
    }
}
