package klt.systemtests.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import klt.common.protocol.Grant;
import klt.worker.core.GrantCursor;
import klt.worker.core.Ledger;
import klt.worker.core.Lifecycle;
import klt.worker.core.Lifecycle.Command;
import klt.worker.core.Schedule;
import klt.worker.core.SendQueue;

/**
 * The sending loop and the producer of a worker: it sends what the real {@link SendQueue} holds, according to its clock, and gets answers
 * after a delay.
 */
final class SimulatedSender {

    private static final int REPAIRS_PER_TURN = 20;
    private static final long REPAIR_NANOS = World.SECOND / 4;
    private static final long NOTICE_NANOS_MAX = World.SECOND / 50;
    private static final long LATE_NANOS_MAX = World.SECOND / 10;
    private static final long ANSWER_NANOS_MAX = World.SECOND / 5;
    private static final long NEVER = Long.MAX_VALUE;

    /** A message between its send and its answer. */
    private record InFlight(Ledger.Page page, int place, long sequence) {}

    private final SimulatedWorker worker;
    private final SimulatedEngine engine;
    private final World world;
    private final SimulatedClock clock;
    private final SendQueue work;
    private final Command.StartSending start;
    private final long startReading;
    private final Map<Integer, Long> ends = new HashMap<>();
    private final List<InFlight> inFlight = new ArrayList<>();

    private Lifecycle.SendAssignment assignment;
    private Optional<Lifecycle.SendAssignment> adopted = Optional.empty();
    private Schedule.Paced schedule;
    private boolean stopped;
    private boolean held;
    private boolean answerDue;
    private long turnAt = NEVER;
    private long sent;
    private long acked;

    SimulatedSender(SimulatedWorker worker, SimulatedEngine engine, Command.StartSending start) {
        this.worker = worker;
        this.engine = engine;
        this.world = worker.world();
        this.clock = worker.clock();
        this.start = start;
        work = new SendQueue(start.plan().shardCount());
        startReading = SimulatedClock.reading(start.startAt());
        assignment = start.assignment();
        schedule = scheduleOf(assignment);
        wake();
    }

    private Schedule.Paced scheduleOf(Lifecycle.SendAssignment given) {
        return (Schedule.Paced) Schedule.of(start.plan(), given.schedule(), start.startAt());
    }

    /** Sets a new assignment, which the loop reads later. */
    void change(Lifecycle.SendAssignment next) {
        assignment = next;
        wake();
    }

    void stop() {
        work.stop();
        stopped = true;
    }

    /** Called when the gate is open. */
    void resume() {
        if (held) {
            held = false;
            wake();
        }
    }

    /** Called when there may be something to do. */
    private void wake() {
        turnBy(worker.now() + worker.random(NOTICE_NANOS_MAX));
    }

    private void turnBy(long time) {
        if (time < turnAt) {
            turnAt = time;
            worker.after(time - worker.now(), () -> {
                if (turnAt == time) {
                    turnAt = NEVER;
                    turn();
                }
            });
        }
    }

    private void turn() {
        if (stopped) {
            return;
        }
        boolean open = worker.mayGoOn();
        if (!adopted.equals(Optional.of(assignment))) {
            adopt();
        }
        if (!open) {
            // the worker resumes it when the gate opens
            held = true;
            return;
        }
        long elapsed = clock.read(worker.now()) - startReading;
        while (work.sequence() < schedule.messages() && schedule.fireTimes().fireNanos(work.sequence()) <= elapsed) {
            send(work.cursor(), work.sequence());
            work.advance();
        }
        for (int k = 0; k < REPAIRS_PER_TURN && work.repairSequence() < schedule.messages(); k++) {
            send(work.repairCursor(), work.repairSequence());
            work.advanceRepair();
        }
        if (work.sequence() >= schedule.messages()) {
            work.stopAt(schedule.messages());
        } else {
            long due = startReading + schedule.fireTimes().fireNanos(work.sequence());
            turnBy(Math.max(clock.when(due), worker.now()) + 1 + worker.random(LATE_NANOS_MAX));
        }
        if (work.repairSequence() < schedule.messages()) {
            turnBy(worker.now() + REPAIR_NANOS);
        }
    }

    private void adopt() {
        Map<Integer, Long> positions = new HashMap<>();
        work.progress().grants().forEach(grant -> positions.put(grant.grant(), grant.position()));
        work.adopt(world.mutant().read(assignment.grants()));
        for (Grant grant : assignment.grants()) {
            grant.until()
                    .ifPresent(until ->
                            ends.put(grant.id(), Math.max(until, positions.getOrDefault(grant.id(), grant.from()))));
        }
        schedule = scheduleOf(assignment);
        adopted = Optional.of(assignment);
    }

    private void send(GrantCursor cursor, long sequence) {
        Grant grant = cursor.grant();
        worker.requireUnfrozen(sequence);
        worker.requireTick(sequence, start.plan().spec().workers().lapse());
        world.checker().onSend(worker.id(), grant, sequence, ends.getOrDefault(grant.id(), NEVER));
        inFlight.add(new InFlight(cursor.ledger().page(), cursor.ledger().place(), sequence));
        sent++;
        if (!answerDue) {
            answerDue = true;
            // Kafka appends it in any case
            world.schedule().after(1 + worker.random(ANSWER_NANOS_MAX), this::answer);
        }
    }

    private void answer() {
        if (worker.now() < world.targetOutUntil()) {
            world.schedule().at(world.targetOutUntil(), this::answer);
            return;
        }
        answerDue = false;
        for (InFlight message : inFlight) {
            world.checker().onTopic(message.sequence());
            if (!worker.isOver()) {
                message.page().acked(message.place());
                acked++;
            }
        }
        inFlight.clear();
        engine.onAnswers();
    }

    /** The process ends: messages in flight may or may not be appended. */
    void drop() {
        for (InFlight message : inFlight) {
            if (worker.random(2) == 0) {
                world.checker().onTopic(message.sequence());
            }
        }
        inFlight.clear();
    }

    boolean isAnswered() {
        return inFlight.isEmpty();
    }

    long sent() {
        return sent;
    }

    long acked() {
        return acked;
    }

    SendQueue.Progress progress() {
        return work.progress();
    }
}
