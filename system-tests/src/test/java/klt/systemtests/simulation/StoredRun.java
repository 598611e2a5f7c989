package klt.systemtests.simulation;

import klt.common.protocol.RunPhase;
import klt.controller.core.run.Run;

/**
 * A run on the state topic.
 *
 * @param term of the controller that has written it
 */
record StoredRun(Run run, RunPhase phase, long createdAt, long term) {

    static StoredRun of(Run run, long term) {
        return new StoredRun(run, run.phase(), SimulatedClock.reading(run.createdAt()), term);
    }

    boolean isQueued() {
        return phase == RunPhase.QUEUED;
    }

    boolean isEnded() {
        return phase.isEnded();
    }
}
