package klt.systemtests.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Envelope;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunProgress;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.StatusRecord.ProducerTotals;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.spec.RunSpec.ControllerLossPolicy;
import klt.worker.core.ControlView;
import klt.worker.core.ControlView.ReadTick;
import klt.worker.core.Departure;
import klt.worker.core.Lease;
import klt.worker.core.Lifecycle;
import klt.worker.core.Lifecycle.Command;
import klt.worker.core.Lifecycle.Event;
import klt.worker.core.Lifecycle.WorkerShare;
import klt.worker.core.SendQueue;

/**
 * One boot of a worker: its real core, reading and reporting. All that the shell around the core does is here in a few lines; it must do
 * the same.
 */
final class SimulatedWorker extends SimulatedProcess {

    private static final long POLL_NANOS_MAX = World.SECOND / 4;
    private static final long PREPARE_NANOS_MAX = World.SECOND;
    /** A shorter freeze is none. */
    private static final long FREEZE_NANOS_MIN = World.SECOND;

    private final String id;
    private final SimulatedHost host;
    private final SimulatedClock clock;
    private final StatusRecord.Hello hello;
    private final ControlView view = new ControlView();

    private Lease lease;
    private Lifecycle.State state = Lifecycle.State.UNKNOWN;
    private Optional<SimulatedSender> sender = Optional.empty();
    private int read;
    private boolean readDue;
    private long number;
    private long revision;
    private boolean fenced;
    private long thawedAt = -1;
    private long tickStamp;
    /** the terms of what was followed last; of what is read together the runs come first */
    private long runTerm;

    private long tickTerm;
    private OutcomeCounts said = OutcomeCounts.NONE;
    private Optional<Departure> departure = Optional.empty();
    private long tickReadAt = -1;
    private boolean orphaned;

    SimulatedWorker(String id, SimulatedHost host) {
        super(host.world());
        this.id = id;
        this.host = host;
        clock = SimulatedClock.any(world().random());
        hello = new StatusRecord.Hello(id, "h", "1", 1, 1L << 30);
        lease = Lease.of(id);
        onControlAppended();
        after(random(World.SECOND), this::report);
    }

    String id() {
        return id;
    }

    /** It has nothing to do with any run. */
    boolean isIdle() {
        return state.phase().isEmpty();
    }

    private boolean isState(RunState wanted) {
        return state.phase().equals(Optional.of(wanted));
    }

    /** The process dies. */
    void die() {
        end();
        sender.ifPresent(SimulatedSender::drop);
    }

    void leave() {
        if (departure.isEmpty()) {
            departure = Optional.of(Departure.of(now()));
        }
    }

    private boolean isLeaving() {
        return departure.isPresent();
    }

    /** Kafka has acknowledged what it reported. */
    void onAcked() {
        after(0, () -> lease = lease.onAnswer(now()));
    }

    @Override
    void onThaw(long frozenNanos) {
        if (frozenNanos > FREEZE_NANOS_MIN) {
            thawedAt = now();
            fenced = world().mutant() != Mutant.NO_FENCE;
            lease = lease.onThaw(clock.instant(now()).toEpochMilli());
        }
    }

    /** The consumer gets to know of it within its next poll. */
    void onControlAppended() {
        if (!readDue) {
            readDue = true;
            after(random(POLL_NANOS_MAX), this::readControl);
        }
    }

    private void readControl() {
        if (now() < host.deafUntil()) {
            after(host.deafUntil() - now() + random(POLL_NANOS_MAX), this::readControl);
            return;
        }
        readDue = false;
        watchSilence();
        read = world().control().read(read, this::take);
        view.takeChanges().forEach((run, desired) -> onDesired(desired));
        view.takeTicks().forEach(this::onTick);
        if (lease.isRevoked() && world().mutant() != Mutant.STAYS_THOUGH_UNLISTED) {
            world().mark(fenced ? RareEvent.ZOMBIE_RESUMED : RareEvent.REVOKED);
            revoked();
        } else if (lease.isClear() && fenced) {
            world().mark(RareEvent.FREEZE_CLEARED);
            fenced = false;
            sender.ifPresent(SimulatedSender::wake);
        }
    }

    private void take(ControlLog.Entry entry) {
        if (!world().mutant().hears(entry)) {
            return;
        }
        ControlLog.Entry heard = world().mutant().heard(entry, view.term());
        view.take(
                heard.key().toString(),
                heard.record(),
                SimulatedClock.instantOf(heard.stampNanos()).toEpochMilli());
    }

    private void onTick(ReadTick read) {
        tickTerm = following(tickTerm, read.tick());
        tickStamp = read.stampMillis();
        tickReadAt = now();
        lease = lease.onTick(read.term(), read.tick().workers(), read.stampMillis(), now());
    }

    private void onDesired(Optional<DesiredRun> desired) {
        desired.ifPresent(run -> {
            runTerm = following(runTerm, run);
            revision = run.revision();
            if (run.departed().workers().contains(id)) {
                lease = lease.onDeclaredLost();
            }
        });
        handle(desired.<Event>map(run -> new Event.Wanted(run, WorkerShare.of(run, id)))
                .orElseGet(Event.Dropped::new));
    }

    private long following(long term, ControlRecord record) {
        long next = world().control().termOf(record);
        if (next < term) {
            throw new Violation(id + " follows " + record + " of term " + next + " after one of term " + term);
        }
        return next;
    }

