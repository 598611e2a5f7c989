package klt.common.spec.sweep;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import klt.common.spec.SpecSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The path of a key in a spec or a sweep's document, such as {@code producer.acks}.
 *
 * @param names names of the enclosing objects, outermost first, followed by the key's own name
 */
public record SpecPath(List<String> names) {

    /**
     * Shorthands: {@code topic: name} is short for {@code topic: {name: name}}, and {@code consumers: [group]} for {@code consumers:
     * {groups: [group]}}.
     */
    private static final Map<String, String> SHORT_FORMS =
            Map.of("topic", "name", "partitioner", "kind", "consumers", "groups");

    /** The keys whose values are properties. Property names may include dots. */
    private static final List<String> PROPERTIES = SpecSchema.current().keys().stream()
            .filter(key -> key.type().equals("properties"))
            .map(SpecSchema.Key::path)
            .toList();

    /** Keys whose values are objects: spec keys with their values, and clusters by name. */
    private static final List<String> SWEEP_OBJECTS = List.of("sweep.values", "sweep.targets");

    public SpecPath {
        names = List.copyOf(names);
    }

    public static SpecPath of(String key) {
        return new SpecPath(Stream.concat(PROPERTIES.stream(), SWEEP_OBJECTS.stream())
                .filter(properties -> key.startsWith(properties + "."))
                .findFirst()
                .map(properties -> Stream.concat(
                                Stream.of(properties.split("\\.")), Stream.of(key.substring(properties.length() + 1)))
                        .toList())
                .orElseGet(() -> List.of(key.split("\\.", -1))));
    }

    /** Returns whether this is a spec key, or a property in a spec key's value. */
    boolean isKnown() {
        String key = String.join(".", names);
        return PROPERTIES.stream().anyMatch(properties -> key.startsWith(properties + "."))
                || SpecSchema.current().keys().stream()
                        .anyMatch(known -> known.path().equals(key));
    }

    /**
     * Sets the key's value in a spec.
     *
     * @throws IllegalArgumentException if an outer key already has a value that is not an object; the message names it
     */
    public void set(ObjectNode spec, JsonNode value) {
        ObjectNode parent = spec;
        for (String name : names.subList(0, names.size() - 1)) {
            parent = child(parent, name);
        }
        parent.set(names.getLast(), value);
    }

    private static ObjectNode child(ObjectNode parent, String name) {
        JsonNode child = parent.path(name);
        if (child instanceof ObjectNode object) {
            return object;
        }
        String shortFor = SHORT_FORMS.get(name);
        if (shortFor != null && (child.isString() || child.isArray())) {
            ObjectNode section = parent.putObject(name);
            section.set(shortFor, child);
            return section;
        }
        if (child.isMissingNode() || child.isNull()) {
            return parent.putObject(name);
        }
        throw new IllegalArgumentException(name + " already has a value and cannot have keys");
    }
}
