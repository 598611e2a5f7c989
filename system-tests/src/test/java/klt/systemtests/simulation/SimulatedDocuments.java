package klt.systemtests.simulation;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.common.compare.Baseline;
import klt.controller.bus.RunDocuments;
import klt.controller.bus.StoredDocuments;
import klt.controller.core.cron.CronSchedule;
import klt.controller.core.notice.Notice;
import klt.controller.core.run.LoadStop;
import klt.controller.core.run.Run;
import klt.controller.core.run.Sweep;
import klt.controller.report.Reporter;
import klt.controller.store.RunStore;
import org.jspecify.annotations.Nullable;

/** A controller's table of runs: it has real documents in some histories, and references to the runs in the others. */
final class SimulatedDocuments implements RunDocuments {

    private final World world;
    private final Optional<StoredDocuments> real;
    private final StoredDocuments sweeps = new StoredDocuments(new RunStore(), new Reporter("simulation"));
    private final Map<String, byte[]> documents = new HashMap<>();

    SimulatedDocuments(World world) {
        this.world = world;
        real = world.hasRealRecords()
                ? Optional.of(new StoredDocuments(new RunStore(), new Reporter("simulation")))
                : Optional.empty();
    }

    boolean contains(String run) {
        return documents.containsKey(run);
    }

    @Override
    public byte[] put(Run run, Instant now) {
        byte[] document = real.map(store -> store.put(run, now)).orElseGet(() -> new byte[1]);
        world.register(document, run);
        documents.put(run.id(), document);
        return document;
    }

    @Override
    public Optional<UnendedRun> load(String id, byte @Nullable [] document) {
        if (document == null) {
            remove(id);
            return Optional.empty();
        }
        documents.put(id, document);
        return real.map(store -> store.load(id, document))
                .orElseGet(() -> world.stored(document).unended());
    }

    @Override
    public byte[] put(Sweep sweep) {
        return sweeps.put(sweep);
    }

    @Override
    public Optional<Sweep> loadSweep(String key, byte @Nullable [] document) {
        return sweeps.loadSweep(key, document);
    }

    @Override
    public byte[] put(Baseline baseline) {
        throw new UnsupportedOperationException("no history has baselines");
    }

    @Override
    public void loadBaseline(String key, byte @Nullable [] document) {
        throw new UnsupportedOperationException("no history has baselines");
    }

    @Override
    public byte[] put(CronSchedule schedule) {
        throw new UnsupportedOperationException("no history has schedules");
    }

    @Override
    public Optional<CronSchedule> loadSchedule(String key, byte @Nullable [] document) {
        throw new UnsupportedOperationException("no history has schedules");
    }

    @Override
    public byte[] put(Notice notice) {
        throw new UnsupportedOperationException("no history has notices");
    }

    @Override
    public void loadNotice(String key, byte @Nullable [] document) {
        throw new UnsupportedOperationException("no history has notices");
    }

    @Override
    public byte[] put(LoadStop stop) {
        throw new UnsupportedOperationException("no history stops all load");
    }

    @Override
    public Optional<LoadStop> loadStop(String key, byte @Nullable [] document) {
        throw new UnsupportedOperationException("no history stops all load");
    }

    @Override
    public void remove(String id) {
        documents.remove(id);
        real.ifPresent(store -> store.remove(id));
    }

    @Override
    public void retain(Set<String> ids) {
        documents.keySet().retainAll(ids);
        real.ifPresent(store -> store.retain(ids));
    }

    @Override
    public List<String> surplus(Instant now) {
        return real.map(documents -> documents.surplus(now)).orElse(List.of());
    }

    @Override
    public Set<String> keys() {
        return real.map(StoredDocuments::keys).orElseGet(() -> Set.copyOf(documents.keySet()));
    }

    @Override
    public Optional<byte[]> document(String id) {
        // the same array, by which the world identifies what it represents
        return Optional.ofNullable(documents.get(id)).filter(known -> isStored(id, known));
    }

    private boolean isStored(String id, byte[] document) {
        return real.map(store -> store.document(id)
                        .filter(found -> Arrays.equals(found, document))
                        .isPresent())
                .orElse(true);
    }
}
