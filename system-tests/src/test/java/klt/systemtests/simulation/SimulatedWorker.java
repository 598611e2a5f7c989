package klt.systemtests.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Grant;
import klt.common.protocol.Settled;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.StatusRecord.GrantProgress;
import klt.common.protocol.StatusRecord.RunProgress;
import klt.common.protocol.StatusRecord.RunState;
import klt.worker.core.GrantWalk;
import klt.worker.core.Lease;
import klt.worker.core.Ledger;
import klt.worker.core.Lifecycle;
import klt.worker.core.Lifecycle.Command;
import klt.worker.core.Lifecycle.Event;
import klt.worker.core.Lifecycle.Part;
import klt.worker.core.Schedule;
import klt.worker.core.Workload;

/**
 * One boot of a worker: its real core, with a sending loop and a producer that are played by the {@link World}. All that the shell around
 * the core does is here in a few lines; it must do the same.
 */
final class SimulatedWorker {

    /** A message between its send and its answer. */
    record InFlight(Ledger.Page page, int place, long sequence) {}

    /** What it has is taken by others, or left. */
    private static final long LEAVE_LIMIT = 10 * World.SECOND;

    final String id;
    private final World world;
    private final Mutant mutant;
    private final long clockErrorNanos;

    private Lease lease;
    private Lifecycle.State state = Lifecycle.State.UNKNOWN;
    private Optional<Workload> work = Optional.empty();
    private Schedule.Paced schedule;
    private Instant startAt;
    private Map<Integer, Long> ends = new LinkedHashMap<>();
    private final List<InFlight> inFlight = new ArrayList<>();
    private long sent;
    private long acked;
    private long number;
    private long revision;
    private long lastTick = -1;
    private boolean fenced;
    private long thawedAt = -1;
    private long tickStamp;
    private Settled said = Settled.NONE;
    private boolean leaving;
    private boolean over;

    /** @param clockErrorNanos what this worker's notion of bus time is off by */
    SimulatedWorker(String id, World world, Mutant mutant, long clockErrorNanos) {
        this.id = id;
        this.world = world;
        this.mutant = mutant;
        this.clockErrorNanos = clockErrorNanos;
        lease = Lease.of(id);
    }

    boolean isOver() {
        return over;
    }

    boolean isLeaving() {
        return leaving;
    }

    void leave() {
        leaving = true;
        world.later(id, LEAVE_LIMIT, () -> handle(new Event.Abandoned()));
    }

    private boolean isState(RunState wanted) {
        return state.phase().equals(Optional.of(wanted));
    }

    /** It was frozen until now, for so long. */
    void thaw(long frozenNanos) {
        if (frozenNanos > World.SECOND) {
            thawedAt = world.now();
            fenced = mutant != Mutant.NO_FENCE;
            lease = lease.onThaw(millis(world.now()));
        }
    }

    private long millis(long nanos) {
        return (nanos + clockErrorNanos) / 1_000_000;
    }

    void onTick(World.TickRecord tick) {
        lastTick = tick.number();
        tickStamp = tick.stampNanos();
        lease = lease.onTick(tick.term(), tick.workers(), tick.stampNanos() / 1_000_000, world.now());
        if (lease.isRevoked() && mutant != Mutant.STAYS_THOUGH_UNLISTED) {
            world.mark(fenced ? Mark.ZOMBIE_RESUMED : Mark.REVOKED);
            over = true;
        } else if (lease.isClear() && fenced) {
            world.mark(Mark.FREEZE_CLEARED);
            fenced = false;
        }
    }

    void onDesired(Optional<DesiredRun> desired) {
        handle(desired.<Event>map(run -> new Event.Wanted(run, Part.of(run, id)))
                .orElseGet(Event.Dropped::new));
        desired.ifPresent(run -> revision = run.revision());
    }

    /** A moment of the loops: time passes for the lease, and what is due is sent. */
    void step() {
        if (over) {
            return;
        }
        if (leaving && !isState(RunState.SENDING)) {
            handle(new Event.Abandoned());
        }
        if (isState(RunState.SENDING)) {
            handle(new Event.TimePassed(World.instant(world.now() + clockErrorNanos)));
        }
        if (isState(RunState.SENDING) && lease.isSilentFor(Duration.ofSeconds(30), world.now())) {
            world.mark(Mark.ORPHAN_STOPPED);
            // another boot takes its place
            leaving = true;
            handle(new Event.Abandoned());
        }
        if (isState(RunState.SENDING) && !fenced) {
            work.ifPresent(this::send);
        }
    }

