package klt.controller.core.run;

import java.util.List;
import klt.common.compare.Baseline;

/**
 * The stored runs and baselines, as far as the core's decisions depend on them. They change when the core's commands are executed, which
 * happens before the next event.
 */
public interface StoredRuns {

    /** Whether a run is stored, in any state. */
    boolean contains(String run);

    List<Baseline> listBaselines();
}
