package klt.systemtests.simulation;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.spec.RunSpec.ControllerLossPolicy;
import klt.common.spec.load.Rate;
import klt.systemtests.simulation.model.RareEvent;

/** Injects faults for a while; after that, the run must come to its end. */
final class FaultMix {

    private static final long CALM_AFTER = 40 * World.SECOND;
    private static final long PAUSE_NANOS_MAX = 4 * World.SECOND;
    private static final long DOWN_NANOS_MAX = 15 * World.SECOND;
    private static final long FREEZE_NANOS_MAX = 20 * World.SECOND;
    private static final long MASS_FREEZE_NANOS_MAX = 9 * World.SECOND;
    private static final long CUT_NANOS_MAX = 3 * World.SECOND;
    private static final long LONG_CUT_NANOS_MAX = 12 * World.SECOND;
    private static final int LONG_CUT_ONE_OF = 8;
    private static final long CONTROLLER_DOWN_NANOS_MAX = 10 * World.SECOND;
    private static final long CONTROLLER_FREEZE_NANOS_MAX = 12 * World.SECOND;
    private static final int HOSTS_MAX = 6;
    private static final long SHORT_OUTAGE_NANOS_MAX = 10 * World.SECOND;
    private static final long LONG_OUTAGE_NANOS_MAX = 90 * World.SECOND;
    private static final int OUTAGE_ONLY_ONE_OF = 8;

    /**
     * One kind of fault.
     *
     * @param weight how often it occurs, relative to the others
     * @param inject injects it; the worker's host is chosen at random
     */
    private record Fault(int weight, BiConsumer<FaultMix, SimulatedHost> inject) {}

    private static final List<Fault> FAULTS = List.of(
            new Fault(1, FaultMix::kill),
            new Fault(1, FaultMix::freeze),
            new Fault(1, (mix, host) -> host.worker().leave()),
            new Fault(1, (mix, host) -> mix.join()),
            new Fault(1, FaultMix::blockControl),
            new Fault(1, FaultMix::blockStatus),
            new Fault(1, FaultMix::blockBoth),
            new Fault(1, (mix, host) -> mix.freezeAll()),
            new Fault(1, (mix, host) -> mix.outage()),
            new Fault(4, (mix, host) -> mix.aController().ifPresent(mix::disturb)));

    private static final int WEIGHTS = FAULTS.stream().mapToInt(Fault::weight).sum();

    private final World world;
    private final boolean outageOnly;
    private boolean over;

    FaultMix(World world) {
        this.world = world;
        outageOnly = oneOf(OUTAGE_ONLY_ONE_OF);
    }

    boolean isOutageOnly() {
        return outageOnly;
    }

    boolean isOver() {
        return over;
    }

    void begin() {
        after(World.SECOND, this::next);
    }

    private void after(long nanos, Runnable action) {
        world.schedule().after(nanos, action);
    }

    private long random(long bound) {
        return world.random().nextLong(bound);
    }

    private boolean oneOf(int bound) {
        return random(bound) == 0;
    }

    private void next() {
        if (over) {
            return;
        }
        if (world.schedule().now() > CALM_AFTER) {
            calm();
            return;
        }
        after(World.SECOND / 2 + random(PAUSE_NANOS_MAX), this::next);
        if (outageOnly) {
            outage();
            return;
        }
        List<SimulatedHost> hosts = world.hosts();
        SimulatedHost host = hosts.get((int) random(hosts.size()));
        aFault().inject().accept(this, host);
    }

    private Fault aFault() {
        long rest = random(WEIGHTS);
        for (Fault fault : FAULTS) {
            rest -= fault.weight();
            if (rest < 0) {
                return fault;
            }
        }
        throw new IllegalStateException("the weights do not add up");
    }

    /** Rare, so that the run makes progress between two outages. */
    private void outage() {
        if (!world.isOut() && oneOf(3)) {
            // a worker that was declared lost just before the outage learns of it only afterwards
            world.checker().onLateNews();
            world.outage(random(oneOf(2) ? LONG_OUTAGE_NANOS_MAX : SHORT_OUTAGE_NANOS_MAX), oneOf(2));
        }
    }

