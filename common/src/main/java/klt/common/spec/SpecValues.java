package klt.common.spec;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.common.spec.input.SpecFields;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The values, by key, of a spec that is being read. */
final class SpecValues {

    private final double defaultRate;
    private final boolean written;
    private final Map<String, Object> values = new HashMap<>();
    private final Set<String> given = new HashSet<>();
    private final Set<String> wrong = new HashSet<>();

    /**
     * @param defaultRate rate in messages per second for specs without one
     * @param written whether the spec was written by {@link SpecWriter} and thus gets no default warm-up or objectives
     */
    SpecValues(double defaultRate, boolean written) {
        this.defaultRate = defaultRate;
        this.written = written;
    }

    /** Reads a key, falling back to its default if it is absent or invalid. */
    <T> void read(SpecKey<T> key, SpecFields fields) {
        Optional<JsonNode> node = fields.value(key.name());
        if (node.isPresent()) {
            given.add(key.path());
        }
        Optional<T> read =
                node.flatMap(value -> fields.read(key.name(), value, key.type().reader()));
        if (node.isPresent() && read.isEmpty()) {
            wrong.add(key.path());
        }
        values.put(key.path(), read.orElseGet(() -> key.byDefault().value().apply(this)));
    }

    /**
     * Returns a copy with some keys' values replaced.
     *
     * @param written the keys to replace, with values as written by their types
     */
    SpecValues with(ObjectNode written, Set<SpecKey<?>> keys) {
        SpecValues changed = new SpecValues(defaultRate, this.written);
        changed.values.putAll(values);
        SpecFields fields = new SpecFields(written, "", (field, message) -> {
            throw new IllegalStateException(field + " " + message);
        });
        keys.stream().filter(key -> written.has(key.name())).forEach(key -> changed.read(key, fields));
        return changed;
    }

    /** Returns a key's value if it has been read, otherwise its default. */
    @SuppressWarnings("unchecked") // read() only stores values returned by the key's own type
    <T> T get(SpecKey<T> key) {
        Object value = values.get(key.path());
        return value == null ? key.byDefault().value().apply(this) : (T) value;
    }

    /** Returns the value of a key that has no default, or empty if the spec does not contain the key, or contains an invalid value. */
    <T> Optional<T> given(SpecKey<T> key) {
        return has(key) && !isWrong(key) ? Optional.of(get(key)) : Optional.empty();
    }

    /** Returns whether the spec sets the key, valid or not. */
    boolean has(SpecKey<?> key) {
        return given.contains(key.path());
    }

    /** Replaces a value with the default after an error that the key's own type does not detect. */
    <T> void drop(SpecKey<T> key) {
        wrong.add(key.path());
        values.put(key.path(), key.byDefault().value().apply(this));
    }

    /** Returns whether the spec's value for the key is invalid, so that {@link #get} returns the default. */
    boolean isWrong(SpecKey<?> key) {
        return wrong.contains(key.path());
    }

    double defaultRate() {
        return defaultRate;
    }

    boolean isWritten() {
        return written;
    }
}
