package klt.worker.produce.payload.jsonschema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import klt.worker.core.PayloadException;
import klt.worker.produce.payload.segment.SchemaWalk;
import klt.worker.produce.payload.segment.ValueNode;
import klt.worker.produce.random.MessageRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compiles a JSON Schema. If a schema is nested within itself too deeply, the alternative or property that leads to it is omitted, or the
 * array is empty.
 */
final class JsonCompiler {

    private static final List<String> ALTERNATIVES = List.of("anyOf", "oneOf");

    /** For schemas without {@code type}: keywords that restrict values of one type, and the type inferred from each. */
    private static final List<List<String>> TYPICAL = List.of(
            List.of("object", "properties", "required", "additionalProperties", "minProperties", "maxProperties"),
            List.of("array", "items", "prefixItems", "minItems", "maxItems", "uniqueItems"),
            List.of("number", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"));

    private final Document document;
    private final MessageRandom random;
    private final Keywords keywords;
    private final Combination combination;
    private final Exclusion exclusion;
    private final NumberNodes numbers;
    private final StringNodes strings;
    private final ContainerNodes containers;
    private final SchemaWalk walk = new SchemaWalk();

    /** @param random random numbers, restarted for each message */
    JsonCompiler(Document document, MessageRandom random, long seed) {
        this.document = document;
        this.random = random;
        keywords = new Keywords(document);
        combination = new Combination(document, keywords);
        exclusion = new Exclusion(keywords);
        numbers = new NumberNodes(document, keywords, random);
        strings = new StringNodes(document, keywords, random, seed);
        containers = new ContainerNodes(document, keywords, random, strings, this::node);
    }

    /** @throws PayloadException if no data can be generated for it */
    ValueNode compile() {
        JsonNode root = document.root();
        new ReferenceLoops(document).check();
        return node(root)
                .orElseThrow(() -> new PayloadException(document.place(root)
                        + " is infinitely recursive; do not require the property that leads to it"));
    }

    /** @return empty if a schema is nested within itself too deeply */
    private Optional<ValueNode> node(JsonNode schema) {
        return walk.part(document.place(schema), () -> {
            Combination.Combined combined = combination.of(schema);
            return walk.types(combined.places(), () -> body(combined.schema()));
        });
    }

    private Optional<ValueNode> body(ObjectNode schema) {
        for (String keyword : ALTERNATIVES) {
            if (schema.has(keyword)) {
                return alternatives(schema, keyword);
            }
        }
        return keywords.constants(schema)
                .map(constants -> Optional.of(oneOf(schema, constants)))
                .orElseGet(() -> ofTypes(schema));
    }

    /** Compiles equally likely alternatives. An alternative of {@code oneOf} is omitted if its values may be valid for another one. */
    private Optional<ValueNode> alternatives(ObjectNode schema, String keyword) {
        ObjectNode around = keywords.without(schema, keyword);
        List<Combination.Combined> all = keywords.list(schema, keyword).stream()
                .map(combination::ofAlternative)
                .toList();
        List<ValueNode> nodes = new ArrayList<>();
        boolean allowed = false;
        for (int i = 0; i < all.size(); i++) {
            Combination.Combined alternative = all.get(i);
            ObjectNode made = combination.both(around, alternative.schema());
            if (isImpossible(made) || (keyword.equals("oneOf") && !isExclusive(made, i, all))) {
                continue;
            }
            allowed = true;
            String place = document.place(alternative.schema());
            walk.types(alternative.places(), () -> walk.part(place, () -> body(made)))
                    .ifPresent(nodes::add);
        }
        if (!allowed) {
            throw document.refused(
                    schema,
                    keyword,
                    "has no alternative whose values are certainly invalid for the others; give each a distinct type, or a"
                            + " required property with a distinct const, or use anyOf");
        }
        return nodes.isEmpty() ? Optional.empty() : Optional.of(ValueNode.oneOf(random, nodes));
    }

    private boolean isImpossible(ObjectNode schema) {
        return keywords.constants(schema).map(List::isEmpty).orElse(false);
    }

    private boolean isExclusive(ObjectNode made, int place, List<Combination.Combined> all) {
        boolean known = ALTERNATIVES.stream().noneMatch(made::has) || made.has("type");
        Set<String> types = known ? new HashSet<>(typesOf(made)) : Set.of();
        return IntStream.range(0, all.size())
                .filter(other -> other != place)
                .allMatch(
                        other -> exclusion.excludes(made, types, all.get(other).schema()));
    }

    /** Returns the types of the values generated for a schema. */
    private List<String> typesOf(ObjectNode schema) {
        Optional<List<JsonNode>> constants = keywords.constants(schema);
        if (constants.isPresent()) {
            return constants.get().stream().map(Keywords::typeOf).distinct().toList();
        }
        List<String> types = keywords.types(schema);
        return types.isEmpty()
                ? List.of(TYPICAL.stream()
                        .filter(type -> type.stream().skip(1).anyMatch(schema::has))
                        .map(List::getFirst)
                        .findFirst()
                        .orElse("string"))
                : types;
    }

    private ValueNode oneOf(ObjectNode schema, List<JsonNode> constants) {
        Set<String> beside = new TreeSet<>(schema.propertyNames());
        beside.removeAll(Set.of("const", "enum", "type"));
        if (!beside.isEmpty()) {
            throw document.refused(
                    schema, beside.iterator().next(), "is not supported next to const or enum; remove it");
        }
        List<String> types = keywords.types(schema);
        List<ValueNode> nodes = constants.stream()
                .filter(value -> types.isEmpty()
                        || types.stream().anyMatch(type -> Keywords.allows(type, Keywords.typeOf(value))))
                .map(value -> ValueNode.of(value.toString()))
                .toList();
        if (nodes.isEmpty()) {
            throw new PayloadException(document.place(schema) + " allows no value");
        }
        return ValueNode.oneOf(random, nodes);
    }

    /** Compiles values of equally likely types. */
    private Optional<ValueNode> ofTypes(ObjectNode schema) {
        List<ValueNode> nodes = new ArrayList<>();
        typesOf(schema).forEach(type -> ofType(schema, type).ifPresent(nodes::add));
        return nodes.isEmpty() ? Optional.empty() : Optional.of(ValueNode.oneOf(random, nodes));
    }

    private Optional<ValueNode> ofType(ObjectNode schema, String type) {
        return switch (type) {
            case "null" -> Optional.of(ValueNode.of("null"));
            case "boolean" ->
                Optional.of(ValueNode.oneOf(random, List.of(ValueNode.of("false"), ValueNode.of("true"))));
            case "integer" -> Optional.of(numbers.integer(schema));
            case "number" -> Optional.of(numbers.number(schema));
            case "string" -> Optional.of(strings.of(schema));
            case "array" -> containers.array(schema);
            case "object" -> containers.object(schema);
            default ->
                throw document.refused(schema, "type", "takes null, boolean, integer, number, string, array or object");
        };
    }
}
