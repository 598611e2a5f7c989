package klt.systemtests.simulation.model;

import java.util.Optional;
import klt.controller.bus.RunDocuments.UnendedRun;
import klt.controller.core.run.Run;

/**
 * A run as it was when it was stored.
 *
 * @param run its later state
 */
public record StoredRun(Run run, UnendedRun then) {

    public static StoredRun of(Run run) {
        return new StoredRun(run, new UnendedRun(run.id(), run.spec(), run.createdAt(), run.phase(), run.past()));
    }

    public boolean isEnded() {
        return then.phase().isEnded();
    }

    public Optional<UnendedRun> unended() {
        return isEnded() ? Optional.empty() : Optional.of(then);
    }
}
