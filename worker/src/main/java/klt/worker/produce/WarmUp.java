package klt.worker.produce;

import klt.common.protocol.Plan;
import klt.worker.produce.payload.Payloads;

/** Executes a run's code before the run needs it. The warm-up's messages never reach a cluster, and are not part of any statistics. */
public interface WarmUp {

    /** @throws IllegalArgumentException if the run's messages cannot be generated */
    void of(String run, Plan plan, Payloads payloads) throws InterruptedException;
}
