package klt.common.spec;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import klt.common.text.OneLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The keys of one JSON object, and which of them were read. Collects all errors with their paths. */
class SpecFields {

    private static final int SHOWN_LENGTH_MAX = 60;

    /** Digits before or after the point; far more than a quantity may have. */
    private static final int NUMBER_DIGITS_MAX = 40;

    private final JsonNode object;
    private final String path;
    private final List<FieldError> errors;
    private final Set<String> read = new HashSet<>();

    SpecFields(JsonNode object, String path, List<FieldError> errors) {
        this.object = object;
        this.path = path;
        this.errors = errors;
    }

    void error(String key, String message) {
        errors.add(new FieldError(path(key), message));
    }

    private String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The value of a key, empty when it is absent or null. */
    Optional<JsonNode> value(String key) {
        read.add(key);
        return Optional.ofNullable(object.get(key)).filter(node -> !node.isNull());
    }

    /** The value of a node of this key; empty if it is wrong, which is noted. */
    <T> Optional<T> read(String key, JsonNode node, ValueType<T> type) {
        return type.reader().read(node, (part, message) -> error(key + part, message));
    }

    SpecFields object(String key) {
        JsonNode node = value(key).orElse(JsonNodeFactory.instance.objectNode());
        if (!node.isObject()) {
            error(key, "takes a group of keys, not " + shown(node));
            return new SpecFields(JsonNodeFactory.instance.objectNode(), path(key), errors);
        }
        return new SpecFields(node, path(key), errors);
    }

    /** An object, or text that is short for an object with one key; an error in the text is reported for the whole object. */
    SpecFields objectOrText(String key, String inner) {
        Optional<JsonNode> text = value(key).filter(JsonNode::isString);
        if (text.isEmpty()) {
            return object(key);
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.set(inner, text.get());
        return new SpecFields(object, path(key), errors) {
            @Override
            void error(String part, String message) {
                SpecFields.this.error(key, message);
            }
        };
    }

    /** Reports every key that was not read. Must be called last. */
    void end() {
        object.propertyNames().stream()
                .filter(key -> !read.contains(key))
                .forEach(key -> error(
                        key.isEmpty() ? "''" : key,
                        "is not a known key; known keys are "
                                + String.join(", ", read.stream().sorted().toList())));
    }

    static Optional<String> scalar(JsonNode node) {
        if (node.isString()) {
            return Optional.of(node.stringValue());
        }
        // a plain string: 1E+3 would not match the form of a quantity; an absurd exponent must not be expanded
        return node.decimalValueOpt()
                .filter(number ->
                        number.precision() <= NUMBER_DIGITS_MAX && Math.abs((long) number.scale()) <= NUMBER_DIGITS_MAX)
                .map(BigDecimal::toPlainString);
    }

    static String shown(JsonNode node) {
        return shown(node.isMissingNode() ? "nothing" : node.toString());
    }

    static String shown(String text) {
        return OneLine.of(text, SHOWN_LENGTH_MAX);
    }
}
