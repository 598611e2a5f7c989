package klt.worker.control;

import java.util.function.Consumer;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.worker.core.Lifecycle;

/** Creates an engine for each run. */
@FunctionalInterface
public interface RunEngines {

    /** @param events called on any thread for each of the engine's steps */
    RunEngine of(DesiredRun desired, Consumer<Lifecycle.Event> events);
}
