package klt.controller.loop;

import klt.controller.core.ControllerCore;
import klt.controller.core.run.Command;
import klt.controller.core.run.Step;

/** Observes a {@link CoreRuntime}, on its thread. */
public interface CoreListener {

    /** Called after each step, before its commands are carried out. */
    void onStep(ControllerCore core, Step step);

    /** Called if a command could not be carried out because of a bug. The commands after it are still carried out. */
    void onFailure(Command command, RuntimeException cause);
}
