package klt.controller.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import klt.common.spec.SpecSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Generates the schemas {@code SpecInput} and {@code Spec} in {@code openapi.yaml} from the table of spec keys. */
final class SpecContract {

    static final String BEGIN =
            "    # Generated from the table of spec keys, up to the end mark: " + SpecDocumentsTest.COMMAND;
    static final String END = "    # End of the generated part.";

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*");

    /**
     * Keys that may be absent from a spec, in addition to keys that belong to a certain value of another key. A spec has either a fixed
     * rate or stages, either messages or a duration, a cluster only if it is not the configured one, and keys for transactions
     * only if it uses transactions.
     */
    private static final List<String> ALTERNATIVES = List.of(
            "topic.cluster",
            "messages",
            "duration",
            "rate",
            "load.stages",
            "load.repeat",
            "transactions.messages",
            "transactions.interval",
            "transactions.abortShare",
            "transactions.timeout",
            "abortAfter");

    private static final List<String> RESERVED = List.of("null", "true", "false", "yes", "no", "on", "off", "y", "n");

    private SpecContract() {}

    static String schemas(SpecSchema schema) {
        ObjectNode input = object(
                "Every key is optional except one of messages/duration/load.stages, or rate 0. Numbers may be written with units: 50k, 10MB, 1h20m.",
                properties(schema, true),
                false);
        shortForm(
                input,
                "topic",
                Json.MAPPER.createObjectNode().put("type", "string").put("description", "its name"));
        shortForm(
                input,
                "partitioner",
                Json.MAPPER.createObjectNode().put("type", "string").put("description", "its kind"));
        shortForm(input, "consumers", reference("GroupList"));
        ObjectNode spec = object(
                "A spec with all defaults filled in; SpecInput describes its keys.", properties(schema, false), true);
        ObjectNode schemas = Json.MAPPER.createObjectNode();
        schemas.set("SpecInput", input);
        schemas.set("Spec", spec);
        List<String> lines = new ArrayList<>();
        block(schemas, "    ", lines);
        return String.join("\n", lines) + "\n";
    }

    private static ObjectNode properties(SpecSchema schema, boolean input) {
        Map<String, ObjectNode> sections = new LinkedHashMap<>();
        ObjectNode root = Json.MAPPER.createObjectNode();
        for (SpecSchema.Key key : schema.keys()) {
            int dot = key.path().indexOf('.');
            ObjectNode property = input ? input(key) : output(key);
            if (dot < 0) {
                root.set(key.path(), property);
                continue;
            }
            String section = key.path().substring(0, dot);
            ObjectNode properties = sections.computeIfAbsent(section, name -> {
                root.putObject(name);
                return Json.MAPPER.createObjectNode();
            });
            properties.set(key.path().substring(dot + 1), property);
        }
        sections.forEach((name, properties) -> root.set(name, object("", properties, !input)));
        return root;
    }

    private static ObjectNode object(String description, ObjectNode properties, boolean complete) {
        ObjectNode object = Json.MAPPER.createObjectNode().put("type", "object");
        if (!description.isEmpty()) {
            object.put("description", description);
        }
        object.put("additionalProperties", false);
        if (complete) {
            properties.propertyNames().forEach(object.putArray("required")::add);
        }
        object.set("properties", properties);
        return object;
    }

    /** {@code topic: name} is shorthand for {@code topic: {name: name}}, and so on. */
    private static void shortForm(ObjectNode input, String section, ObjectNode form) {
        ObjectNode properties = (ObjectNode) input.get("properties");
        JsonNode whole = properties.get(section);
        properties.putObject(section).putArray("oneOf").add(form).add(whole);
    }

    private static ObjectNode reference(String schema) {
        return Json.MAPPER.createObjectNode().put("$ref", "#/components/schemas/" + schema);
    }

    private static ObjectNode input(SpecSchema.Key key) {
        ObjectNode property = Json.MAPPER.createObjectNode();
        switch (key.type()) {
            case "text", "lines" -> property.put("type", "string");
            case "boolean" -> property.put("type", "boolean");
            case "integer", "bytes" -> property.putArray("type").add("integer").add("string");
            case "number" -> property.putArray("type").add("number").add("string");
            case "sizes" -> {
                ArrayNode either = property.putArray("oneOf");
                either.addObject().put("$ref", "#/components/schemas/Size");
                either.addObject().put("$ref", "#/components/schemas/SizeDistribution");
            }
            case "groups" -> {
                ArrayNode either = property.putArray("oneOf");
                either.addObject().putArray("type").add("integer").add("string");
                either.add(reference("GroupList"));
            }
            case "start" -> start(property);
            case "duration" -> property.put("type", "string");
            case "rate" -> property.putArray("type").add("number").add("string");
            case "weights" -> weights(property);
            case "headers", "tags" ->
                property.put("type", "object")
                        .putObject("additionalProperties")
                        .putArray("type")
                        .add("string")
                        .add("number");
            case "properties" -> {
                ObjectNode properties = property.put("type", "object").putObject("properties");
                key.values()
                        .forEach(name -> properties
                                .putObject(name)
                                .putArray("type")
                                .add("string")
                                .add("number")
                                .add("boolean"));
                property.put("additionalProperties", false);
            }
            case "objectives" ->
                property.put("type", "array").putObject("items").put("type", "string");
            case "stages" -> property.putArray("type").add("array").add("string");
            case "choice" -> {
                ArrayNode words = property.putArray("enum");
                key.values().forEach(words::add);
                key.values().stream()
                        .filter(word -> word.matches("\\d+"))
                        .forEach(word -> words.add(Integer.parseInt(word)));
            }
            default -> throw new IllegalStateException(key.type());
        }
        key.limits().ifPresent(limits -> limit(property, key, limits));
        key.byDefault().value().ifPresent(value -> property.set("default", value));
        String unit = key.unit().map(name -> " Unit: " + name + ".").orElse("");
        String byDefault = key.byDefault().value().isPresent()
                ? ""
                : " Default: " + key.byDefault().shown() + ".";
        return property.put("description", key.help() + unit + byDefault);
    }

