package klt.worker.produce.payload.jsonschema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import klt.worker.produce.payload.segment.SchemaWalk;
import klt.worker.produce.payload.segment.ValueNode;
import klt.worker.produce.payload.segment.ValueSegment;
import klt.worker.produce.random.MessageRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Compiles arrays and objects. */
final class ContainerNodes {

    private final Document document;
    private final Keywords keywords;
    private final MessageRandom random;
    private final StringNodes strings;
    /** compiles a schema; returns empty if it is nested within itself too deeply */
    private final Function<JsonNode, Optional<ValueNode>> compiler;

    /** A range for the number of items or entries, all equally likely. */
    private record Count(int min, int max) {}

    /** @param always whether the property is always present */
    private record Property(ValueNode node, boolean always) {}

    ContainerNodes(
            Document document,
            Keywords keywords,
            MessageRandom random,
            StringNodes strings,
            Function<JsonNode, Optional<ValueNode>> compiler) {
        this.document = document;
        this.keywords = keywords;
        this.random = random;
        this.strings = strings;
        this.compiler = compiler;
    }

    /**
     * @param mostMax the largest possible number
     * @param usualMax the maximum, unless the schema requires more
     */
    private Count count(ObjectNode schema, String minKeyword, String maxKeyword, int mostMax, int usualMax) {
        int min = keywords.count(schema, minKeyword).orElse(0);
        int max = keywords.count(schema, maxKeyword).orElse(Integer.MAX_VALUE);
        if (min > Math.min(max, mostMax)) {
            throw document.refused(
                    schema, minKeyword, "is " + min + "; at most " + Math.min(max, mostMax) + " can be generated");
        }
        return new Count(min, Math.min(Math.min(max, mostMax), Math.max(min, usualMax)));
    }

    /** @return empty if the array's items are nested too deeply */
    Optional<ValueNode> array(ObjectNode schema) {
        if (schema.has("prefixItems") && schema.has("items") && !document.isNewestDraft()) {
            throw document.refused(
                    schema,
                    "prefixItems",
                    "next to items has no effect in the draft that $schema declares; remove one of them, or set $schema to "
                            + Document.NEWEST_DRAFT);
        }
        if (schema.has("prefixItems") || schema.path("items").isArray()) {
            return tuple(schema);
        }
        // random items could be equal
        int most = keywords.isTrue(schema, "uniqueItems") ? 1 : Integer.MAX_VALUE;
        Count count = count(schema, "minItems", "maxItems", isFalse(schema, "items") ? 0 : most, SchemaWalk.ITEMS_MAX);
        if (count.max == 0) {
            return Optional.of(ValueNode.of("[]"));
        }
        Optional<ValueNode> item =
                schema.has("items") ? compiler.apply(schema.get("items")) : Optional.of(strings.any());
        if (item.isEmpty()) {
            return count.min == 0 ? Optional.of(ValueNode.of("[]")) : Optional.empty();
        }
        return Optional.of(enclosed("[", repeated(item.get(), count), "]"));
    }

    private static boolean isFalse(ObjectNode schema, String keyword) {
        return schema.path(keyword).isBoolean() && !schema.path(keyword).booleanValue();
    }

    /** Compiles an array with a separate schema for each item. */
    private Optional<ValueNode> tuple(ObjectNode schema) {
        List<JsonNode> schemas = keywords.list(schema, schema.has("prefixItems") ? "prefixItems" : "items");
        int most = keywords.isTrue(schema, "uniqueItems") ? Math.min(1, schemas.size()) : schemas.size();
        Count count = count(schema, "minItems", "maxItems", most, most);
        List<ValueNode> nodes = new ArrayList<>();
        for (JsonNode item : schemas.subList(0, count.max)) {
            if (!nodes.isEmpty()) {
                nodes.add(ValueNode.of(","));
            }
            Optional<ValueNode> node = compiler.apply(item);
            if (node.isEmpty()) {
                return node;
            }
            nodes.add(node.get());
        }
        return Optional.of(enclosed("[", ValueNode.inSequence(nodes), "]"));
    }

