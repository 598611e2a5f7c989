package klt.controller.store;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import klt.controller.core.run.Sweep;

/** The sweeps on the state topic. */
public final class SweepStore extends DocumentStore<Sweep> {

    /** Maximum number of stored sweeps. The oldest ended sweeps are deleted first, but their runs remain. */
    public static final int SWEEPS_MAX = 200;

    public SweepStore() {
        super("sweep", Sweep.class, Sweep::id);
    }

    /** Returns all sweeps, newest first. */
    public List<Sweep> all() {
        return sorted(Comparator.comparing(Sweep::createdAt).reversed());
    }

    /** Returns the ids of runs started by sweeps in progress. */
    Set<String> runsInProgress() {
        return all().stream()
                .filter(sweep -> sweep.endedAt().isEmpty())
                .flatMap(sweep -> IntStream.range(0, sweep.started())
                        .mapToObj(i -> sweep.spec().run(sweep.id(), i).id()))
                .collect(Collectors.toSet());
    }

    /** Returns the ids of the oldest ended sweeps beyond {@link #SWEEPS_MAX}. */
    public List<String> surplus() {
        return all().stream()
                .skip(SWEEPS_MAX)
                .filter(sweep -> sweep.endedAt().isPresent())
                .map(Sweep::id)
                .toList();
    }
}
