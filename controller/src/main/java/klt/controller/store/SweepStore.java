package klt.controller.store;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import klt.controller.core.run.Sweep;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** An in-memory table of the sweeps in the state topic. Thread-safe; the event loop and the session write, any thread reads. */
public final class SweepStore {

    /** Maximum number of stored sweeps; the oldest that have ended are deleted first. Their runs remain. */
    public static final int SWEEPS_MAX = 200;

    private static final int VERSION = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private record StoredSweep(int v, Sweep sweep) {}

    private final Map<String, Sweep> sweeps = new ConcurrentHashMap<>();

    /** Stores a sweep and returns its document for the topic. */
    public byte[] put(Sweep sweep) {
        sweeps.put(sweep.id(), sweep);
        return write(sweep);
    }

    private static byte[] write(Sweep sweep) {
        return JSON.writeValueAsBytes(new StoredSweep(VERSION, sweep));
    }

    /**
     * Applies a record of the topic.
     *
     * @param document null if the sweep was deleted
     * @return empty if it was deleted or cannot be parsed
     */
    public Optional<Sweep> load(String id, byte @Nullable [] document) {
        sweeps.remove(id);
        Optional<Sweep> sweep = document == null ? Optional.empty() : read(document);
        sweep.filter(known -> known.id().equals(id)).ifPresent(known -> sweeps.put(id, known));
        return find(id);
    }

    private static Optional<Sweep> read(byte[] document) {
        try {
            StoredSweep stored = JSON.readValue(document, StoredSweep.class);
            return stored.v == VERSION ? Optional.of(stored.sweep) : Optional.empty();
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            // a foreign or truncated document
            return Optional.empty();
        }
    }

    public void remove(String id) {
        sweeps.remove(id);
    }

    public Optional<Sweep> find(String id) {
        return Optional.ofNullable(sweeps.get(id));
    }

    /** The document of a sweep, as in the topic. */
    public Optional<byte[]> document(String id) {
        return find(id).map(SweepStore::write);
    }

    public Set<String> ids() {
        return Set.copyOf(sweeps.keySet());
    }

    /** Removes all other sweeps. */
    public void retain(Set<String> ids) {
        sweeps.keySet().retainAll(ids);
    }

    /** Newest first. */
    public List<Sweep> all() {
        return sweeps.values().stream()
                .sorted(Comparator.comparing(Sweep::createdAt).reversed())
                .toList();
    }

    /** Ids of the oldest ended sweeps beyond {@link #SWEEPS_MAX}. */
    public List<String> surplus() {
        return all().stream()
                .skip(SWEEPS_MAX)
                .filter(sweep -> sweep.endedAt().isPresent())
                .map(Sweep::id)
                .toList();
    }
}
