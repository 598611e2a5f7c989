package klt.common.spec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a spec as JSON, with every key, in the order of the table. */
final class SpecWriter {

    private SpecWriter() {}

    static ObjectNode write(RunSpec spec) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (SpecKey<?> key : SpecKeys.all()) {
            section(json, key).set(key.name(), value(key, spec));
        }
        return json;
    }

    private static ObjectNode section(ObjectNode json, SpecKey<?> key) {
        if (key.section().isEmpty()) {
            return json;
        }
        return json.get(key.section()) instanceof ObjectNode section ? section : json.putObject(key.section());
    }

    private static <T> JsonNode value(SpecKey<T> key, RunSpec spec) {
        return key.in().apply(spec).map(key.type().writer()).orElse(NullNode.instance);
    }
}
