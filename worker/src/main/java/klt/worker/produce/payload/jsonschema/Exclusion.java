package klt.worker.produce.payload.jsonschema;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides whether all values generated for one alternative of a {@code oneOf} are invalid for another. The decision is conservative: false
 * unless this can be proved.
 */
final class Exclusion {

    private final Keywords keywords;

    Exclusion(Keywords keywords) {
        this.keywords = keywords;
    }

    /**
     * @param made the alternative for which values are generated, combined with the enclosing schema
     * @param types types of the generated values; empty if unknown
     * @param other the other alternative, not combined with the enclosing schema
     */
    boolean excludes(ObjectNode made, Set<String> types, ObjectNode other) {
        List<String> allowed = allowedTypes(other);
        if (!types.isEmpty()
                && !allowed.isEmpty()
                && types.stream()
                        .noneMatch(type -> allowed.stream()
                                .anyMatch(mayBe -> Keywords.allows(mayBe, type) || Keywords.allows(type, mayBe)))) {
            return true;
        }
        return areDistinct(made, other) || (types.equals(Set.of("object")) && excludesObjects(made, other));
    }

    /** Returns the types of valid values, or empty if any type is valid. */
    private List<String> allowedTypes(ObjectNode schema) {
        List<String> types = keywords.types(schema);
        return types.isEmpty()
                ? keywords.constants(schema)
                        .map(constants ->
                                constants.stream().map(Keywords::typeOf).toList())
                        .orElse(types)
                : types;
    }

    /** Returns whether both schemas list their values and have none in common. */
    private boolean areDistinct(JsonNode made, JsonNode other) {
        return keywords.constants(other)
                .map(others -> others.isEmpty()
                        || keywords.constants(made)
                                .map(values -> values.stream()
                                        .noneMatch(value ->
                                                others.stream().anyMatch(unlike -> Keywords.same(value, unlike))))
                                .orElse(false))
                .orElse(false);
    }

    private boolean excludesObjects(ObjectNode made, ObjectNode other) {
        Map<String, JsonNode> own = new TreeMap<>();
        keywords.properties(made).forEach(entry -> own.put(entry.getKey(), entry.getValue()));
        Map<String, JsonNode> others = new TreeMap<>();
        keywords.properties(other).forEach(entry -> others.put(entry.getKey(), entry.getValue()));
        Set<String> always = keywords.names(made, "required");
        boolean known = !made.has("anyOf") && !made.has("oneOf");
        // an object without declared properties gets random property names
        boolean named = !own.isEmpty() || !made.path("additionalProperties").isObject();
        boolean lacks = known
                && named
                && keywords.names(other, "required").stream()
                        .anyMatch(name -> !own.containsKey(name) && !always.contains(name));
        boolean closed = other.has("additionalProperties")
                && other.get("additionalProperties").equals(other.booleanNode(false))
                && !others.keySet().containsAll(always);
        return lacks
                || closed
                || always.stream()
                        .anyMatch(name -> own.containsKey(name)
                                && others.containsKey(name)
                                && areDistinct(own.get(name), others.get(name)));
    }
}
