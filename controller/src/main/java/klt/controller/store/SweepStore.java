package klt.controller.store;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import klt.common.text.ErrorMessage;
import klt.common.text.OneLine;
import klt.controller.core.run.Sweep;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** An in-memory table of the sweeps in the state topic. Thread-safe; the event loop and the session write, any thread reads. */
public final class SweepStore {

    /** Maximum number of stored sweeps; the oldest that have ended are deleted first. Their runs remain. */
    public static final int SWEEPS_MAX = 200;

    private static final Logger LOG = LoggerFactory.getLogger(SweepStore.class);

    private static final int VERSION = 1;
    private static final int ID_LENGTH_MAX = 100;
    private static final int REASON_LENGTH_MAX = 300;

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
     * Applies a record of the topic. A document that this version cannot read is not listed, and the log says why.
     *
     * @param document null if the sweep was deleted
     * @return empty if it was deleted or cannot be read
     */
    public Optional<Sweep> load(String id, byte @Nullable [] document) {
        sweeps.remove(id);
        if (document != null) {
            read(id, document).ifPresent(sweep -> sweeps.put(id, sweep));
        }
        return find(id);
    }

    private static Optional<Sweep> read(String id, byte[] document) {
        try {
            StoredSweep stored = JSON.readValue(document, StoredSweep.class);
            if (stored.v == VERSION && stored.sweep.id().equals(id)) {
                return Optional.of(stored.sweep);
            }
            return unreadable(id, "another version wrote it, or its id differs");
        } catch (JacksonException e) {
            Throwable cause = ErrorMessage.root(e);
            return unreadable(id, cause instanceof JacksonException ? e.getOriginalMessage() : ErrorMessage.of(cause));
        } catch (IllegalArgumentException | NullPointerException e) {
            return unreadable(id, "another program wrote it");
        }
    }

    private static Optional<Sweep> unreadable(String id, String why) {
        LOG.warn(
                "cannot read sweep {} of the state topic, so it is not listed: {}",
                OneLine.of(id, ID_LENGTH_MAX),
                OneLine.of(why, REASON_LENGTH_MAX));
        return Optional.empty();
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
