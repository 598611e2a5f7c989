package klt.systemtests.simulation;

import java.time.Duration;

/**
 * What the parts keep to. A mutant breaks one rule; the simulation must notice.
 *
 * @param silenceMax how long a worker goes on without a tick
 */
record Rules(boolean fencesAfterFreeze, boolean endsWhenUnlisted, boolean reportsDeltas, Duration silenceMax) {

    static final Rules REAL = new Rules(true, true, false, Duration.ofSeconds(30));
}
