package klt.controller.core.run;

import java.time.Instant;
import java.util.Set;
import klt.common.spec.RunSpec;

/** The runs of the controller, as sweeps and schedules see them. */
public interface Runs {

    /** Ids of the runs that have been submitted and have not ended. */
    Set<String> live();

    /** Submits a run as a client does. */
    Step submit(String id, RunSpec spec, Instant now);

    /** Stops a run as a client does. */
    Step stop(String id, Instant now);
}
