package klt.systemtests.simulation;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import klt.controller.core.run.Event;
import klt.controller.loop.CoreExecutor;
import klt.controller.loop.CoreRuntime;

/** The event loop of a controller: its tasks run in order, most of them at once, some after a short delay. */
final class SimulatedExecutor implements CoreExecutor {

    private static final int LATE_ONE_OF = 8;
    private static final long LATE_NANOS_MAX = World.SECOND / 50;

    private final SimulatedController controller;
    private final CoreRuntime runtime;
    private final Queue<Consumer<CoreRuntime>> tasks = new ArrayDeque<>();
    private boolean running;
    private boolean due;

    SimulatedExecutor(SimulatedController controller, CoreRuntime runtime) {
        this.controller = controller;
        this.runtime = runtime;
    }

    @Override
    public void put(Consumer<CoreRuntime> task) {
        tasks.add(task);
        if (due) {
            return;
        }
        if (controller.random(LATE_ONE_OF) == 0) {
            due = true;
            controller.after(1 + controller.random(LATE_NANOS_MAX), this::turn);
        } else {
            turn();
        }
    }

    @Override
    public void run(Consumer<CoreRuntime> task) {
        tasks.add(task);
        turn();
    }

    @Override
    public void post(Event event) {
        put(state -> {
            controller.beforeEvent(event);
            state.step(event);
            controller.afterEvent(event);
        });
    }

    /** Runs all tasks, including those that they enqueue. */
    void turn() {
        if (running) {
            return;
        }
        running = true;
        due = false;
        runtime.turn();
        for (Consumer<CoreRuntime> task = tasks.poll(); task != null; task = tasks.poll()) {
            task.accept(runtime);
        }
        running = false;
    }
}