    private static void limit(ObjectNode property, SpecSchema.Key key, SpecSchema.Range limits) {
        switch (key.type()) {
            case "integer", "number", "bytes", "rate" -> {
                property.set("minimum", Json.MAPPER.valueToTree(limits.min()));
                property.set("maximum", Json.MAPPER.valueToTree(limits.max()));
            }
            case "text", "lines" -> {
                property.set("minLength", Json.MAPPER.valueToTree(limits.min()));
                property.set("maxLength", Json.MAPPER.valueToTree(limits.max()));
            }
            case "weights" -> {
                property.set("minItems", Json.MAPPER.valueToTree(limits.min()));
                property.set("maxItems", Json.MAPPER.valueToTree(limits.max()));
            }
            case "headers", "tags" -> property.set("maxProperties", Json.MAPPER.valueToTree(limits.max()));
            case "objectives", "stages" -> property.set("maxItems", Json.MAPPER.valueToTree(limits.max()));
            default -> {}
        }
    }

    private static ObjectNode output(SpecSchema.Key key) {
        boolean nullable = key.onlyWith().isPresent() || ALTERNATIVES.contains(key.path());
        ObjectNode property = Json.MAPPER.createObjectNode();
        switch (key.type()) {
            case "text", "lines", "duration" -> type(property, "string", nullable);
            case "boolean" -> type(property, "boolean", nullable);
            case "integer", "bytes" -> type(property, "integer", nullable);
            case "number" -> type(property, "number", nullable);
            case "sizes" -> {
                ArrayNode either = property.putArray("oneOf");
                either.addObject().put("type", "integer");
                either.addObject().put("$ref", "#/components/schemas/SizeDistribution");
            }
            case "groups" -> {
                ArrayNode either = property.putArray("oneOf");
                either.addObject().put("type", "integer");
                either.add(reference("GroupList"));
            }
            case "start" -> start(property);
            case "rate" -> {
                ArrayNode either = property.putArray("oneOf");
                either.addObject().put("type", "number");
                either.addObject().put("const", "max");
                if (nullable) {
                    either.addObject().put("type", "null");
                }
            }
            case "headers", "tags", "properties" ->
                property.put("type", "object").putObject("additionalProperties").put("type", "string");
            case "weights" -> {
                weights(property);
                property.putArray("type").add("array").add("null");
            }
            case "objectives" ->
                property.put("type", "array").putObject("items").put("type", "string");
            case "stages" -> {
                type(property, "array", nullable);
                property.putObject("items").put("type", "object");
            }
            case "choice" -> key.values().forEach(property.putArray("enum")::add);
            default -> throw new IllegalStateException(key.type());
        }
        return property;
    }

    private static void start(ObjectNode property) {
        ArrayNode either = property.putArray("oneOf");
        either.addObject().putArray("enum").add("latest").add("earliest");
        either.add(reference("GroupStart"));
    }

    private static void weights(ObjectNode property) {
        property.put("type", "array").putObject("items").put("type", "integer").put("minimum", 0);
    }

    private static void type(ObjectNode property, String type, boolean nullable) {
        if (nullable) {
            property.putArray("type").add(type).add("null");
        } else {
            property.put("type", type);
        }
    }

    private static void block(ObjectNode object, String indent, List<String> lines) {
        object.properties().forEach(entry -> {
            String key = indent + entry.getKey() + ":";
            JsonNode value = entry.getValue();
            if (value instanceof ObjectNode child && isLarge(child)) {
                lines.add(key);
                block(child, indent + "  ", lines);
            } else if (value instanceof ArrayNode array
                    && StreamSupport.stream(array.spliterator(), false).anyMatch(SpecContract::isLarge)) {
                lines.add(key);
                array.forEach(item -> item(item, indent + "  ", lines));
            } else {
                lines.add(key + " " + flow(value));
            }
        });
    }

    private static void item(JsonNode item, String indent, List<String> lines) {
        if (!isLarge(item)) {
            lines.add(indent + "- " + flow(item));
            return;
        }
        int first = lines.size();
        block((ObjectNode) item, indent + "  ", lines);
        lines.set(first, indent + "- " + lines.get(first).strip());
    }

    /** Whether it contains objects, which are easier to read one below the other. */
    private static boolean isLarge(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false).anyMatch(child -> child.has("type") || isLarge(child));
    }

    private static String flow(JsonNode node) {
        return switch (node) {
            case ObjectNode object ->
                object.properties().stream()
                        .map(entry -> entry.getKey() + ": " + flow(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case ArrayNode array ->
                StreamSupport.stream(array.spliterator(), false)
                        .map(SpecContract::flow)
                        .collect(Collectors.joining(", ", "[", "]"));
            case JsonNode text
            when text.isString()
                    && PLAIN.matcher(text.stringValue()).matches()
                    && !RESERVED.contains(text.stringValue()) -> text.stringValue();
            default -> node.toString();
        };
    }
}
