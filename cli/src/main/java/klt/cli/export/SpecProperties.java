package klt.cli.export;

import java.util.function.BiConsumer;
import klt.common.spec.RunSpec;
import klt.common.text.OneLine;
import tools.jackson.databind.JsonNode;

/** A spec's keys as a flat list of names, such as {@code spec.topic.name} and {@code spec.objectives[0]}. */
final class SpecProperties {

    /** Maximum length of a value, because templates and schemas may be very long. */
    private static final int VALUE_LENGTH_MAX = 1_000;

    private SpecProperties() {}

    /** Passes on each key's value, or an empty string for a key without one. */
    static void of(RunSpec spec, BiConsumer<String, String> properties) {
        add("spec", spec.toJson(), properties);
    }

    private static void add(String key, JsonNode value, BiConsumer<String, String> properties) {
        if (value.isObject() && !value.isEmpty()) {
            value.properties().forEach(child -> add(key + "." + child.getKey(), child.getValue(), properties));
        } else if (value.isArray() && !value.isEmpty()) {
            for (int i = 0; i < value.size(); i++) {
                add(key + "[" + i + "]", value.get(i), properties);
            }
        } else {
            properties.accept(
                    key, value.isNull() || value.isContainer() ? "" : OneLine.of(value.asString(), VALUE_LENGTH_MAX));
        }
    }
}