    private ValueNode repeated(ValueNode item, Count count) {
        return ValueNode.repeated(random, item, ",", count.min, count.max);
    }

    private static ValueNode enclosed(String before, ValueNode content, String after) {
        return ValueNode.inSequence(List.of(ValueNode.of(before), content, ValueNode.of(after)));
    }

    /** @return empty if a required property is nested too deeply */
    Optional<ValueNode> object(ObjectNode schema) {
        Map<String, JsonNode> properties = new LinkedHashMap<>();
        keywords.properties(schema).forEach(entry -> properties.put(entry.getKey(), entry.getValue()));
        Set<String> required = keywords.names(schema, "required");
        required.forEach(name -> properties.computeIfAbsent(name, missing -> undeclared(schema, missing)));
        if (properties.isEmpty() && schema.path("additionalProperties").isObject()) {
            return entries(schema);
        }
        int min = keywords.count(schema, "minProperties").orElse(0);
        int max = keywords.count(schema, "maxProperties").orElse(Integer.MAX_VALUE);
        if (required.size() > max) {
            throw document.refused(schema, "maxProperties", "is below the number of required properties");
        }
        if (min > required.size() && (min > properties.size() || properties.size() > max)) {
            throw document.refused(schema, "minProperties", "is not supported next to these properties; require them");
        }
        List<Property> members = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : properties.entrySet()) {
            boolean always = required.contains(entry.getKey()) || required.size() < min;
            boolean never = !always && (properties.size() > max || isNothing(entry.getValue()));
            Optional<ValueNode> value = never ? Optional.empty() : compiler.apply(entry.getValue());
            if (value.isEmpty() && always) {
                return value;
            }
            String name = StringNode.valueOf(entry.getKey()) + ":";
            value.ifPresent(node ->
                    members.add(new Property(ValueNode.inSequence(List.of(ValueNode.of(name), node)), always)));
        }
        return Optional.of(enclosed("{", members(members), "}"));
    }

    private static boolean isNothing(JsonNode schema) {
        return schema.isBoolean() && !schema.booleanValue();
    }

    /** Returns the schema for a required property that is not declared. */
    private JsonNode undeclared(ObjectNode schema, String name) {
        if (isFalse(schema, "additionalProperties") || schema.has("unevaluatedProperties")) {
            throw document.refused(schema, "required", "names " + name + ", which is not one of the properties");
        }
        return schema.has("additionalProperties")
                ? schema.get("additionalProperties")
                : document.any(schema, "required");
    }

    /** Compiles properties with random names. */
    private Optional<ValueNode> entries(ObjectNode schema) {
        Count count = count(schema, "minProperties", "maxProperties", Integer.MAX_VALUE, SchemaWalk.ITEMS_MAX);
        Optional<ValueNode> value = compiler.apply(schema.get("additionalProperties"));
        if (value.isEmpty()) {
            return count.min == 0 ? Optional.of(ValueNode.of("{}")) : Optional.empty();
        }
        ValueNode entry = ValueNode.inSequence(List.of(strings.any(), ValueNode.of(":"), value.get()));
        return Optional.of(enclosed("{", repeated(entry, count), "}"));
    }

    /** Compiles an object's properties. An optional property is present in half of the values. */
    private ValueNode members(List<Property> members) {
        ValueSegment[] segments =
                members.stream().map(member -> member.node.segment()).toArray(ValueSegment[]::new);
        boolean[] always = new boolean[segments.length];
        for (int i = 0; i < always.length; i++) {
            always[i] = members.get(i).always;
        }
        return new ValueNode(
                (sequence, fireAt, target, from) -> {
                    int at = from;
                    for (int i = 0; i < segments.length; i++) {
                        if (!always[i] && random.nextLong() < 0) {
                            continue;
                        }
                        if (at > from) {
                            target[at] = ',';
                            at++;
                        }
                        at = segments[i].write(sequence, fireAt, target, at);
                    }
                    return at;
                },
                members.stream().mapToLong(member -> 1 + member.node.bytesMax()).sum(),
                members.stream()
                        .mapToDouble(member -> (1 + member.node.bytesAverage()) * (member.always ? 1 : 0.5))
                        .sum());
    }
}
