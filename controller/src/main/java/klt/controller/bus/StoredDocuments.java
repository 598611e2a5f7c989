package klt.controller.bus;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import klt.common.compare.Baseline;
import klt.controller.core.cron.CronSchedule;
import klt.controller.core.notice.Notice;
import klt.controller.core.run.LoadStop;
import klt.controller.core.run.Run;
import klt.controller.core.run.Sweep;
import klt.controller.report.Reporter;
import klt.controller.store.DocumentStore;
import klt.controller.store.LoadStopStore;
import klt.controller.store.RunStore;
import klt.controller.store.StoredRun;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents of runs (with their reports), sweeps, baselines, schedules and notices, and whether all load is stopped, in the stores that
 * the HTTP API reads.
 */
public final class StoredDocuments implements RunDocuments {

    private static final Logger LOG = LoggerFactory.getLogger(StoredDocuments.class);

    private final RunStore store;
    private final Reporter reporter;

    /** The stores for all documents except runs, by key prefix. */
    private final Map<String, DocumentStore<?>> others;

    public StoredDocuments(RunStore store, Reporter reporter) {
        this.store = store;
        this.reporter = reporter;
        others = Map.of(
                SWEEP_KEY,
                store.sweeps(),
                BASELINE_KEY,
                store.baselines(),
                SCHEDULE_KEY,
                store.schedules(),
                NOTICE_KEY,
                store.notices(),
                LOAD_STOP_KEY,
                store.loadStop());
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
                .load(id(SWEEP_KEY, key), document)
                .filter(sweep -> sweep.endedAt().isEmpty());
    }

    @Override
    public byte[] put(Baseline baseline) {
        return store.baselines().put(baseline);
    }

    @Override
    public void loadBaseline(String key, byte @Nullable [] document) {
        store.baselines().load(id(BASELINE_KEY, key), document);
    }

    @Override
    public byte[] put(CronSchedule schedule) {
        return store.schedules().put(schedule);
    }

    @Override
    public Optional<CronSchedule> loadSchedule(String key, byte @Nullable [] document) {
        return store.schedules().load(id(SCHEDULE_KEY, key), document);
    }

    @Override
    public byte[] put(Notice notice) {
        return store.notices().put(notice);
    }

    @Override
    public void loadNotice(String key, byte @Nullable [] document) {
        store.notices().load(id(NOTICE_KEY, key), document);
    }

    @Override
    public byte[] put(LoadStop stop) {
        return store.loadStop().put(stop);
    }

    @Override
    public Optional<LoadStop> loadStop(String key, byte @Nullable [] document) {
        Optional<LoadStop> stop = store.loadStop().load(id(LOAD_STOP_KEY, key), document);
        if (stop.isPresent() || document == null || !key.equals(LOAD_STOP_KEY + LoadStopStore.KEY)) {
            return stop;
        }
        LOG.warn(
                "all load counts as stopped, because its stored state cannot be read; to allow load again: loadtester stop --release");
        store.loadStop().put(LoadStop.UNREADABLE);
        return Optional.of(LoadStop.UNREADABLE);
    }

    private static String id(String prefix, String key) {
        return key.substring(prefix.length());
    }

    /** Returns a key's prefix, or empty for a run's key. */
    private Optional<String> prefix(String key) {
        return others.keySet().stream().filter(key::startsWith).findFirst();
    }

    private DocumentStore<?> others(String prefix) {
        return Objects.requireNonNull(others.get(prefix));
    }

    @Override
    public void remove(String key) {
        prefix(key).ifPresentOrElse(prefix -> others(prefix).remove(id(prefix, key)), () -> store.remove(key));
    }

    @Override
    public void retain(Set<String> keys) {
        store.retain(keys);
        others.forEach((prefix, documents) -> documents.retain(keys.stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> id(prefix, key))
                .collect(Collectors.toSet())));
    }

    @Override
    public List<String> surplus(Instant now) {
        return Stream.of(
                        store.surplus(now).stream(),
                        store.sweeps().surplus().stream().map(SWEEP_KEY::concat),
                        store.notices().surplus(now).stream().map(NOTICE_KEY::concat))
                .flatMap(keys -> keys)
                .toList();
    }

    @Override
    public Set<String> keys() {
        return Stream.concat(
                        store.ids().stream(),
                        others.entrySet().stream()
                                .flatMap(
                                        other -> other.getValue().ids().stream().map(id -> other.getKey() + id)))
                .collect(Collectors.toSet());
    }

    @Override
    public Optional<byte[]> document(String key) {
        Optional<String> prefix = prefix(key);
        return prefix.isPresent() ? others(prefix.get()).document(id(prefix.get(), key)) : store.document(key);
    }
}
