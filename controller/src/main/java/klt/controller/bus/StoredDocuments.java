package klt.controller.bus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import klt.controller.core.run.Run;
import klt.controller.core.run.Sweep;
import klt.controller.report.Reporter;
import klt.controller.store.RunStore;
import klt.controller.store.StoredRun;
import org.jspecify.annotations.Nullable;

/** The documents of runs with their reports, and of sweeps, in the store that the HTTP API reads. */
public final class StoredDocuments implements RunDocuments {

    private final RunStore store;
    private final Reporter reporter;

    public StoredDocuments(RunStore store, Reporter reporter) {
        this.store = store;
        this.reporter = reporter;
    }

    @Override
    public byte[] put(Run run, Instant now) {
        return store.put(StoredRun.of(run, reporter, now));
    }

    @Override
    public Optional<UnendedRun> load(String id, byte @Nullable [] document) {
        return store.load(id, document)
                .map(run -> new UnendedRun(
                        run.summary().id(),
                        run.report().result().spec(),
                        run.summary().createdAt(),
                        run.summary().phase(),
                        run.past()));
    }

    @Override
    public byte[] put(Sweep sweep) {
        return store.sweeps().put(sweep);
    }

    @Override
    public Optional<Sweep> loadSweep(String key, byte @Nullable [] document) {
        return store.sweeps()
                .load(sweep(key).orElseThrow(), document)
                .filter(sweep -> sweep.endedAt().isEmpty());
    }

    /** The id of a sweep; empty if the key belongs to a run. */
    private static Optional<String> sweep(String key) {
        return key.startsWith(SWEEP_KEY) ? Optional.of(key.substring(SWEEP_KEY.length())) : Optional.empty();
    }

    @Override
    public void remove(String key) {
        sweep(key).ifPresentOrElse(store.sweeps()::remove, () -> store.remove(key));
    }

    @Override
    public void retain(Set<String> keys) {
        store.retain(keys);
        store.sweeps()
                .retain(keys.stream()
                        .map(StoredDocuments::sweep)
                        .flatMap(Optional::stream)
                        .collect(Collectors.toSet()));
    }

    @Override
    public List<String> surplus(Instant now) {
        return Stream.concat(
                        store.surplus(now).stream(),
                        store.sweeps().surplus().stream().map(SWEEP_KEY::concat))
                .toList();
    }

    @Override
    public Set<String> keys() {
        return Stream.concat(store.ids().stream(), store.sweeps().ids().stream().map(SWEEP_KEY::concat))
                .collect(Collectors.toSet());
    }

    @Override
    public Optional<byte[]> document(String key) {
        return sweep(key).map(store.sweeps()::document).orElseGet(() -> store.document(key));
    }
}
