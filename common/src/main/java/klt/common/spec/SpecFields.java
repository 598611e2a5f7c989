package klt.common.spec;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import klt.common.text.OneLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads the keys of one JSON object and collects every mistake with its path. An absent or null key gives the default. A wrong one also
 * gives the default after its error is noted, so that reading continues and finds the rest.
 */
final class SpecFields {

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
        errors.add(new FieldError(key.isEmpty() ? path : path.isEmpty() ? key : path + "." + key, message));
    }

    /** The value of a key, empty when it is absent or null. */
    Optional<JsonNode> value(String key) {
        read.add(key);
        return Optional.ofNullable(object.get(key)).filter(node -> !node.isNull());
    }

    SpecFields object(String key) {
        JsonNode node = value(key).orElse(JsonNodeFactory.instance.objectNode());
        String childPath = path.isEmpty() ? key : path + "." + key;
        if (!node.isObject()) {
            error(key, "takes a group of keys, not " + shown(node));
            return new SpecFields(JsonNodeFactory.instance.objectNode(), childPath, errors);
        }
        return new SpecFields(node, childPath, errors);
    }

    String text(String key, String byDefault) {
        return read(
                key,
                byDefault,
                "takes a text",
                node -> node.isString() ? Optional.of(node.stringValue()) : Optional.empty());
    }

    boolean truth(String key, boolean byDefault) {
        return read(key, byDefault, "takes true or false", node -> switch (node) {
            case JsonNode n when n.isBoolean() -> Optional.of(n.booleanValue());
            case JsonNode n when n.isString() && n.stringValue().equals("true") -> Optional.of(true);
            case JsonNode n when n.isString() && n.stringValue().equals("false") -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    <E extends Enum<E>> E word(String key, E byDefault, Class<E> type) {
        List<String> words = new ArrayList<>();
        for (E value : type.getEnumConstants()) {
            words.add(value.name().toLowerCase(Locale.ROOT));
        }
        String word = oneOf(key, byDefault.name().toLowerCase(Locale.ROOT), words);
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }

    String oneOf(String key, String byDefault, List<String> words) {
        return read(
                key,
                byDefault,
                "takes one of " + String.join(", ", words),
                node -> scalar(node).filter(words::contains));
    }

    long wholeNumber(String key, long byDefault, long min, long max) {
        return number(key, byDefault, min, max, "", Quantity::count);
    }

    long bytes(String key, long byDefault, long min, long max) {
        return number(key, byDefault, min, max, " bytes", Quantity::bytes);
    }

    private long number(
            String key, long byDefault, long min, long max, String unit, Function<String, Optional<BigDecimal>> parse) {
        String takes = String.format(Locale.ROOT, "takes a whole number from %,d to %,d%s", min, max, unit);
        return read(
                key,
                byDefault,
                takes,
                node -> scalar(node)
                        .flatMap(parse)
                        .filter(v -> v.stripTrailingZeros().scale() <= 0)
                        .filter(v ->
                                v.compareTo(BigDecimal.valueOf(min)) >= 0 && v.compareTo(BigDecimal.valueOf(max)) <= 0)
                        .map(BigDecimal::longValue));
    }

    Duration duration(String key, Duration byDefault, Duration min, Duration max) {
        String takes =
                "takes a time from " + Quantity.format(min) + " to " + Quantity.format(max) + ", such as 90s or 1h20m";
        return read(
                key,
                byDefault,
                takes,
                node -> Optional.of(node)
                        .filter(JsonNode::isString)
                        .flatMap(n -> Quantity.duration(n.stringValue()))
                        .filter(d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0));
    }

    /** Notes every key that was not read. Call it last. */
    void end() {
        object.propertyNames().stream()
                .filter(key -> !read.contains(key))
                .forEach(key -> error(
                        key.isEmpty() ? "''" : key,
                        "is not a known key; known keys are "
                                + String.join(", ", read.stream().sorted().toList())));
    }

    <T> T read(String key, T byDefault, String takes, Function<JsonNode, Optional<T>> parse) {
        Optional<JsonNode> node = value(key);
        if (node.isEmpty()) {
            return byDefault;
        }
        Optional<T> parsed = parse.apply(node.get());
        if (parsed.isEmpty()) {
            error(key, takes + ", not " + shown(node.get()));
        }
        return parsed.orElse(byDefault);
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
