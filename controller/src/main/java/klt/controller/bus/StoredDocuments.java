package klt.controller.bus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import klt.common.compare.Baseline;
import klt.controller.core.run.Run;
import klt.controller.core.run.Sweep;
import klt.controller.report.Reporter;
import klt.controller.store.RunStore;
import klt.controller.store.StoredRun;
import org.jspecify.annotations.Nullable;

/** The documents of runs with their reports, of sweeps and of baselines, in the store that the HTTP API reads. */
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

    @Override
    public byte[] put(Baseline baseline) {
        return store.baselines().put(baseline);
    }

    @Override
    public void loadBaseline(String key, byte @Nullable [] document) {
        store.baselines().load(baseline(key).orElseThrow(), document);
    }

    /** The id of a sweep; empty if the key does not belong to a sweep. */
    private static Optional<String> sweep(String key) {
        return after(SWEEP_KEY, key);
    }

    /** The name of a baseline; empty if the key does not belong to a baseline. */
    private static Optional<String> baseline(String key) {
        return after(BASELINE_KEY, key);
    }

    private static Optional<String> after(String prefix, String key) {
        return key.startsWith(prefix) ? Optional.of(key.substring(prefix.length())) : Optional.empty();
    }

    @Override
    public void remove(String key) {
        Optional<String> sweep = sweep(key);
        Optional<String> baseline = baseline(key);
        if (sweep.isPresent()) {
            store.sweeps().remove(sweep.get());
        } else if (baseline.isPresent()) {
            store.baselines().remove(baseline.get());
        } else {
            store.remove(key);
        }
    }

    @Override
    public void retain(Set<String> keys) {
        store.retain(keys);
        store.sweeps().retain(named(keys, StoredDocuments::sweep));
        store.baselines().retain(named(keys, StoredDocuments::baseline));
    }

    private static Set<String> named(Set<String> keys, Function<String, Optional<String>> name) {
        return keys.stream().map(name).flatMap(Optional::stream).collect(Collectors.toSet());
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
        return Stream.of(
                        store.ids().stream(),
                        store.sweeps().ids().stream().map(SWEEP_KEY::concat),
                        store.baselines().names().stream().map(BASELINE_KEY::concat))
                .flatMap(Function.identity())
                .collect(Collectors.toSet());
    }

    @Override
    public Optional<byte[]> document(String key) {
        Optional<String> sweep = sweep(key);
        Optional<String> baseline = baseline(key);
        if (sweep.isPresent()) {
            return store.sweeps().document(sweep.get());
        }
        return baseline.isPresent() ? store.baselines().document(baseline.get()) : store.document(key);
    }
}
