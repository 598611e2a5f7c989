package klt.controller.loop;

import klt.controller.core.ControllerCore;
import klt.controller.core.run.Command;
import klt.controller.core.run.Step;

/** Learns what a {@link CoreRuntime} does, on its thread. */
public interface CoreListener {

    /** After each step, before its commands are carried out. */
    void onStep(ControllerCore core, Step step);

    /** Instead of a command that was not carried out, because of a bug. The commands after it follow. */
    void onFailure(Command command, RuntimeException cause);
}
