package klt.controller.core.run;

import java.time.Instant;
import java.util.Optional;
import klt.common.spec.sweep.SweepSpec;

/**
 * A sweep's stored state.
 *
 * @param started number of runs started so far, in the order of the runs; the newest may not have ended
 * @param stopRequestedAt when a client asked to stop the sweep
 */
public record Sweep(
        String id,
        SweepSpec spec,
        Instant createdAt,
        int started,
        Optional<Instant> stopRequestedAt,
        Optional<Instant> endedAt) {

    /** Creates a new sweep. */
    public Sweep(String id, SweepSpec spec, Instant createdAt) {
        this(id, spec, createdAt, 0, Optional.empty(), Optional.empty());
    }

    public Sweep started(int count) {
        return new Sweep(id, spec, createdAt, count, stopRequestedAt, endedAt);
    }

    public Sweep stopRequested(Instant at) {
        return new Sweep(id, spec, createdAt, started, Optional.of(at), endedAt);
    }

    public Sweep ended(Instant at) {
        return new Sweep(id, spec, createdAt, started, stopRequestedAt, Optional.of(at));
    }

    public boolean isStopping() {
        return stopRequestedAt.isPresent();
    }

    /** Returns whether all runs have started. */
    public boolean isAllStarted() {
        return started == spec.runs();
    }

    /** Returns the id of the newest started run, or empty if none has started. */
    public Optional<String> newestRun() {
        return started == 0
                ? Optional.empty()
                : Optional.of(spec.run(id, started - 1).id());
    }
}
