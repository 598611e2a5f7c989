package klt.worker.produce.payload.jsonschema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import klt.worker.core.PayloadException;
import klt.worker.produce.payload.segment.SchemaWalk;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Combines schemas that apply to the same value: a schema, those in its {@code allOf}, and the one that it refers to. A value of the
 * combined schema is valid for each of them. Combinations that a single schema cannot express are rejected.
 */
final class Combination {

    private static final String CLOSED = "additionalProperties";
    private static final Set<String> LOWER_BOUNDS =
            Set.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties");
    private static final Set<String> UPPER_BOUNDS =
            Set.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties");

    private final Document document;
    private final Keywords keywords;
    /** number of schemas combined with others so far */
    private int parts;

    /**
     * A schema that replaces several.
     *
     * @param schema the combined schema, with neither {@code $ref} nor {@code allOf}
     * @param places locations of all combined schemas
     */
    record Combined(ObjectNode schema, Set<String> places) {}

    Combination(Document document, Keywords keywords) {
        this.document = document;
        this.keywords = keywords;
    }

    /** @throws PayloadException for unsupported keywords */
    Combined of(JsonNode schema) {
        Set<String> places = new LinkedHashSet<>();
        return new Combined(combine(schema, places, 0), places);
    }

    /**
     * Combines the parts of a schema that will later be combined with the enclosing one.
     *
     * @throws PayloadException for unsupported keywords
     */
    Combined ofAlternative(JsonNode schema) {
        count(schema);
        return of(schema);
    }

    private void count(JsonNode schema) {
        parts++;
        if (parts > SchemaWalk.PARTS_MAX) {
            throw SchemaWalk.tooLarge(document.place(schema));
        }
    }

    private ObjectNode combinePart(JsonNode schema, Set<String> places, int depth) {
        count(schema);
        if (depth > ReferenceLoops.DEPTH_MAX) {
            throw ReferenceLoops.tooDeep(document.place(schema));
        }
        return combine(schema, places, depth);
    }

    private ObjectNode combine(JsonNode schema, Set<String> places, int depth) {
        places.add(document.place(schema));
        ObjectNode combined = document.derived(schema);
        if (schema.isBoolean()) {
            return schema.booleanValue() ? combined : nothing(combined);
        }
        if (!schema.isObject()) {
            throw new PayloadException(
                    document.place(schema) + " has " + schema.getNodeType() + " in place of a schema");
        }
        keywords.check(schema);
        schema.propertyNames().stream()
                .filter(Keywords.HONOURED::contains)
                .forEach(keyword -> combined.set(keyword, schema.get(keyword)));
        ObjectNode all = combined;
        if (schema.has("$ref")) {
            all = both(all, combinePart(document.target(schema), places, depth + 1));
        }
        for (JsonNode part : keywords.list(schema, "allOf")) {
            all = both(all, combinePart(part, places, depth + 1));
        }
        return all;
    }

    /** Creates a schema that allows no value. */
    private static ObjectNode nothing(ObjectNode schema) {
        schema.putArray("enum");
        return schema;
    }

    /**
     * Combines two schemas into one whose values are valid for both.
     *
     * @param combined the schema nested in the other one, so that its {@code unevaluatedProperties} does not see the other's properties
     */
    ObjectNode both(ObjectNode schema, ObjectNode combined) {
        ObjectNode part = seeingItselfOnly(combined);
        checkClosed(schema, part);
        checkClosed(part, schema);
        checkItems(schema, part);
        ObjectNode both = keywords.copy(schema);
        if (both.isEmpty()) {
            // a copy of the other schema, so that errors name the location of its keywords
            return keywords.copy(part);
        }
        for (Map.Entry<String, JsonNode> entry : part.properties()) {
            String keyword = entry.getKey();
            JsonNode value = entry.getValue();
            if (!both.has(keyword)) {
                both.set(keyword, value);
            } else if (!Keywords.same(both.get(keyword), value)) {
                combineKeyword(both, part, keyword);
            }
        }
        return both;
    }