    private void kill(SimulatedHost host) {
        if (host.isEmpty()) {
            return;
        }
        if (world.checker().newestRun().map(run -> isToTakeOver(host, run)).orElse(false)) {
            world.mark(RareEvent.MOVE_OVERTAKEN_BY_DEATH);
        }
        host.worker().crash();
        after(random(DOWN_NANOS_MAX), host::bootIfEmpty);
    }

    /** Whether it has a grant whose cut has not been reached. */
    private boolean isToTakeOver(SimulatedHost host, DesiredRun run) {
        double due = run.startAt()
                .map(start -> (world.schedule().now() - SimulatedClock.reading(start))
                        / 1e9
                        * ((Rate.PerSecond) run.plan().spec().load().rate()).value())
                .orElse(Double.MAX_VALUE);
        return run.grantsOf(host.worker().id()).stream()
                .anyMatch(grant -> grant.until().isEmpty() && grant.from() > due);
    }

    private void join() {
        if (world.hosts().size() < HOSTS_MAX) {
            world.mark(RareEvent.WORKER_JOINED);
            world.addHost();
        }
    }

    private void freeze(SimulatedHost host) {
        host.worker().freeze(random(FREEZE_NANOS_MAX));
    }

    private void blockControl(SimulatedHost host) {
        world.mark(RareEvent.CUT_FROM_CONTROL);
        boolean isLong = oneOf(LONG_CUT_ONE_OF);
        if (isLong) {
            world.checker().onLateNews();
        }
        host.blockControl(random(isLong ? LONG_CUT_NANOS_MAX : CUT_NANOS_MAX));
    }

    private void blockStatus(SimulatedHost host) {
        world.mark(RareEvent.CUT_FROM_STATUS);
        host.blockStatus(random(LONG_CUT_NANOS_MAX));
    }

    /** A worker that stops before it is declared lost sends nothing twice, however long it is cut off. */
    private void blockBoth(SimulatedHost host) {
        world.mark(RareEvent.CUT_FROM_BOTH);
        boolean strict =
                world.spec().workers().lapse() == ControllerLossPolicy.STRICT && !host.wasStatusBlockedRecently();
        long nanos = random(strict ? LONG_CUT_NANOS_MAX : CUT_NANOS_MAX);
        host.blockControl(nanos);
        host.blockStatus(nanos);
    }

    private void freezeAll() {
        if (oneOf(3)) {
            world.mark(RareEvent.MASS_SILENCE);
            world.hosts().forEach(host -> host.worker().freeze(random(MASS_FREEZE_NANOS_MAX)));
        }
    }

    private Optional<SimulatedController> aController() {
        List<SimulatedController> all = world.controllers();
        // the fault of a leader has the greatest effect
        Optional<SimulatedController> leader =
                all.stream().filter(SimulatedController::isLeading).findFirst();
        return oneOf(2) || all.isEmpty() ? leader : Optional.of(all.get((int) random(all.size())));
    }

    private void disturb(SimulatedController controller) {
        switch ((int) random(5)) {
            case 4 -> {
                world.mark(RareEvent.SESSION_FAILED);
                controller.failSession();
            }
            case 0 -> {
                controller.crash();
                restart();
            }
            case 1 -> {
                controller.leave();
                restart();
            }
            case 2 -> controller.freeze(random(CONTROLLER_FREEZE_NANOS_MAX));
            default -> {
                world.mark(RareEvent.CONTROLLER_CUT_OFF);
                controller.cutOff(random(CONTROLLER_FREEZE_NANOS_MAX));
            }
        }
    }

    private void restart() {
        world.mark(RareEvent.CONTROLLER_RESTARTED);
        after(random(CONTROLLER_DOWN_NANOS_MAX), world::addController);
    }

    /** Injects no more faults, except that an outage lasts to its end; processes that were stopped start again. */
    private void calm() {
        over = true;
        world.hosts().forEach(SimulatedHost::heal);
        world.controllers().forEach(SimulatedController::heal);
        after(DOWN_NANOS_MAX, () -> world.hosts().forEach(SimulatedHost::bootIfEmpty));
    }

    void end() {
        calm();
        world.hosts().forEach(host -> host.worker().resume());
    }
}
