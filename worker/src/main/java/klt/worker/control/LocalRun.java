package klt.worker.control;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import klt.common.clock.Ticker;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Grant;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.spec.RunSpec.ControllerLossPolicy;
import klt.common.text.Listing;
import klt.common.text.NumberRanges;
import klt.worker.clock.BusTime;
import klt.worker.core.Lifecycle;
import klt.worker.core.Lifecycle.Command;
import klt.worker.core.Lifecycle.Event;
import klt.worker.produce.Preparation;
import klt.worker.produce.ProducerEngine;
import klt.worker.produce.RunMeter;
import klt.worker.produce.SendGate;
import klt.worker.report.Reporter;
import klt.worker.report.RunReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** One run on this worker: its state, its engine and its report. Carries out what {@link Lifecycle} decides. Control loop thread only. */
final class LocalRun {

    private static final Logger LOG = LoggerFactory.getLogger(LocalRun.class);

    private final String run;
    private final Preparation preparation;
    private final Reporter reporter;
    private final BusTime busTime;
    private final Ticker ticker;
    private final SendGate gate;
    private final BiConsumer<LocalRun, Event> events;
    private final RunMeter meter = new RunMeter();
    private final RunReport report;

    private Lifecycle.State state = Lifecycle.State.UNKNOWN;
    private Optional<ProducerEngine> engine = Optional.empty();
    private boolean reported;
    private boolean forgotten;

    /** @param events called, by any thread, for each step of the engine */
    LocalRun(
            DesiredRun desired,
            Preparation preparation,
            Reporter reporter,
            BusTime busTime,
            Ticker ticker,
            SendGate gate,
            BiConsumer<LocalRun, Event> events) {
        this.run = desired.run();
        this.preparation = preparation;
        this.reporter = reporter;
        this.busTime = busTime;
        this.ticker = ticker;
        this.gate = gate;
        this.events = events;
        this.report = new RunReport(run, desired.plan().spec().payload().size(), meter, busTime);
    }

    void handle(Event event) {
        Lifecycle.State before = state;
        Lifecycle.Step step = Lifecycle.step(before, event);
        state = step.state();
        // before its effects, so that every report carries the revision that caused it
        state.desired().ifPresent(run -> report.toRevision(run.revision()));
        step.commands().forEach(this::execute);
        state.desired()
                .map(run -> run.audit().from().size())
                .ifPresent(partitions -> engine.ifPresent(sender -> sender.partitions(partitions)));
        if (!state.phase().equals(before.phase())) {
            state.phase().ifPresent(this::say);
        }
    }

    private void execute(Command command) {
        switch (command) {
            case Command.Prepare(var plan) -> {
                ProducerEngine made = new ProducerEngine(
                        run,
                        plan,
                        preparation,
                        busTime,
                        ticker,
                        meter,
                        gate,
                        reporter::wake,
                        event -> events.accept(this, event));
                engine = Optional.of(made);
                made.prepare();
            }
            case Command.StartSending start -> engine.ifPresent(e -> report.toStart(e.startSending(start)));
            case Command.ChangeAssignment(var assignment) -> {
                log("sending by grants "
                        + Listing.of(assignment.grants().stream().map(Grant::id).toList()) + " and "
                        + assignment.schedule().segments().size() + " segments of the schedule");
                engine.ifPresent(e -> e.changeAssignment(assignment));
            }
            case Command.Drain() -> engine.ifPresent(ProducerEngine::stop);
            case Command.Abort() -> abort();
            case Command.Forget() -> {
                forgotten = true;
                reporter.remove(report);
            }
        }
    }

    private void say(RunState phase) {
        String reason = phase == RunState.FAILED ? state.failure() : "";
        log(phase + (reason.isEmpty() ? "" : ": " + reason));
        report.toState(phase, reason);
        if (reported) {
            reporter.wake();
        } else {
            reporter.add(report);
            reported = true;
        }
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

    /** Stops before the next message; the engine reports when all messages have an outcome. */
    void abandon() {
        handle(new Event.Abandoned());
    }

    /** Stops waiting for acks. */
    void abort() {
        engine.ifPresent(ProducerEngine::abort);
    }

    /** True while the engine works. */
    boolean isWorking() {
        return engine.isPresent() && !state.phase().map(RunState::isFinal).orElse(false);
    }

    /** It sends, or still has messages to send. */
    boolean hasGrants() {
        return state.phase().equals(Optional.of(RunState.SENDING))
                && !state.own().grants().isEmpty();
    }

    /** How long this worker may continue without a controller. A dropped run sends nothing any more. */
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
