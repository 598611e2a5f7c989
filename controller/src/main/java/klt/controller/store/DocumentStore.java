package klt.controller.store;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import klt.common.text.ErrorMessage;
import klt.common.text.OneLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An in-memory table of the state topic's documents of one kind. Thread-safe: the event loop and the session write, and any thread reads.
 */
public class DocumentStore<T> {

    private static final Logger LOG = LoggerFactory.getLogger(DocumentStore.class);

    private static final int VERSION = 1;
    private static final int KEY_LENGTH_MAX = 100;
    private static final int REASON_LENGTH_MAX = 300;

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final String kind;
    private final Class<T> type;
    private final Function<T, String> id;
    private final Map<String, T> documents = new ConcurrentHashMap<>();

    /**
     * @param kind the document field that holds the value, such as {@code sweep}
     * @param id a value's id or name, which is unique within its kind
     */
    DocumentStore(String kind, Class<T> type, Function<T, String> id) {
        this.kind = kind;
        this.type = type;
        this.id = id;
    }

    /** Stores a value and returns its document for the topic. */
    public final byte[] put(T value) {
        documents.put(id.apply(value), value);
        return write(value);
    }

    private byte[] write(T value) {
        ObjectNode document = JSON.createObjectNode().put("v", VERSION);
        document.set(kind, JSON.valueToTree(value));
        return JSON.writeValueAsBytes(document);
    }

    /**
     * Applies a record from the topic. A document that this version cannot read is not listed; the log says why.
     *
     * @param document null if the value was deleted
     * @return empty if it was deleted or is unreadable
     */
    public final Optional<T> load(String key, byte @Nullable [] document) {
        Optional<T> value = document == null ? Optional.empty() : read(key, document);
        // in one step, because other threads are reading
        value.ifPresentOrElse(read -> documents.put(key, read), () -> documents.remove(key));
        return value;
    }

    private Optional<T> read(String key, byte[] document) {
        try {
            JsonNode stored = JSON.readTree(document);
            T value = JSON.treeToValue(stored.path(kind), type);
            if (stored.path("v").asInt(0) == VERSION && id.apply(value).equals(key)) {
                return Optional.of(value);
            }
            return unreadable(key, "another version wrote it, or its id differs");
        } catch (JacksonException e) {
            Throwable cause = ErrorMessage.root(e);
            return unreadable(key, cause instanceof JacksonException ? e.getOriginalMessage() : ErrorMessage.of(cause));
        } catch (IllegalArgumentException | NullPointerException e) {
            return unreadable(key, "another program wrote it");
        }
    }

    private Optional<T> unreadable(String key, String why) {
        LOG.warn(
                "cannot read {} {} of the state topic, so it is not listed: {}",
                kind,
                OneLine.of(key, KEY_LENGTH_MAX),
                OneLine.of(why, REASON_LENGTH_MAX));
        return Optional.empty();
    }

    public final void remove(String key) {
        documents.remove(key);
    }

    public final Optional<T> find(String key) {
        return Optional.ofNullable(documents.get(key));
    }

    /** Returns a value's document, as on the topic. */
    public final Optional<byte[]> document(String key) {
        return find(key).map(this::write);
    }

    public final Set<String> ids() {
        return Set.copyOf(documents.keySet());
    }

    /** Removes all other values. */
    public final void retain(Set<String> ids) {
        documents.keySet().retainAll(ids);
    }

    final List<T> sorted(Comparator<T> order) {
        return documents.values().stream().sorted(order).toList();
    }
}
