package klt.controller.loop;

import klt.controller.core.ControllerCore;
import klt.controller.core.run.Command;
import klt.controller.core.run.Step;

/** Observes a {@link CoreRuntime}, on its thread. */
public interface CoreListener {

    /** Called after each step, before its commands are executed. */
    void onStep(ControllerCore core, Step step);

    /** Called when a command could not be executed because of a bug. Later commands are still executed. */
    void onFailure(Command command, RuntimeException cause);
}
