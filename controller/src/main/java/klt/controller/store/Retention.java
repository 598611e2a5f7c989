package klt.controller.store;

import java.time.Duration;
import java.util.Optional;

/**
 * Which ended runs are kept. Runs that have not ended are always kept.
 *
 * @param runsMax maximum number of runs; beyond it, the oldest are deleted
 * @param ageMax maximum time since the end of a run; empty if there is no such limit
 */
public record Retention(int runsMax, Optional<Duration> ageMax) {

    /** Number of runs that are kept if the operator does not set another one. */
    public static final int RUNS_DEFAULT = 1_000;

    /** The highest number that may be set: the controller keeps every compressed report in memory. */
    public static final int RUNS_MAX = 10_000;

    public static final Retention DEFAULT = new Retention(RUNS_DEFAULT, Optional.empty());
}
