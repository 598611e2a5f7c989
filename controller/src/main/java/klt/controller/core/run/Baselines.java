package klt.controller.core.run;

import java.util.List;
import java.util.Set;
import klt.common.compare.Baseline;

/** Decides which baselines are kept. A run of a baseline cannot be deleted. Event-loop thread only. */
public final class Baselines {

    private final StoredRuns stored;

    public Baselines(StoredRuns stored) {
        this.stored = stored;
    }

    /** @param live ids of the runs that have not ended */
    public Step set(Baseline baseline, Set<String> live) {
        for (String run : baseline.runs()) {
            if (live.contains(run)) {
                return Step.refused(new Reply.Conflict("run " + run + " has not ended"));
            }
            if (!stored.contains(run)) {
                return Step.refused(new Reply.NotFound(run));
            }
        }
        if (!exists(baseline.name()) && stored.listBaselines().size() >= Baseline.BASELINES_MAX) {
            return Step.refused(new Reply.Refused(
                    "there are already " + Baseline.BASELINES_MAX + " baselines; delete one of them first"));
        }
        return Step.of(List.of(new Command.StoreBaseline(baseline)));
    }

    public Step delete(String name) {
        return exists(name)
                ? Step.of(List.of(new Command.ForgetBaseline(name)))
                : Step.refused(new Reply.NotFound(name));
    }

    private boolean exists(String name) {
        return stored.listBaselines().stream().anyMatch(known -> known.name().equals(name));
    }

    /**
     * Deletes a stored run, unless a baseline includes it.
     *
     * @param live ids of the runs that have not ended
     */
    public Step deleteRun(String run, Set<String> live) {
        if (live.contains(run)) {
            return Step.refused(new Reply.Conflict("the run has not ended; stop it first"));
        }
        return stored.listBaselines().stream()
                .filter(baseline -> baseline.runs().contains(run))
                .findFirst()
                .map(baseline -> Step.refused(new Reply.Conflict("run " + run + " belongs to the baseline "
                        + baseline.name() + "; delete the baseline or set it to other runs first")))
                .orElseGet(() -> stored.contains(run)
                        ? Step.of(List.of(new Command.Forget(run)))
                        : Step.refused(new Reply.NotFound(run)));
    }
}
