package klt.cli.export;

import java.util.function.BiConsumer;
import klt.common.spec.RunSpec;
import klt.common.text.OneLine;
import tools.jackson.databind.JsonNode;

/** The keys of a spec as a flat list of names such as {@code spec.topic.name} and {@code spec.objectives[0]}. */
final class SpecProperties {

    /** Maximum length of a value, because a template or a schema may be very long. */
    private static final int VALUE_LENGTH_MAX = 1_000;

    private SpecProperties() {}

    /** The value of a key; an empty string if the key has no value. */
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