    private void send(Workload workload) {
        long elapsed = World.instant(world.now() + clockErrorNanos).until(startAt, ChronoUnit.NANOS) * -1;
        while (workload.sequence() < schedule.messages()
                && schedule.fireTimes().fireNanos(workload.sequence()) <= elapsed) {
            send(workload.walk(), workload.sequence());
            workload.advance();
        }
        for (int k = 0; k < World.REPAIRS_PER_STEP && workload.repairSequence() < schedule.messages(); k++) {
            send(workload.repairWalk(), workload.repairSequence());
            workload.advanceRepair();
        }
        if (workload.sequence() >= schedule.messages()) {
            workload.stopAt(schedule.messages());
        }
    }

    private void send(GrantWalk walk, long sequence) {
        if (tickStamp < thawedAt - World.CLOCK_ERROR_MAX) {
            throw new Violation(
                    id + " sends " + sequence + " after a freeze, before a controller has counted on it again");
        }
        Grant grant = walk.grant();
        world.onSend(this, grant, sequence, ends.getOrDefault(grant.id(), Long.MAX_VALUE));
        inFlight.add(new InFlight(walk.ledger().page(), walk.ledger().place(), sequence));
        sent++;
    }

    List<InFlight> takeInFlight() {
        List<InFlight> all = List.copyOf(inFlight);
        inFlight.clear();
        return all;
    }

    void onAck(InFlight message) {
        message.page().acked(message.place());
        acked++;
    }

    /** Every message that was sent has its answer. */
    void onAnswered() {
        if (isState(RunState.DRAINING) && sent == acked) {
            handle(new Event.Drained());
        }
    }

    private void handle(Event event) {
        Lifecycle.Step step = Lifecycle.step(state, event);
        state = step.state();
        step.commands().forEach(this::execute);
    }

    private void execute(Command command) {
        switch (command) {
            case Command.Prepare prepare -> world.later(id, World.SECOND / 2, () -> handle(new Event.Prepared()));
            case Command.StartSending start -> {
                Workload made = new Workload(start.plan().shardCount());
                work = Optional.of(made);
                startAt = start.startAt();
                adopt(start.orders());
            }
            case Command.ChangeOrders change -> adopt(change.orders());
            case Command.Drain() -> {
                work.ifPresent(Workload::stop);
                onAnswered();
            }
            case Command.Forget() -> {
                state = Lifecycle.State.UNKNOWN;
                work = Optional.empty();
            }
        }
    }

    private void adopt(Lifecycle.Orders orders) {
        schedule = (Schedule.Paced) Schedule.of(world.plan(), orders.timing(), startAt);
        work.ifPresent(workload -> {
            Map<Integer, Long> positions = new LinkedHashMap<>();
            workload.progress().grants().forEach(grant -> positions.put(grant.grant(), grant.position()));
            workload.adopt(mutant.read(orders.grants()));
            for (Grant grant : orders.grants()) {
                grant.until()
                        .ifPresent(until -> ends.put(
                                grant.id(), Math.max(until, positions.getOrDefault(grant.id(), grant.from()))));
            }
        });
    }

    /** What it reports. */
    StatusRecord.Heartbeat heartbeat() {
        return new StatusRecord.Heartbeat(
                World.hello(id),
                lastTick,
                leaving,
                Optional.empty(),
                new StatusRecord.Vitals(1, 0, 0, 0),
                state.phase().map(this::progress).stream().toList());
    }

    long nextNumber() {
        return ++number;
    }

    private RunProgress progress(RunState phase) {
        Workload.Progress progress = work.map(Workload::progress).orElse(Workload.Progress.NONE);
        Settled settled = mutant.reported(progress.settled(), said);
        said = progress.settled();
        List<GrantProgress> grants = mutant.reported(progress.grants());
        return new RunProgress(
                World.RUN,
                revision,
                phase,
                grants,
                settled,
                0,
                sent,
                acked,
                0,
                0,
                acked,
                acked,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                List.of(),
                "");
    }

    /** It was told to end, and nothing of it is open. */
    boolean hasLeft() {
        return leaving && (state.phase().isEmpty() || state.phase().get().isFinal());
    }
}
