package klt.worker.produce.payload.jsonschema;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import klt.worker.core.PayloadException;
import tools.jackson.databind.JsonNode;

/**
 * Rejects schemas that refer to themselves for the same value, such as {@code {"anyOf": [{"$ref": "#"}]}}, whose meaning is undefined in
 * the specification. A schema may refer to itself for part of the value.
 */
final class ReferenceLoops {

    /** Maximum nesting depth of schemas for one value. */
    static final int DEPTH_MAX = 100;

    private static final List<String> SAME_VALUE = List.of("allOf", "anyOf", "oneOf");
    private static final List<String> OTHER_VALUES = List.of("items", "additionalProperties", "unevaluatedProperties");
    private static final List<String> LISTS_OF_OTHERS = List.of("prefixItems", "properties");

    private final Document document;
    private final Set<JsonNode> checked = Collections.newSetFromMap(new IdentityHashMap<>());
    /** the nested schemas of the value being checked */
    private final Set<JsonNode> open = Collections.newSetFromMap(new IdentityHashMap<>());
    /** schemas for parts of the value, still to be checked */
    private final Deque<JsonNode> waiting = new ArrayDeque<>();

    ReferenceLoops(Document document) {
        this.document = document;
    }

    /** @throws PayloadException if a schema refers to itself in this way */
    void check() {
        waiting.add(document.root());
        while (!waiting.isEmpty()) {
            visit(waiting.remove());
        }
    }

    static PayloadException tooDeep(String place) {
        return new PayloadException(
                place + " is combined with more than " + DEPTH_MAX + " nested schemas; use fewer references");
    }

    private void visit(JsonNode schema) {
        if (open.contains(schema)) {
            throw new PayloadException(document.place(schema)
                    + " refers to itself for the same value; refer to it only from a property or an item");
        }
        if (!schema.isObject() || !checked.add(schema)) {
            return;
        }
        if (open.size() > DEPTH_MAX) {
            throw tooDeep(document.place(schema));
        }
        open.add(schema);
        visit(document.find(schema));
        SAME_VALUE.forEach(keyword -> schema.path(keyword).forEach(this::visit));
        open.remove(schema);
        LISTS_OF_OTHERS.forEach(keyword -> schema.path(keyword).forEach(waiting::add));
        for (String keyword : OTHER_VALUES) {
            JsonNode others = schema.path(keyword);
            waiting.add(others);
            if (others.isArray()) {
                others.forEach(waiting::add);
            }
        }
    }
}
