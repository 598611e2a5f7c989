package klt.worker.produce;

import klt.common.protocol.Plan;

/** Runs the code that a run needs before the run needs it. No message of it reaches a cluster, and none appears in a figure. */
public interface WarmUp {

    /** @throws IllegalArgumentException when the run's messages cannot be made */
    void of(String run, Plan plan) throws InterruptedException;
}
