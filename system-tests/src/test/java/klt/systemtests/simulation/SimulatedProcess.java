package klt.systemtests.simulation;

import java.util.ArrayList;
import java.util.List;

/** A process: it runs its actions when they are due; after the freeze if it is frozen, and never if it has ended. */
abstract class SimulatedProcess {

    /** After a freeze, overdue actions run in any order. */
    private static final long THAW_NANOS_MAX = World.SECOND / 20;

    private final World world;
    private final List<Runnable> suspended = new ArrayList<>();
    private boolean over;
    private boolean frozen;
    private long frozenSince;
    private long frozenUntil;

    SimulatedProcess(World world) {
        this.world = world;
    }

    World world() {
        return world;
    }

    long now() {
        return world.schedule().now();
    }

    /** @param bound above 0 */
    long random(long bound) {
        return world.random().nextLong(bound);
    }

    boolean isOver() {
        return over;
    }

    boolean isFrozen() {
        return frozen;
    }

    void end() {
        over = true;
    }

    void after(long delay, Runnable action) {
        world.schedule().after(delay, () -> act(action));
    }

    private void act(Runnable action) {
        if (frozen) {
            suspended.add(action);
        } else if (!over) {
            action.run();
        }
    }

    void freeze(long nanos) {
        if (over || frozen) {
            return;
        }
        frozen = true;
        frozenSince = now();
        frozenUntil = now() + nanos;
        world.schedule().at(frozenUntil, () -> {
            if (now() >= frozenUntil) {
                resume();
            }
        });
    }

    void resume() {
        if (over || !frozen) {
            return;
        }
        frozen = false;
        onThaw(now() - frozenSince);
        suspended.forEach(action -> after(random(THAW_NANOS_MAX), action));
        suspended.clear();
    }

    void onThaw(long frozenNanos) {}
}
