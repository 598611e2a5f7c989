package klt.systemtests.simulation;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.Plan;
import klt.common.protocol.RunProgress;
import klt.common.protocol.StatusRecord.ProducerTotals;
import klt.common.protocol.StatusRecord.RunState;
import klt.worker.control.RunEngine;
import klt.worker.core.Lifecycle.Command.StartSending;
import klt.worker.core.Lifecycle.Event;
import klt.worker.core.Lifecycle.SendAssignment;
import klt.worker.core.SendQueue;

/** The engine of the run on one worker: a simulated sender, and the report on it. */
final class SimulatedEngine implements RunEngine {

    private static final long PREPARE_NANOS_MAX = World.SECOND;

    private final SimulatedWorker worker;
    private final Consumer<Event> events;
    private Optional<SimulatedSender> sender = Optional.empty();
    private Optional<RunState> state = Optional.empty();
    private Optional<RunProgress.Failure> failure = Optional.empty();
    private long revision;
    private boolean stopped;
    private boolean drained;
    private boolean forgotten;
    private OutcomeCounts reported = OutcomeCounts.NONE;

    SimulatedEngine(SimulatedWorker worker, Consumer<Event> events) {
        this.worker = worker;
        this.events = events;
    }

    @Override
    public void prepare(Plan plan) {
        worker.after(worker.random(PREPARE_NANOS_MAX), () -> {
            if (!stopped) {
                events.accept(new Event.Prepared());
            }
        });
    }

    @Override
    public void startSending(StartSending order) {
        sender = Optional.of(new SimulatedSender(worker, this, order));
    }

    @Override
    public void changeAssignment(SendAssignment assignment) {
        sender.ifPresent(loop -> loop.change(assignment));
    }

    @Override
    public void partitions(int known) {}

    @Override
    public void stop() {
        stopped = true;
        sender.ifPresent(SimulatedSender::stop);
        onAnswers();
    }

    /** Answers are never this late. */
    @Override
    public void abort() {}

    @Override
    public void toRevision(long newest) {
        revision = newest;
    }

    @Override
    public void toState(RunState next, Optional<RunProgress.Failure> why) {
        state = Optional.of(next);
        failure = why;
    }

    @Override
    public void forget() {
        forgotten = true;
        sender = Optional.empty();
    }

    boolean isForgotten() {
        return forgotten;
    }

    void onAnswers() {
        if (stopped && !drained && sender.map(SimulatedSender::isAnswered).orElse(true)) {
            drained = true;
            events.accept(new Event.Drained());
        }
    }

    /** Called when the gate is open. */
    void resume() {
        sender.ifPresent(SimulatedSender::resume);
    }

    /** Called when the process has crashed. */
    void drop() {
        sender.ifPresent(SimulatedSender::drop);
    }

    Optional<RunProgress> progress() {
        return forgotten ? Optional.empty() : state.map(this::progress);
    }

    private RunProgress progress(RunState phase) {
        SendQueue.Progress progress = sender.map(SimulatedSender::progress).orElse(SendQueue.Progress.NONE);
        long sent = sender.map(SimulatedSender::sent).orElse(0L);
        long acked = sender.map(SimulatedSender::acked).orElse(0L);
        Mutant mutant = worker.world().mutant();
        OutcomeCounts completed = mutant.reported(progress.completed(), reported);
        reported = progress.completed();
        return new RunProgress(
                World.RUN,
                revision,
                phase,
                mutant.reported(progress.grants()),
                completed,
                new RunProgress.Totals(sent, acked, 0, 0, 0, acked, OutcomeCounts.NONE),
                0,
                ProducerTotals.NONE,
                RunProgress.Times.NONE,
                0,
                List.of(),
                failure);
    }
}
