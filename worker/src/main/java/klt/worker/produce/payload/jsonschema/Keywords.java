package klt.worker.produce.payload.jsonschema;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import klt.worker.core.PayloadException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON Schema's keywords. Keywords not listed here are annotations or unknown, and do not restrict values. */
final class Keywords {

    /** Keywords that restrict values and are supported by the generator. */
    static final Set<String> HONOURED = Set.of(
            "type",
            "enum",
            "const",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "format",
            "items",
            "prefixItems",
            "minItems",
            "maxItems",
            "uniqueItems",
            "properties",
            "required",
            "additionalProperties",
            "unevaluatedProperties",
            "minProperties",
            "maxProperties",
            "anyOf",
            "oneOf");

    /** Keywords that restrict values in ways not supported by the generator. */
    private static final Set<String> REFUSED = Set.of(
            "not",
            "if",
            "then",
            "else",
            "pattern",
            "contains",
            "minContains",
            "maxContains",
            "additionalItems",
            "unevaluatedItems",
            "patternProperties",
            "propertyNames",
            "dependencies",
            "dependentRequired",
            "dependentSchemas",
            "$dynamicRef",
            "$recursiveRef");

    private final Document document;

    Keywords(Document document) {
        this.document = document;
    }

    /**
     * @param schema a schema in the document
     * @throws PayloadException if it has unsupported keywords
     */
    void check(JsonNode schema) {
        Set<String> refused = new TreeSet<>(schema.propertyNames());
        refused.retainAll(REFUSED);
        if (!refused.isEmpty()) {
            throw document.refused(schema, refused.iterator().next(), "is not supported; remove it");
        }
        if (schema.has("$id") && !document.isRoot(schema)) {
            throw document.refused(schema, "$id", "is supported only in the outermost schema; remove it");
        }
    }

    private static Optional<JsonNode> value(JsonNode schema, String keyword) {
        return schema.has(keyword) ? Optional.of(schema.get(keyword)) : Optional.empty();
    }

    /** Reads a number of characters, items or properties. */
    Optional<Integer> count(JsonNode schema, String keyword) {
        return number(schema, keyword).map(number -> {
            if (number.signum() < 0
                    || number.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0
                    || number.stripTrailingZeros().scale() > 0) {
                throw document.refused(schema, keyword, "takes a whole number from 0 to 2,147,483,647");
            }
            return number.intValueExact();
        });
    }

    Optional<BigDecimal> number(JsonNode schema, String keyword) {
        return value(schema, keyword).map(value -> {
            if (!value.isNumber()) {
                throw document.refused(schema, keyword, "takes a number");
            }
            return value.decimalValue();
        });
    }

    boolean isTrue(JsonNode schema, String keyword) {
        return value(schema, keyword)
                .filter(value -> value.isBoolean() && value.booleanValue())
                .isPresent();
    }

    List<JsonNode> list(JsonNode schema, String keyword) {
        return value(schema, keyword)
                .map(value -> {
                    if (!value.isArray()) {
                        throw document.refused(schema, keyword, "takes an array");
                    }
                    return List.copyOf(value.values());
                })
                .orElse(List.of());
    }

    Set<String> names(JsonNode schema, String keyword) {
        Set<String> names = new TreeSet<>();
        for (JsonNode name : list(schema, keyword)) {
            names.add(name.asString(""));
        }
        return names;
    }

    /** Returns the properties' schemas, in order. */
    Set<Map.Entry<String, JsonNode>> properties(JsonNode schema) {
        return value(schema, "properties")
                .map(value -> {
                    if (!value.isObject()) {
                        throw document.refused(schema, "properties", "takes an object");
                    }
                    return value.properties();
                })
                .orElse(Set.of());
    }

    /** Returns the types allowed by the keyword {@code type}; empty without this keyword. */
    List<String> types(JsonNode schema) {
        return value(schema, "type")
                .map(value -> value.isArray() ? List.copyOf(value.values()) : List.of(value))
                .map(types -> types.stream().map(type -> type.asString("")).toList())
                .orElse(List.of());
    }

    /** Returns the values listed by {@code const} or {@code enum}, or empty without these keywords. */
    Optional<List<JsonNode>> constants(JsonNode schema) {
        if (schema.has("const")) {
            JsonNode constant = schema.get("const");
            boolean allowed =
                    !schema.has("enum") || list(schema, "enum").stream().anyMatch(value -> same(value, constant));
            return Optional.of(allowed ? List.of(constant) : List.of());
        }
        return schema.has("enum") ? Optional.of(list(schema, "enum")) : Optional.empty();
    }

    /** Returns whether two values are equal. The number 1 equals 1.0, also within arrays and objects. */
    static boolean same(JsonNode one, JsonNode other) {
        return one.equals(Keywords::compareScalars, other);
    }

    private static int compareScalars(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }

    /** Returns a value's type. A whole number is an integer. */
    static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> "null";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.decimalValue().stripTrailingZeros().scale() <= 0 ? "integer" : "number";
            case STRING -> "string";
            case ARRAY -> "array";
            default -> "object";
        };
    }

    /** Returns whether one type includes another. */
    static boolean allows(String type, String other) {
        return type.equals(other) || (type.equals("number") && other.equals("integer"));
    }

    ObjectNode copy(ObjectNode schema) {
        ObjectNode copy = document.derived(schema);
        schema.properties().forEach(entry -> copy.set(entry.getKey(), entry.getValue()));
        return copy;
    }

    ObjectNode without(ObjectNode schema, String keyword) {
        ObjectNode copy = copy(schema);
        copy.remove(keyword);
        return copy;
    }
}