    private void handle(Event event) {
        Lifecycle.Step step = Lifecycle.step(state, event);
        state = step.state();
        step.commands().forEach(this::execute);
    }

    private void execute(Command command) {
        switch (command) {
            case Command.Prepare prepare -> after(random(PREPARE_NANOS_MAX), () -> handle(new Event.Prepared()));
            case Command.StartSending start -> sender = Optional.of(new SimulatedSender(this, clock, start));
            case Command.ChangeAssignment change -> sender.ifPresent(loop -> loop.change(change.assignment()));
            case Command.Drain() -> {
                sender.ifPresent(SimulatedSender::stop);
                onAnswers();
            }
            // no answer of the simulation is so late
            case Command.Abort() -> {}
            case Command.Forget() -> {
                state = Lifecycle.State.UNKNOWN;
                sender = Optional.empty();
            }
        }
    }

    /** Whether the sending loop may go on. */
    boolean mayGoOn() {
        return isState(RunState.SENDING) && !fenced && !isSilent();
    }

    private boolean isSilent() {
        return world().mutant() != Mutant.NO_HOLD && lease.isSilentFor(lapse(), now());
    }

    private void watchSilence() {
        if (isWorking() && isSilent()) {
            world().mark(RareEvent.WORKER_HELD);
            fenced = true;
            lease = lease.onHold(clock.instant(now()).toEpochMilli());
        }
    }

    void requireTick(long sequence) {
        if (tickReadAt >= 0 && now() - tickReadAt >= lapse().toNanos()) {
            throw new Violation(id + " sends " + sequence + " without a tick for " + (now() - tickReadAt) / 1e9 + " s");
        }
    }

    void requireUnfrozen(long sequence) {
        long thawed = SimulatedClock.instantOf(thawedAt - SimulatedClock.ERROR_NANOS_MAX)
                .toEpochMilli();
        if (thawedAt >= 0 && tickStamp < thawed) {
            throw new Violation(
                    id + " sends " + sequence + " after a freeze, before a controller has counted on it again");
        }
    }

    void onAnswers() {
        if (isState(RunState.DRAINING)
                && sender.map(SimulatedSender::isAnswered).orElse(true)) {
            handle(new Event.Drained());
        }
    }

    /** Once a second it looks at the time, and says how it is. */
    private void report() {
        after(World.SECOND + random(World.SECOND / 10), this::report);
        if (isState(RunState.SENDING)) {
            handle(new Event.TimePassed(clock.instant(now())));
        }
        watchSilence();
        if (isWorking() && isLeaderless()) {
            world().mark(RareEvent.ORPHAN_STOPPED);
            leave();
            orphaned = true;
            handle(new Event.Abandoned());
        }
        departure = departure.map(leaving -> leaving.onTime(lease, now()));
        if (departure.map(Departure::isOver).orElse(false)) {
            handle(new Event.Abandoned());
        }
        if (isLeaving() && !(isState(RunState.SENDING) && !state.own().grants().isEmpty())) {
            handle(new Event.Abandoned());
        }
        host.say(this, heartbeat());
        if (isLeaving() && !isWorking()) {
            world().mark(RareEvent.WORKER_LEFT);
            host.say(this, new StatusRecord.Bye("left"));
            end();
            host.onLeft(orphaned);
        }
    }

    private boolean isWorking() {
        return state.phase().map(phase -> !phase.isFinal()).orElse(false);
    }

    private boolean isLeaderless() {
        return world().mutant() == Mutant.GIVES_UP_IN_AN_OUTAGE
                ? lease.isSilentFor(lapse(), now())
                : lease.isLeaderlessFor(lapse());
    }

    private Duration lapse() {
        return state.desired()
                .map(run -> run.plan().spec().workers().lapse())
                .orElse(ControllerLossPolicy.CONTINUE)
                .silenceMax();
    }

    /** Others have what it had: it drops what it has not heard of, and a new boot takes its place. */
    private void revoked() {
        sender.ifPresent(SimulatedSender::stop);
        if (random(2) == 0) {
            host.say(this, heartbeat());
            host.say(this, new StatusRecord.Bye("lost"));
        }
        die();
        host.boot();
    }

    Envelope<StatusRecord> envelope(StatusRecord record) {
        return new Envelope<>(view.term(), id, ++number, record);
    }

    private StatusRecord.Heartbeat heartbeat() {
        return new StatusRecord.Heartbeat(
                hello,
                view.lastTick(),
                isLeaving(),
                Optional.empty(),
                new StatusRecord.Vitals(1, 0, 0, 0),
                state.phase().map(this::progress).stream().toList());
    }

    private RunProgress progress(RunState phase) {
        SendQueue.Progress progress = sender.map(SimulatedSender::progress).orElse(SendQueue.Progress.NONE);
        long sent = sender.map(SimulatedSender::sent).orElse(0L);
        long acked = sender.map(SimulatedSender::acked).orElse(0L);
        OutcomeCounts completed = world().mutant().reported(progress.completed(), said);
        said = progress.completed();
        return new RunProgress(
                World.RUN,
                revision,
                phase,
                world().mutant().reported(progress.grants()),
                completed,
                new RunProgress.Totals(sent, acked, 0, 0, acked, OutcomeCounts.NONE),
                0,
                ProducerTotals.NONE,
                RunProgress.Times.NONE,
                0,
                List.of(),
                "");
    }
}
