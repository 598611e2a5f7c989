package klt.common.spec;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import klt.common.spec.input.SpecFields;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The values of a spec that is being read, by key. */
final class SpecValues {

    private final double defaultRate;
    private final boolean written;
    private final Map<String, Object> values = new HashMap<>();
    private final Set<String> given = new HashSet<>();
    private final Set<String> wrong = new HashSet<>();

    /**
     * @param defaultRate messages per second of a spec without a rate
     * @param written whether {@link SpecWriter} wrote the spec; such a spec gets no default warm-up or objectives
     */
    SpecValues(double defaultRate, boolean written) {
        this.defaultRate = defaultRate;
        this.written = written;
    }

    /** Reads a key; if it is absent or invalid, the default applies. */
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
     * Returns a copy in which the values of some keys are replaced.
     *
     * @param written the keys to replace, with values in the form that their types write
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

    /** The value of a key if it has been read, otherwise its default. */
    @SuppressWarnings("unchecked") // read() stores only values that the key's own type has returned
    <T> T get(SpecKey<T> key) {
        Object value = values.get(key.path());
        return value == null ? key.byDefault().value().apply(this) : (T) value;
    }

    /** The value of a key that has no default; empty if the spec does not contain the key, or contains an invalid value. */
    <T> Optional<T> given(SpecKey<T> key) {
        return has(key) && !isWrong(key) ? Optional.of(get(key)) : Optional.empty();
    }

    /** Whether the spec contains the key, valid or not. */
    boolean has(SpecKey<?> key) {
        return given.contains(key.path());
    }

    /** Replaces a value with the default, after an error that the key's own type does not detect. */
    <T> void drop(SpecKey<T> key) {
        wrong.add(key.path());
        values.put(key.path(), key.byDefault().value().apply(this));
    }

    /** Whether the spec contains an invalid value for the key, so that {@link #get} returns the default. */
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