    private ObjectNode seeingItselfOnly(ObjectNode part) {
        if (!part.has("unevaluatedProperties")) {
            return part;
        }
        ObjectNode seeing = keywords.without(part, "unevaluatedProperties");
        if (!seeing.has(CLOSED)) {
            seeing.set(CLOSED, part.get("unevaluatedProperties"));
        }
        return seeing;
    }

    /** Checks that a schema that restricts additional properties names the other schema's properties. */
    private void checkClosed(ObjectNode closed, ObjectNode other) {
        if (!closed.has(CLOSED) || closed.get(CLOSED).equals(closed.booleanNode(true))) {
            return;
        }
        Set<String> own = new TreeSet<>(closed.path("properties").propertyNames());
        boolean more = !own.containsAll(other.path("properties").propertyNames())
                || !own.containsAll(keywords.names(other, "required"));
        if (more) {
            throw document.refused(
                    closed, CLOSED, "excludes properties of a schema that is combined with it; remove it");
        }
    }

    /** Checks {@code items}, which applies to the items that follow those listed by position in the same schema. */
    private void checkItems(ObjectNode one, ObjectNode other) {
        Set<String> kinds = itemKeywords(one);
        Set<String> others = itemKeywords(other);
        if (!kinds.isEmpty() && !others.isEmpty() && !kinds.equals(others)) {
            throw document.refused(
                    one, kinds.iterator().next(), "differs from the items of a schema that is combined with it");
        }
    }

    private static Set<String> itemKeywords(ObjectNode schema) {
        Set<String> present = new TreeSet<>(schema.propertyNames());
        present.retainAll(Set.of("items", "prefixItems"));
        return present;
    }

    private void combineKeyword(ObjectNode both, ObjectNode part, String keyword) {
        JsonNode one = both.get(keyword);
        JsonNode other = part.get(keyword);
        switch (keyword) {
            case "type" -> combineTypes(both, part);
            case "required" -> {
                Set<String> names = keywords.names(both, keyword);
                names.addAll(keywords.names(part, keyword));
                ArrayNode all = both.putArray(keyword);
                names.forEach(all::add);
            }
            case "enum" -> {
                List<JsonNode> common = keywords.list(both, keyword).stream()
                        .filter(value -> keywords.list(part, keyword).stream()
                                .anyMatch(allowed -> Keywords.same(value, allowed)))
                        .toList();
                both.putArray(keyword).addAll(common);
            }
            case "properties" -> combineProperties(both, part);
            case "uniqueItems" -> both.put(keyword, true);
            default -> {
                BigDecimal first = one.isNumber() ? one.decimalValue() : null;
                BigDecimal second = other.isNumber() ? other.decimalValue() : null;
                boolean lower = LOWER_BOUNDS.contains(keyword);
                if (first == null || second == null || !(lower || UPPER_BOUNDS.contains(keyword))) {
                    throw document.refused(part, keyword, "differs from the one in a schema that is combined with it");
                }
                both.put(keyword, lower ? first.max(second) : first.min(second));
            }
        }
    }

    private void combineTypes(ObjectNode both, ObjectNode part) {
        Set<String> common = new LinkedHashSet<>();
        for (String one : keywords.types(both)) {
            for (String other : keywords.types(part)) {
                if (Keywords.allows(one, other)) {
                    common.add(other);
                } else if (Keywords.allows(other, one)) {
                    common.add(one);
                }
            }
        }
        ArrayNode types = both.putArray("type");
        common.forEach(types::add);
        if (common.isEmpty()) {
            nothing(both);
        }
    }

    private void combineProperties(ObjectNode both, ObjectNode part) {
        ObjectNode all = both.objectNode();
        keywords.properties(both).forEach(entry -> all.set(entry.getKey(), entry.getValue()));
        for (Map.Entry<String, JsonNode> entry : keywords.properties(part)) {
            JsonNode first = all.get(entry.getKey());
            if (first == null || Keywords.same(first, entry.getValue())) {
                all.set(entry.getKey(), entry.getValue());
            } else {
                count(entry.getValue());
                ObjectNode property = document.derived(entry.getValue());
                List<JsonNode> schemas = new ArrayList<>(List.of(first, entry.getValue()));
                property.putArray("allOf").addAll(schemas);
                all.set(entry.getKey(), property);
            }
        }
        both.set("properties", all);
    }
}
