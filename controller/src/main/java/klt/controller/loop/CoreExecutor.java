package klt.controller.loop;

import java.util.function.Consumer;
import klt.controller.core.run.Event;

/** Runs tasks sequentially on the thread that owns the {@link CoreRuntime}. */
public interface CoreExecutor {

    /** Enqueues a task, waiting while the queue is full. */
    void put(Consumer<CoreRuntime> task);

    /** Runs a task and waits for it to complete. */
    void run(Consumer<CoreRuntime> task);

    /** Enqueues an event. */
    default void post(Event event) {
        put(runtime -> runtime.step(event));
    }
}
