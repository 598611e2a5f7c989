package klt.controller.store;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import klt.common.compare.Baseline;

/** The baselines on the state topic. */
public final class BaselineStore extends DocumentStore<Baseline> {

    public BaselineStore() {
        super("baseline", Baseline.class, Baseline::name);
    }

    /** Returns all baselines, ordered by name. */
    public List<Baseline> all() {
        return sorted(Comparator.comparing(Baseline::name));
    }

    /** Returns the ids of all baselines' runs. */
    public Set<String> runs() {
        return all().stream().flatMap(baseline -> baseline.runs().stream()).collect(Collectors.toSet());
    }
}
