package klt.controller.store;

import java.time.Duration;
import java.util.Optional;

/**
 * Which ended runs to keep. Runs that have not ended are always kept.
 *
 * @param runsMax maximum number of runs; beyond it, the oldest are deleted
 * @param ageMax maximum time since a run ended; empty for no limit
 */
public record Retention(int runsMax, Optional<Duration> ageMax) {

    /** Number of runs kept by default. */
    public static final int RUNS_DEFAULT = 1_000;

    /** The highest configurable number; the controller keeps every compressed report in memory. */
    public static final int RUNS_MAX = 10_000;

    public static final Retention DEFAULT = new Retention(RUNS_DEFAULT, Optional.empty());
}
