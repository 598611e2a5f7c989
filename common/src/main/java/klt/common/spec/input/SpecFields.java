package klt.common.spec.input;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import klt.common.spec.input.ValueReader.Mistakes;
import klt.common.text.JsonScalar;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads the keys of a JSON object and keeps track of which ones have been read. Forwards all errors with their paths. */
public class SpecFields {

    private final JsonNode object;
    private final String path;
    private final Mistakes mistakes;
    private final Set<String> read = new HashSet<>();

    /** @param mistakes receives each error with its path */
    public SpecFields(JsonNode object, String path, Mistakes mistakes) {
        this.object = object;
        this.path = path;
        this.mistakes = mistakes;
    }

    public void error(String key, String message) {
        mistakes.add(path(key), message);
    }

    /** Reports an error in another section. */
    public void errorAt(String wholePath, String message) {
        mistakes.add(wholePath, message);
    }

    private String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Returns a key's value, or empty if it is absent or null. */
    public Optional<JsonNode> value(String key) {
        read.add(key);
        return Optional.ofNullable(object.get(key)).filter(node -> !node.isNull());
    }

    /** Returns the value of the key; if it is invalid, reports the error and returns empty. */
    public <T> Optional<T> read(String key, JsonNode node, ValueReader<T> reader) {
        return reader.read(node, (part, message) -> error(key + part, message));
    }

    public SpecFields object(String key) {
        JsonNode node = value(key).orElse(JsonNodeFactory.instance.objectNode());
        if (!node.isObject()) {
            error(key, "takes a group of keys, not " + JsonScalar.shown(node));
            return new SpecFields(JsonNodeFactory.instance.objectNode(), path(key), mistakes);
        }
        return new SpecFields(node, path(key), mistakes);
    }

    /** Reads an object, or a string that is shorthand for an object with one key. */
    public SpecFields objectOrText(String key, String inner) {
        return objectOr(JsonNode::isString, key, inner);
    }

    /** Reads an object, or a list that is shorthand for an object with one key. */
    public SpecFields objectOrList(String key, String inner) {
        return objectOr(JsonNode::isArray, key, inner);
    }

    /** Reports errors in the shorthand at its location in the spec. */
    private SpecFields objectOr(Predicate<JsonNode> isShort, String key, String inner) {
        Optional<JsonNode> value = value(key).filter(isShort);
        if (value.isEmpty()) {
            return object(key);
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.set(inner, value.get());
        return new SpecFields(object, path(key), mistakes) {
            @Override
            public void error(String part, String message) {
                SpecFields.this.error(part.startsWith(inner) ? key + part.substring(inner.length()) : key, message);
            }
        };
    }

    /** Reports every key that was not read. Must be called last. */
    public void end() {
        object.propertyNames().stream()
                .filter(key -> !read.contains(key))
                .forEach(key -> error(
                        key.isEmpty() ? "''" : key,
                        "is not a known key; known keys are "
                                + String.join(", ", read.stream().sorted().toList())));
    }
}
