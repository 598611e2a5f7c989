package klt.controller.core.run;

import java.time.Instant;
import java.util.Set;
import klt.common.spec.RunSpec;

/** The controller's runs, as seen by sweeps and schedules. */
public interface Runs {

    /** Returns the ids of the runs that have been submitted and have not ended. */
    Set<String> live();

    /** Submits a run, just as a client would. */
    Step submit(String id, RunSpec spec, Instant now);

    /** Stops a run, just as a client would. */
    Step stop(String id, Instant now);
}
