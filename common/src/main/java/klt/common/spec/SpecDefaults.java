package klt.common.spec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import klt.common.spec.limit.Limits;
import klt.common.spec.load.Load;
import klt.common.spec.objective.Objective;

/**
 * Defaults that depend on a run's length. They do not apply to a spec written by {@link SpecWriter}, which already includes its warm-up and
 * all its objectives.
 */
final class SpecDefaults {

    /** Default warm-up as a fraction of the schedule. */
    private static final double WARMUP_PART = 0.1;

    private static final double WARMUP_SECONDS_MAX = 10;

    /** In a shorter schedule, waiting for the last acks dominates: the rate is meaningless, and there is no time for a warm-up. */
    private static final double SECONDS_MIN = 1;

    private static final Objective ERRORS = Objective.parse("errors<1%");
    private static final Objective RATE = Objective.parse("rate>=99%");

    private SpecDefaults() {}

    static Duration warmup(SpecValues values) {
        Load load = LoadKeys.withoutWarmup(values);
        if (values.isWritten() || !load.sends()) {
            return Duration.ZERO;
        }
        return load.seconds()
                .filter(seconds -> seconds >= SECONDS_MIN)
                .map(seconds -> Duration.ofMillis((long) (Math.min(WARMUP_SECONDS_MAX, seconds * WARMUP_PART) * 1e3)))
                .orElse(Duration.ZERO);
    }

    /**
     * Returns the objectives in the spec, plus the default objective of each metric that they do not cover; an empty list disables the
     * defaults.
     */
    static List<Objective> objectives(SpecValues values) {
        List<Objective> named = values.get(SpecKeys.OBJECTIVES_LIST);
        if (values.isWritten() || (named.isEmpty() && values.has(SpecKeys.OBJECTIVES_LIST))) {
            return named;
        }
        Load load = LoadKeys.withoutWarmup(values);
        if (!load.sends()) {
            return named;
        }
        List<Objective> objectives = new ArrayList<>(named);
        addUnlessNamed(ERRORS, objectives);
        if (!load.isMax()
                && load.seconds().filter(seconds -> seconds >= SECONDS_MIN).isPresent()) {
            addUnlessNamed(RATE, objectives);
        }
        return objectives;
    }

    private static void addUnlessNamed(Objective byDefault, List<Objective> objectives) {
        boolean named = objectives.stream()
                .anyMatch(objective -> objective.metric() == byDefault.metric()
                        && objective.scope().isEmpty());
        // the written spec must be valid when read back
        if (!named && objectives.size() < Limits.OBJECTIVES_MAX) {
            objectives.add(byDefault);
        }
    }
}
