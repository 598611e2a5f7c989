package klt.controller.bus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import klt.controller.core.run.Run;
import klt.controller.report.Reporter;
import klt.controller.store.RunStore;
import klt.controller.store.StoredRun;
import org.jspecify.annotations.Nullable;

/** Keeps the runs' documents, which include their reports, in the store that the HTTP API reads. */
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
    public void remove(String id) {
        store.remove(id);
    }

    @Override
    public void retain(Set<String> ids) {
        store.retain(ids);
    }

    @Override
    public List<String> surplus() {
        return store.surplus();
    }

    @Override
    public Set<String> ids() {
        return store.ids();
    }

    @Override
    public Optional<byte[]> document(String id) {
        return store.document(id);
    }
}
