package klt.controller.core.run;

import java.time.Instant;
import java.util.Optional;
import klt.common.spec.sweep.SweepSpec;

/**
 * The state of a sweep, as it is stored.
 *
 * @param started number of runs that have started, in the order of the runs; the newest of them may not have ended
 * @param stopRequestedAt when a client asked to stop it
 */
public record Sweep(
        String id,
        SweepSpec spec,
        Instant createdAt,
        int started,
        Optional<Instant> stopRequestedAt,
        Optional<Instant> endedAt) {

    /** A new sweep. */
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

    /** Whether each run has started. */
    public boolean isAllStarted() {
        return started == spec.runs();
    }

    /** The id of the newest run that has started; empty if none has. */
    public Optional<String> newestRun() {
        return started == 0
                ? Optional.empty()
                : Optional.of(spec.run(id, started - 1).id());
    }
}
