package klt.controller.store;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import klt.common.compare.Baseline;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** An in-memory table of the baselines in the state topic. Thread-safe: the event loop and the session write, and any thread reads. */
public final class BaselineStore {

    private static final Logger LOG = LoggerFactory.getLogger(BaselineStore.class);

    private static final int VERSION = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private record StoredBaseline(int v, Baseline baseline) {}

    private final Map<String, Baseline> baselines = new ConcurrentHashMap<>();

    /** Stores a baseline and returns its document for the topic. */
    public byte[] put(Baseline baseline) {
        baselines.put(baseline.name(), baseline);
        return write(baseline);
    }

    private static byte[] write(Baseline baseline) {
        return JSON.writeValueAsBytes(new StoredBaseline(VERSION, baseline));
    }

    /**
     * Applies a record of the topic.
     *
     * @param document null if the baseline was deleted
     */
    public void load(String name, byte @Nullable [] document) {
        baselines.remove(name);
        if (document != null) {
            read(document)
                    .filter(read -> read.name().equals(name))
                    .ifPresentOrElse(
                            read -> baselines.put(name, read),
                            () -> LOG.warn(
                                    "cannot read the baseline {}: {}",
                                    name,
                                    new String(document, StandardCharsets.UTF_8)));
        }
    }

    private static Optional<Baseline> read(byte[] document) {
        try {
            StoredBaseline stored = JSON.readValue(document, StoredBaseline.class);
            return stored.v == VERSION ? Optional.of(stored.baseline) : Optional.empty();
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            return Optional.empty();
        }
    }

    public void remove(String name) {
        baselines.remove(name);
    }

    public Optional<Baseline> find(String name) {
        return Optional.ofNullable(baselines.get(name));
    }

    /** The document of a baseline, as in the topic. */
    public Optional<byte[]> document(String name) {
        return find(name).map(BaselineStore::write);
    }

    /** All baselines, in the order of their names. */
    public List<Baseline> all() {
        return baselines.values().stream()
                .sorted(Comparator.comparing(Baseline::name))
                .toList();
    }

    public Set<String> names() {
        return Set.copyOf(baselines.keySet());
    }

    /** Removes all other baselines. */
    public void retain(Set<String> names) {
        baselines.keySet().retainAll(names);
    }

    /** Ids of the runs of all baselines. */
    public Set<String> runs() {
        return baselines.values().stream()
                .flatMap(baseline -> baseline.runs().stream())
                .collect(Collectors.toSet());
    }

    /** The first baseline that contains a run. */
    public Optional<Baseline> of(String run) {
        return all().stream().filter(baseline -> baseline.runs().contains(run)).findFirst();
    }
}
