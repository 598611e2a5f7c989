package klt.worker.produce;

import klt.common.protocol.Plan;
import klt.worker.produce.payload.Payloads;

/** Runs a run's code before the run needs it. None of its messages reaches a cluster, and no statistic includes them. */
public interface WarmUp {

    /** @throws IllegalArgumentException when the run's messages cannot be made */
    void of(String run, Plan plan, Payloads payloads) throws InterruptedException;
}
