package klt.common.spec.client;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import klt.common.spec.input.ValueReader.Mistakes;
import klt.common.spec.limit.Limits;
import klt.common.text.JsonScalar;
import klt.common.text.OneLine;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Parses Kafka properties as users write them, such as {@code {send.buffer.bytes: 131072}}, and checks the values against Kafka's own
 * definitions.
 */
public final class PropertiesForm {

    /** Kafka's prefix for a list of case-insensitive keywords in a validator's description. */
    private static final Pattern ANY_CASE = Pattern.compile("^\\(case insensitive\\) ");

    private PropertiesForm() {}

    /**
     * @param mistakes receives the path of each error, such as {@code ['acks']}, and its message
     * @return empty if there was an error
     */
    public static Optional<SortedMap<String, String>> read(AllowedProperties table, JsonNode node, Mistakes mistakes) {
        if (!node.isObject()) {
            mistakes.add(
                    "",
                    "takes properties with their values, such as " + table.example() + ", not "
                            + JsonScalar.shown(node));
            return Optional.empty();
        }
        SortedMap<String, String> properties = new TreeMap<>();
        for (var entry : node.properties()) {
            String name = entry.getKey();
            Optional<String> mistake = table.refusal(name).or(() -> mistake(table.definition(name), entry.getValue()));
            if (mistake.isPresent()) {
                mistakes.add(place(JsonScalar.shown(name)), mistake.get());
            } else {
                properties.put(name, text(entry.getValue()).orElseThrow());
            }
        }
        return properties.size() == node.size()
                ? Optional.of(Collections.unmodifiableSortedMap(properties))
                : Optional.empty();
    }

    /** Returns the part of a field's path that identifies a property. */
    public static String place(String name) {
        return "['" + name + "']";
    }

    private static Optional<String> mistake(ConfigKey key, JsonNode value) {
        return text(value).filter(text -> isValid(key, text)).isPresent()
                ? Optional.empty()
                : Optional.of("takes " + takes(key) + ", not " + JsonScalar.shown(value));
    }

    private static Optional<String> text(JsonNode value) {
        return value.isBoolean() ? Optional.of(value.toString()) : JsonScalar.of(value);
    }

    private static boolean isValid(ConfigKey key, String text) {
        // a client with configuration providers would replace ${…}, for example with a file's contents
        if (!text.equals(OneLine.of(text, Limits.PROPERTY_LENGTH_MAX)) || text.contains("${")) {
            return false;
        }
        try {
            Object value = ConfigDef.parseType(key.name, text, key.type);
            if (key.validator != null) {
                key.validator.ensureValid(key.name, value);
            }
            // Kafka defines no range for some times
            return key.validator != null || !(value instanceof Number number) || number.longValue() >= 0;
        } catch (ConfigException e) {
            return false;
        }
    }

    /** Describes the values that Kafka accepts for a property. */
    static String takes(ConfigKey key) {
        String range = key.validator == null
                ? ""
                : ANY_CASE.matcher(key.validator.toString()).replaceFirst("");
        return switch (key.type) {
            case BOOLEAN -> "true or false";
            case INT, SHORT, LONG -> "a whole number in " + (range.isEmpty() ? "[0,...]" : range);
            case DOUBLE -> "a number in " + range;
            case STRING ->
                range.isEmpty()
                        ? "up to " + Limits.PROPERTY_LENGTH_MAX + " printable characters without ${"
                        : "one of " + range;
            case LIST, CLASS, PASSWORD -> throw new IllegalArgumentException(key.name + " must not be allowed");
        };
    }

    public static JsonNode write(SortedMap<String, String> properties) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        properties.forEach(node::put);
        return node;
    }
}
