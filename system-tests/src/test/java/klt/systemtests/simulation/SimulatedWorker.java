package klt.systemtests.simulation;

import java.util.List;
import java.util.Optional;
import klt.common.clock.Ticker;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.topics.Envelope;
import klt.common.spec.RunSpec.ControllerLossPolicy;
import klt.systemtests.simulation.model.RareEvent;
import klt.systemtests.simulation.model.Violation;
import klt.worker.clock.BusTime;
import klt.worker.control.ControlFollower;
import klt.worker.control.ControlStatus;
import klt.worker.control.Runs;
import klt.worker.core.Lease;
import klt.worker.produce.SendGate;
import org.apache.kafka.common.errors.TimeoutException;

/** One boot of a worker: the real follower of the control topic and the real runs, with a simulated engine and reporter. */
final class SimulatedWorker extends SimulatedProcess {

    private static final long POLL_NANOS_MAX = World.SECOND / 4;
    private static final long PULSE_NANOS = World.SECOND * 2 / 5;
    /** A shorter pause does not count as a freeze. */
    private static final long FREEZE_NANOS_MIN = World.SECOND;

    private final String id;
    private final SimulatedHost host;
    private final SimulatedClock clock;
    private final Ticker ticker;
    private final StatusRecord.WorkerInfo info;
    private final SendGate gate;
    private final Runs runs;
    private final ControlFollower follower;
    private final WorkerReader reader;
    private final ControlStatus figures = new ControlStatus();

    private Optional<SimulatedEngine> engine = Optional.empty();
    private boolean turnDue;
    private long number;
    private long heartbeatsAcked;
    private boolean resumed;
    private long resumedAt = -1;
    private boolean leaving;
    private boolean lostController;
    private boolean stopping;
    /** the terms of the records on which it acted last */
    private long runTerm;

    private long tickTerm;

    SimulatedWorker(String id, SimulatedHost host) {
        super(host.world());
        this.id = id;
        this.host = host;
        clock = SimulatedClock.any(world().random());
        ticker = () -> clock.read(now());
        info = new StatusRecord.WorkerInfo(id, "h", "1", 1, 1L << 30);
        BusTime busTime = new BusTime(ticker, () -> clock.instant(now()));
        busTime.followWallClock();
        gate = new SendGate(ticker);
        runs = new Runs(
                id,
                (desired, events) -> {
                    engine = Optional.of(new SimulatedEngine(this, events));
                    return engine.get();
                },
                busTime,
                ticker);
        follower = new ControlFollower(
                id,
                World.TOPICS.control(),
                world().controlCodec(),
                runs,
                List.of(this::onDesired),
                gate,
                busTime,
                () -> world().mutant() == Mutant.GIVES_UP_IN_AN_OUTAGE ? now() : heartbeatsAcked,
                figures,
                kind -> {
                    throw new Violation(this.id + " skipped a record: " + kind);
                },
                ticker,
                why -> {});
        reader = new WorkerReader(this, host);
        follower.begin(reader, World.NO_CHANGES);
        runs.onEvent(this::wake);
        wake();
        after(random(World.SECOND), this::report);
        pulse();
    }

    String id() {
        return id;
    }

    /** The highest term that it has read. */
    long term() {
        return reader.term();
    }

    /** Whether it is involved in no run. */
    boolean isIdle() {
        return engine.map(SimulatedEngine::isForgotten).orElse(true);
    }

    private void pulse() {
        if (!isOver()) {
            if (!isFrozen() || world().mutant() == Mutant.NO_FENCE) {
                gate.pulse();
            }
            world().schedule().after(PULSE_NANOS, this::pulse);
        }
    }

    /** The process crashes. */
    void crash() {
        end();
        engine.ifPresent(SimulatedEngine::drop);
    }

    void leave() {
        leaving = true;
    }

    /** Called when Kafka has acknowledged a report. */
    void onAcked() {
        after(0, () -> {
            heartbeatsAcked++;
            wake();
        });
    }

    @Override
    void onThaw(long frozenNanos) {
        if (frozenNanos > FREEZE_NANOS_MIN) {
            resumedAt = now();
            resumed = true;
        }
    }

    void onControlAppended() {
        wake();
    }

    /** Ends the consumer's poll soon. */
    private void wake() {
        if (!turnDue) {
            turnDue = true;
            after(random(POLL_NANOS_MAX), this::turn);
        }
    }

