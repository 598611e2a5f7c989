package klt.systemtests.simulation;

import klt.common.protocol.StatusRecord;
import klt.common.protocol.topics.Envelope;
import klt.controller.core.fleet.Fleet;
import klt.systemtests.simulation.model.RareEvent;

/** A host that runs one worker at a time, and its network. When a boot has ended, the next one has a different id. */
final class SimulatedHost {

    private static final long DELAY_NANOS_MAX = World.SECOND / 10;
    private static final long LATE_NANOS_MAX = 3 * World.SECOND;
    private static final long CONTROL_OPEN_NANOS_MIN = World.SECOND;
    private static final int LATE_ONE_OF = 50;
    private static final int REPEATED_ONE_OF = 50;

    private final World world;
    private final String name;
    private int boots;
    private SimulatedWorker worker;
    private long controlBlockedUntil;
    private long statusBlockedUntil;
    /** reports reach the status topic in order */
    private long deliveredAt;

    SimulatedHost(World world, String name) {
        this.world = world;
        this.name = name;
        boot();
    }

    World world() {
        return world;
    }

    /** The newest boot; it may have ended. */
    SimulatedWorker worker() {
        return worker;
    }

    boolean isEmpty() {
        return worker.isOver();
    }

    void boot() {
        boots++;
        worker = new SimulatedWorker(name + "." + boots, this);
    }

    void bootIfEmpty() {
        if (isEmpty()) {
            boot();
        }
    }

    /** @param replaced whether the process starts again */
    void onLeft(boolean replaced) {
        if (replaced || world.isCalm() || world.random().nextBoolean()) {
            boot();
        }
    }

    /** Until when no record of the control topic arrives. */
    long controlBlockedUntil() {
        return Math.max(controlBlockedUntil, world.outUntil());
    }

    /** Blocks the control topic, unless it was blocked until just now. */
    void blockControl(long nanos) {
        if (world.schedule().now() > controlBlockedUntil + CONTROL_OPEN_NANOS_MIN) {
            controlBlockedUntil = world.schedule().now() + nanos;
        }
    }

    private boolean isStatusBlocked() {
        return world.schedule().now() < statusBlockedUntil;
    }

    /** Whether it may be declared lost because of reports that were blocked earlier. */
    boolean wasStatusBlockedRecently() {
        return world.schedule().now() < statusBlockedUntil + Fleet.LEASE_TICKS * World.SECOND;
    }

    /** Drops all reports to the status topic. */
    void blockStatus(long nanos) {
        statusBlockedUntil = world.schedule().now() + nanos;
    }

    void heal() {
        controlBlockedUntil = 0;
        statusBlockedUntil = 0;
    }

    void send(SimulatedWorker sender, StatusRecord record) {
        Envelope<StatusRecord> envelope = sender.envelope(record);
        long delay = 1 + world.random().nextLong(DELAY_NANOS_MAX);
        if (!world.isCalm() && world.random().nextInt(LATE_ONE_OF) == 0) {
            world.mark(RareEvent.STATUS_LATE);
            delay = world.random().nextLong(LATE_NANOS_MAX);
        }
        deliveredAt = Math.max(deliveredAt, world.schedule().now() + delay);
        world.schedule().at(deliveredAt, () -> deliver(sender, envelope));
    }

    private void deliver(SimulatedWorker sender, Envelope<StatusRecord> envelope) {
        if (world.isOut()) {
            world.schedule().at(world.outUntil(), () -> deliver(sender, envelope));
            return;
        }
        if (isStatusBlocked()) {
            // a newer one supersedes it
            return;
        }
        world.report(sender.id(), envelope);
        sender.onAcked();
        if (!world.isCalm() && world.random().nextInt(REPEATED_ONE_OF) == 0) {
            world.mark(RareEvent.STATUS_REPEATED);
            world.report(sender.id(), envelope);
        }
    }
}
