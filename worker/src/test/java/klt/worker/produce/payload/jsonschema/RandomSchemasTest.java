package klt.worker.produce.payload.jsonschema;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import klt.worker.core.PayloadException;
import klt.worker.produce.payload.SchemaRuns;
import klt.worker.produce.payload.segment.ValueNode;
import klt.worker.produce.random.MessageRandom;
import klt.worker.produce.random.MessageRandom.Purpose;
import klt.worker.produce.registry.SchemaText;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Random schemas with any keywords, which a seed determines. A schema is either rejected, or all its values are valid. */
class RandomSchemasTest {

    private static final int SCHEMAS = 3_000;
    private static final int VALUES = 20;
    private static final int DEPTH_MAX = 3;
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final List<String> TYPES =
            List.of("null", "boolean", "integer", "number", "string", "array", "object");

    private final Random random = new Random(7);

    private ObjectNode schema(int depth) {
        ObjectNode schema = JsonMapper.shared().createObjectNode();
        int keywords = random.nextInt(4);
        if (random.nextBoolean()) {
            type(schema);
        }
        for (int i = 0; i < keywords; i++) {
            if (depth < DEPTH_MAX && random.nextInt(3) > 0) {
                within(schema, depth + 1);
            } else {
                bound(schema);
            }
        }
        return schema;
    }

    /** Never combines a numeric type with another type, because the validator applies a bound for integers and numbers only to integers. */
    private void type(ObjectNode schema) {
        String type = TYPES.get(random.nextInt(TYPES.size()));
        if (random.nextInt(3) == 0 && !type.equals("integer") && !type.equals("number")) {
            schema.putArray("type").add(type).add(TYPES.get(random.nextInt(TYPES.size())));
        } else {
            schema.put("type", type);
        }
    }

    private void bound(ObjectNode schema) {
        switch (random.nextInt(14)) {
            case 0 -> schema.put("minimum", random.nextInt(5));
            case 1 -> schema.put("maximum", random.nextInt(5));
            case 2 -> schema.put("exclusiveMinimum", random.nextInt(-5, 5));
            case 3 -> schema.put("exclusiveMaximum", random.nextInt(5) / 2.0);
            case 4 -> schema.put("multipleOf", (1 + random.nextInt(4)) / 2.0);
            case 5 -> schema.put("minLength", random.nextInt(4));
            case 6 -> schema.put("maxLength", random.nextInt(40));
            case 7 -> schema.put("minItems", random.nextInt(3));
            case 8 -> schema.put("maxItems", random.nextInt(6));
            case 9 -> schema.put("minProperties", random.nextInt(3));
            case 10 -> schema.put("maxProperties", random.nextInt(4));
            case 11 -> schema.put("uniqueItems", random.nextBoolean());
            case 12 -> schema.put("format", random.nextBoolean() ? "uuid" : "date");
            default -> {
                ArrayNode values = schema.putArray("enum");
                values.add(random.nextInt(3)).add("x").addNull();
            }
        }
    }

    private void within(ObjectNode schema, int depth) {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> properties(schema, depth);
            case 3 -> schema.set("items", schema(depth));
            case 4 -> schema.putArray("prefixItems").add(schema(depth)).add(schema(depth));
            case 5 -> schema.putArray("anyOf").add(schema(depth)).add(schema(depth));
            case 6, 7 -> schema.putArray("oneOf").add(schema(depth)).add(schema(depth));
            case 8 -> schema.putArray("allOf").add(schema(depth)).add(schema(depth));
            case 9 -> schema.put("$ref", random.nextBoolean() ? "#" : "#/$defs/d");
            case 10 -> schema.put("unevaluatedProperties", false);
            default ->
                schema.set("additionalProperties", random.nextBoolean() ? schema.booleanNode(false) : schema(depth));
        }
    }

    private void properties(ObjectNode schema, int depth) {
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (String name : NAMES) {
            if (random.nextBoolean()) {
                properties.set(name, schema(depth));
            }
            if (random.nextInt(3) == 0) {
                required.add(name);
            }
        }
    }

    @Test
    void noValueIsInvalid() {
        int made = 0;
        for (int i = 0; i < SCHEMAS; i++) {
            ObjectNode schema = schema(0);
            schema.putObject("$defs").set("d", schema(1));
            // the other drafts ignore what is beside a reference, or do not know some of the keywords
            schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
            ValueNode node;
            MessageRandom numbers = new MessageRandom(i, Purpose.SCHEMA);
            try {
                node = JsonSchema.parse(SchemaText.alone("schema", schema.toString()))
                        .compile(numbers, i);
            } catch (PayloadException refused) {
                continue;
            }
            made++;
            JsonValidator validator = new JsonValidator(schema.toString());
            byte[] target = new byte[(int) node.bytesMax()];
            for (int n = 0; n < VALUES; n++) {
                numbers.at(n);
                int end = node.segment().write(n, SchemaRuns.FIRE_AT, target, 0);
                String value = new String(target, 0, end, StandardCharsets.UTF_8);
                assertThat(validator.errors(value))
                        .as("%s of %s", value, schema)
                        .isEmpty();
            }
        }
        assertThat(made).isGreaterThan(SCHEMAS / 3);
    }
}