    private void turn() {
        turnDue = false;
        if (stopping) {
            follower.passTime();
            return;
        }
        try {
            follower.turn();
        } catch (TimeoutException e) {
            // before Kafka's first answer; the next report tries again
            return;
        }
        checkTerms();
        passTime();
        if (!isOver() && reader.isBehind(World.TOPICS.control()) && now() >= host.controlBlockedUntil()) {
            wake();
        }
    }

    /** What the control loop does after each poll. */
    private void passTime() {
        if (leaving) {
            follower.leave(ticker.nanos());
        }
        follower.passTime();
        if (world().mutant() == Mutant.NO_HOLD) {
            gate.unlimit();
        }
        Lease lease = follower.lease();
        if (lease.isRevoked()) {
            world().mark(resumed ? RareEvent.ZOMBIE_RESUMED : RareEvent.REVOKED);
            revoked();
            return;
        }
        if (!resumed && !lease.isClear() && isWorking()) {
            world().mark(RareEvent.WORKER_HELD);
        }
        if (mayGoOn()) {
            if (resumed) {
                world().mark(RareEvent.FREEZE_CLEARED);
            }
            resumed = false;
            engine.ifPresent(SimulatedEngine::resume);
        }
        if (follower.isOver()) {
            stop();
        }
    }

    /** Acts on no further records, and waits for messages in flight. */
    private void stop() {
        stopping = true;
        if (!leaving) {
            world().mark(RareEvent.ORPHAN_STOPPED);
            lostController = true;
        }
        leaving = true;
        runs.abandon();
    }

    private boolean isWorking() {
        return !runs.isIdle();
    }

    private void onDesired(String run, Optional<DesiredRun> desired) {
        desired.flatMap(world().checker()::termOf).ifPresent(next -> {
            if (next < runTerm) {
                throw new Violation(id + " follows a run of term " + next + " after one of term " + runTerm);
            }
            runTerm = next;
        });
    }

    private void checkTerms() {
        long next = follower.lease().term();
        if (next < tickTerm) {
            throw new Violation(id + " follows a tick of term " + next + " after one of term " + tickTerm);
        }
        tickTerm = next;
    }

    /** Whether the sending loop may continue. */
    boolean mayGoOn() {
        return gate.isOpen(ticker.nanos());
    }

    SimulatedClock clock() {
        return clock;
    }

    void requireTick(long sequence, ControllerLossPolicy lapse) {
        long since = now() - reader.tickReadAt();
        if (reader.tickReadAt() >= 0 && since >= lapse.silenceMax().toNanos() + SimulatedClock.ERROR_NANOS_MAX) {
            throw new Violation(id + " sends " + sequence + " without a tick for " + since / 1e9 + " s");
        }
    }

    void requireUnfrozen(long sequence) {
        long resumedMillis = SimulatedClock.instantOf(resumedAt - SimulatedClock.ERROR_NANOS_MAX)
                .toEpochMilli();
        if (resumedAt >= 0 && reader.tickStampMillis() < resumedMillis) {
            throw new Violation(
                    id + " sends " + sequence + " after a freeze, before a controller has confirmed it again");
        }
    }

    /** Checks the time and reports, once a second. */
    private void report() {
        after(World.SECOND + random(World.SECOND / 10), this::report);
        turn();
        if (isOver()) {
            return;
        }
        host.send(this, heartbeat());
        if (stopping && !isWorking()) {
            world().mark(RareEvent.WORKER_LEFT);
            host.send(this, new StatusRecord.Bye("left"));
            end();
            host.onLeft(lostController);
        }
    }

    /** Other workers own its shards: it drops unacknowledged messages, and a new boot replaces it. */
    private void revoked() {
        runs.abandon();
        if (random(2) == 0) {
            host.send(this, heartbeat());
            host.send(this, new StatusRecord.Bye("lost"));
        }
        crash();
        host.boot();
    }

    Envelope<StatusRecord> envelope(StatusRecord record) {
        return new Envelope<>(figures.term(), id, ++number, record);
    }

    private StatusRecord.Heartbeat heartbeat() {
        return new StatusRecord.Heartbeat(
                info,
                figures.lastTick(),
                leaving,
                Optional.empty(),
                new StatusRecord.Vitals(1, 0, 0, 0),
                engine.flatMap(SimulatedEngine::progress).stream().toList());
    }
}
