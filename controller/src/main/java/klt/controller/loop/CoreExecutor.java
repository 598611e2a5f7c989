package klt.controller.loop;

import java.util.function.Consumer;
import klt.controller.core.run.Event;

/** Runs tasks sequentially on the thread that owns the {@link CoreRuntime}. */
public interface CoreExecutor {

    /** Enqueues a task; waits while the queue is full. */
    void put(Consumer<CoreRuntime> task);

    /** Runs a task and returns when it is done. */
    void run(Consumer<CoreRuntime> task);

    /** Enqueues an event. */
    default void post(Event event) {
        put(runtime -> runtime.step(event));
    }
}
