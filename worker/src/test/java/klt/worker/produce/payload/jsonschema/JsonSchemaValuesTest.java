package klt.worker.produce.payload.jsonschema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import klt.embedded.EmbeddedRegistry;
import klt.worker.TestRuns;
import klt.worker.core.PayloadException;
import klt.worker.produce.message.BusTimestamp;
import klt.worker.produce.message.PayloadWriter;
import klt.worker.produce.payload.Payloads;
import klt.worker.produce.payload.SchemaRuns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A validator checks the generated values. */
class JsonSchemaValuesTest {

    private static final int MESSAGES = 300;
    private static final int PREFIX_BYTES = 5;
    private static final int DOUBLINGS = 40;

    private EmbeddedRegistry registry;

    @BeforeEach
    void start() throws IOException {
        registry = EmbeddedRegistry.start();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private List<JsonNode> many(String schema) {
        LongFunction<byte[]> values = SchemaRuns.values(SchemaRuns.spec("json-schema", schema, ""), registry);
        JsonValidator validator = new JsonValidator(schema);
        return LongStream.range(0, MESSAGES)
                .mapToObj(n -> {
                    byte[] value = values.apply(n);
                    String text = new String(value, PREFIX_BYTES, value.length - PREFIX_BYTES, StandardCharsets.UTF_8);
                    assertThat(validator.errors(text)).as(text).isEmpty();
                    return JsonMapper.shared().readTree(text);
                })
                .toList();
    }

    @Test
    void aValueBeginsWithAZeroAndTheIdOfItsSchema() {
        registry.register("other", "\"long\"");

        byte[] value = SchemaRuns.values(
                        SchemaRuns.spec("json-schema", "{\"const\": {\"ä\\n\": [1.50, null]}}", ""), registry)
                .apply(0);

        assertThat(value).startsWith(0, 0, 0, 0, 2);
        assertThat(new String(value, PREFIX_BYTES, value.length - PREFIX_BYTES, StandardCharsets.UTF_8))
                .matches("\\{\"ä\\\\n\":\\[1\\.50?,null]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'type': 'null'}",
                "{'type': ['boolean', 'null', 'integer']}",
                "{'type': 'integer', 'minimum': -5, 'exclusiveMaximum': 5, 'multipleOf': 3}",
                "{'type': 'integer', 'minimum': -9223372036854775808, 'maximum': 9223372036854775807}",
                "{'type': 'integer', 'minimum': 1E2, 'maximum': 1E300}",
                "{'type': 'integer', 'exclusiveMinimum': 0.5, 'exclusiveMaximum': 1.5}",
                "{'type': 'number', 'exclusiveMinimum': 0, 'maximum': 1e-7}",
                "{'type': 'number', 'minimum': 1e12}",
                "{'type': 'number', 'maximum': -7.25, 'multipleOf': 0.25}",
                "{'type': 'number', 'minimum': 0, 'maximum': 1.7976931348623157e308}",
                "{'minimum': 3.5}",
                "{'type': 'string', 'minLength': 950}",
                "{'type': 'string', 'maxLength': 3}",
                "{'type': 'string', 'minLength': 20, 'maxLength': 40}",
                "{'type': 'string', 'format': 'int-or-anything'}",
                "{'type': 'array'}",
                "{'type': 'array', 'items': {'type': 'integer'}, 'minItems': 2, 'maxItems': 3}",
                "{'type': 'array', 'items': {'type': 'boolean'}, 'minItems': 7}",
                "{'type': 'array', 'items': {'type': 'boolean'}, 'uniqueItems': true}",
                "{'type': 'array', 'items': false}",
                "{'items': {'type': 'null'}, 'maxItems': 0}",
                "{'type': 'array', 'prefixItems': [{'const': 1}, {'type': 'string'}], 'minItems': 2}",
                "{'$schema': 'http://json-schema.org/draft-07/schema#', 'items': [{'const': 1}, {'type': 'string'}], 'maxItems': 1}",
                "{'type': 'object'}",
                "{'type': 'object', 'required': ['a'], 'properties': {'b': false, 'a': {}}, 'unknown': 1}",
                "{'type': 'object', 'properties': {'b': false, 'a': true}, 'additionalProperties': false}",
                "{'type': 'object', 'required': ['x'], 'additionalProperties': {'type': 'integer'}}",
                "{'type': 'object', 'additionalProperties': {'type': 'integer'}, 'minProperties': 2, 'maxProperties': 3}",
                "{'properties': {'a': {}, 'b': {}, 'c': {}}, 'maxProperties': 2, 'required': ['b']}",
                "{'properties': {'a': {}, 'b': {}, 'c': {}}, 'minProperties': 2, 'required': ['b']}",
                "{'enum': [1, 'a', null, {'b': [true]}], 'type': ['object', 'null', 'number']}",
                "{'const': 1.0, 'enum': [1], 'type': 'integer'}",
                "{'anyOf': [{'type': 'integer'}, {'type': 'number'}]}",
                "{'oneOf': [{'type': 'integer'}, {'type': 'string'}, {'const': 'a'}]}",
                "{'type': 'object', 'properties': {'a': {}, 'b': {}}, 'anyOf': [{'required': ['a']}, {'required': ['b']}]}",
                "{'oneOf': [{'required': ['a']}, {'required': ['b']}]}",
                "{'oneOf': [{'type': 'object', 'required': ['kind'], 'properties': {'kind': {'const': 1}}},"
                        + " {'type': 'object', 'required': ['kind'], 'properties': {'kind': {'enum': [2, 3]}, 'more': {}}}]}",
                "{'oneOf': [{'required': ['a'], 'properties': {'a': {}}, 'additionalProperties': false},"
                        + " {'required': ['b'], 'properties': {'b': {}}, 'additionalProperties': false}]}",
                "{'allOf': [{'type': ['integer', 'string'], 'minimum': 3}, {'type': 'number', 'minimum': 5, 'maximum': 7}]}",
                "{'type': 'integer', 'allOf': [{'multipleOf': 2}, {'multipleOf': 2.0}]}",
                "{'$schema': 'https://json-schema.org/draft/2020-12/schema', 'prefixItems': [{'const': 1}], 'items': {'type': 'null'}}",
                "{'properties': {'a': {'minimum': 1}}, 'allOf': [{'properties': {'a': {'type': 'integer', 'maximum': 2}}, 'required': ['a']}]}",
                "{'allOf': [{'properties': {'a': {'type': 'null'}}}, {'properties': {'b': {}}}], 'unevaluatedProperties': false}",
                "{'$ref': '#/definitions/a~1b%20c', 'definitions': {'a/b c': {'$ref': '#/$defs/d'}}, '$defs': {'d': {'type': 'integer'}}}"
            })
    void valuesAreValid(String schema) {
        assertThat(many(schema.replace('\'', '"'))).hasSize(MESSAGES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "uuid",
                "date-time",
                "date",
                "time",
                "duration",
                "email",
                "hostname",
                "uri",
                "uri-reference",
                "ipv4",
                "ipv6"
            })
    void textsHaveTheirFormat(String format) {
        List<JsonNode> texts = many("{\"type\": \"string\", \"format\": \"" + format + "\", \"maxLength\": 36}");

        assertThat(new HashSet<>(texts)).hasSizeGreaterThan(1);
    }

    @Test
    void timesAreTheFireTime() {
        List<JsonNode> times =
                many("{\"type\": \"array\", \"minItems\": 3, \"prefixItems\": [{\"format\": \"date-time\"},"
                        + " {\"format\": \"date\"}, {\"format\": \"time\"}]}");

        assertThat(times.get(0)).hasToString("[\"2025-12-31T23:59:59.999999Z\",\"2025-12-31\",\"23:59:59.999999Z\"]");
        assertThat(times.get(1)).hasToString("[\"2026-01-01T00:00:00.000000Z\",\"2026-01-01\",\"00:00:00.000000Z\"]");
    }

    @Test
    void numbersCoverTheirRange() {
        assertThat(many("{\"type\": \"integer\"}"))
                .anyMatch(n -> n.longValue() < -2_000_000_000)
                .anyMatch(n -> n.longValue() > 2_000_000_000);
        assertThat(new TreeSet<>(many("{\"type\": \"integer\", \"minimum\": -1, \"maximum\": 1}").stream()
                        .map(JsonNode::longValue)
                        .toList()))
                .containsExactly(-1L, 0L, 1L);
        assertThat(many("{\"type\": \"number\"}"))
                .allMatch(n -> n.doubleValue() >= 0 && n.doubleValue() <= 1)
                .anyMatch(n -> n.doubleValue() < 0.05)
                .anyMatch(n -> n.doubleValue() > 0.95);
        assertThat(new TreeSet<>(
                        many("{\"type\": \"number\", \"minimum\": -0.5, \"maximum\": 0.5, \"multipleOf\": 0.5}")
                                .stream()
                                .map(JsonNode::doubleValue)
                                .toList()))
                .containsExactly(-0.5, 0.0, 0.5);
    }

    @Test
    void alternativesAndPropertiesAreEquallyLikely() {
        Map<String, Integer> counts = new TreeMap<>();
        many("{\"oneOf\": [{\"type\": \"null\"}, {\"type\": \"object\", \"properties\": {\"a\": {\"enum\": [1, 2]}}}]}")
                .forEach(value -> counts.merge(value.toString(), 1, Integer::sum));

        assertThat(counts.keySet()).containsExactly("null", "{\"a\":1}", "{\"a\":2}", "{}");
        assertThat(counts.get("null")).isBetween(110, 190);
        assertThat(counts.get("{}")).isBetween(45, 105);
        assertThat(counts.get("{\"a\":1}")).isBetween(15, 60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\": \"integer\"}", "{\"$ref\": \"#/$defs/any\"}"})
    void aSchemaThatRefersToItselfEnds(String value) {
        Set<Integer> levels = new TreeSet<>();
        many("{\"type\": \"object\", \"required\": [\"children\", \"value\"], \"properties\": {\"value\": " + value
                        + ","
                        + " \"next\": {\"anyOf\": [{\"type\": \"null\"}, {\"$ref\": \"#\"}]},"
                        + " \"children\": {\"type\": \"array\", \"items\": {\"$ref\": \"#\"}}},"
                        + " \"$defs\": {\"any\": true}}")
                .forEach(node -> levels.add(levels(node)));

        assertThat(levels).containsExactly(1, 2, 3);
    }

    @Test
    void aSchemaWithoutANameThatRefersToItselfEnds() {
        Set<Integer> levels = new TreeSet<>();
        many("{\"type\": \"object\", \"required\": [\"next\"], \"properties\": {\"next\": {\"anyOf\": [{\"type\": \"null\"},"
                        + " {\"type\": \"object\", \"required\": [\"next\"],"
                        + " \"properties\": {\"next\": {\"$ref\": \"#/properties/next\"}}}]}}}")
                .forEach(node -> levels.add(levels(node)));

        // the third of it is always null
        assertThat(levels).containsExactly(1, 2, 3);
    }

    @Test
    void aSchemaWhoseDefinitionsDoubleIsRefused() {
        StringBuilder schema = new StringBuilder("{\"$ref\": \"#/$defs/0\", \"$defs\": {");
        for (int i = 0; i < DOUBLINGS; i++) {
            String next = "{\"$ref\": \"#/$defs/" + (i + 1) + "\"}";
            schema.append("\"" + i + "\": {\"allOf\": [" + next + ", " + next + "]}, ");
        }
        schema.append("\"" + DOUBLINGS + "\": {}}}");

        assertThatThrownBy(() -> many(schema.toString()))
                .isInstanceOf(PayloadException.class)
                .hasMessageContaining("the schema has more than 10,000 parts");
    }

    private static int levels(JsonNode node) {
        int within = 0;
        for (JsonNode child : node.path("children")) {
            within = Math.max(within, levels(child));
        }
        return node.path("next").isObject() ? 1 + Math.max(within, levels(node.get("next"))) : 1 + within;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type': 'strin'} | #: type takes null, boolean, integer, number, string, array or object",
                "{'properties': {'a/b': {'pattern': '^a$'}}} | #/properties/a~1b: pattern is not supported; remove it",
                "{'items': {'not': {}}} | #/items: not is not supported; remove it",
                "{'properties': {'a': {'$ref': 'other.json'}}} | #/properties/a: $ref other.json points to nothing in this schema",
                "{'$ref': '#/$defs/a'} | #: $ref #/$defs/a points to nothing",
                "{'$ref': '#'} | # refers to itself for the same value",
                "{'anyOf': [{'type': 'null'}, {'allOf': [{'$ref': '#'}]}]} | # refers to itself for the same value",
                "{'properties': {'a': {'$ref': '#'}}, 'required': ['a']} | # is infinitely recursive",
                "{'type': 'string', 'format': 'regex'} | #: format regex is not supported; remove it",
                "{'format': 'uuid', 'maxLength': 30} | #: maxLength is 30; values of the format uuid have 36 characters",
                "{'format': 'date', 'minLength': 11} | #: minLength is 11; values of the format date have 10 characters",
                "{'minLength': 5, 'maxLength': 4} | #: minLength is above maxLength",
                "{'minLength': -1} | #: minLength takes a whole number from 0 to 2,147,483,647",
                "{'minLength': 'a'} | #: minLength takes a number",
                "{'type': 'integer', 'minimum': 5, 'maximum': 4} | #: maximum excludes every number of up to 15 digits",
                "{'minimum': 1e300} | #: minimum excludes every number of up to 15 digits",
                "{'type': 'integer', 'multipleOf': 0.5} | #: multipleOf of an integer takes a whole number",
                "{'type': 'number', 'multipleOf': 0} | #: multipleOf takes a number above 0 of up to 15 digits",
                "{'multipleOf': 3.14159265358979323846} | #: multipleOf takes a number above 0 of up to 15 digits",
                "{'type': 'number', 'exclusiveMinimum': true} | #: exclusiveMinimum takes a number",
                "{'enum': ['a', 'b'], 'maxLength': 1} | #: maxLength is not supported next to const or enum; remove it",
                "{'enum': ['a'], 'type': 'integer'} | # allows no value",
                "{'items': {'type': 'string'}, 'uniqueItems': true, 'minItems': 2} | #: minItems is 2; at most 1 can be generated",
                "{'prefixItems': [true], 'minItems': 2} | #: minItems is 2; at most 1 can be generated",
                "{'$schema': 'http://json-schema.org/draft-07/schema#', 'prefixItems': [true], 'items': {}} | #: prefixItems next to",
                "{'required': ['a'], 'additionalProperties': false} | #: required names a, which is not one of the properties",
                "{'oneOf': [{'type': 'integer'}, {'type': 'number'}]} | #: oneOf has no alternative whose values are certainly invalid",
                "{'oneOf': [{'const': {'a': [1]}}, {'const': {'a': [1.0]}}]} | #: oneOf has no alternative",
                "{'oneOf': [{'properties': {'a': {}}}, {'properties': {'b': {}}}]} | #: oneOf has no alternative",
                "{'allOf': [{'format': 'uuid'}, {'format': 'date'}]} | #/allOf/1: format differs from the one in a schema that is combined",
                "{'allOf': [{'properties': {'a': {}}, 'additionalProperties': false}, {'properties': {'b': {}}}]} | #/allOf/0: additionalProp",
                "{'allOf': [{'properties': {'a': {}}, 'unevaluatedProperties': false}, {'properties': {'b': {}}}]} | #/allOf/0: additionalProp",
                "{'allOf': [{'prefixItems': [true]}, {'items': {'type': 'null'}}]} | #/allOf/0: prefixItems differs from the items",
                "{'properties': {'a': {'$id': 'x'}}} | #/properties/a: $id is supported only in the outermost schema",
                "{'properties': []} | #: properties takes an object",
                "{'anyOf': {}} | #: anyOf takes an array",
                "{'items': 5} | #/items has NUMBER in place of a schema",
                "{'properties': {'a': {'anyOf': [null]}}} | #/properties/a/anyOf/0 has NULL in place of a schema",
                "{'properties': {'a': {}, 'b': false}, 'required': ['b']} | #/properties/b allows no value",
                "{'items': {'$ref': '#/$defs/none'}, 'minItems': 1, '$defs': {'none': false}} | #/$defs/none allows no value",
                "{'type': 'string', 'minLength': 70000000} | # can be up to 70,000,002 bytes long; the maximum is 67,108,864"
            })
    void aSchemaOfWhichNoValueCanBeMadeIsNamedAndNotRegistered(String schema, String problem) {
        String json = schema.replace('\'', '"');

        assertThatThrownBy(() -> SchemaRuns.values(SchemaRuns.spec("json-schema", json, ""), registry))
                .isInstanceOf(PayloadException.class)
                .hasMessageStartingWith("payload.schema " + problem);
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void aRegisteredSchemaIsUsed() {
        int id = registry.register("orders-value", "JSON", "{\"const\": 5}", "[]");

        assertThat(SchemaRuns.values(
                                TestRuns.spec("{messages: 1, topic: orders, payload: {format: json-schema}}"), registry)
                        .apply(0))
                .containsExactly(0, 0, 0, 0, id, '5');
    }

    @Test
    void theAverageSizeIsAboutThatOfTheValues() {
        Payloads payloads = TestRuns.payloads(SchemaRuns.spec("json-schema", """
                        {"type": "object", "required": ["id", "at"], "properties": {
                          "id": {"type": "string", "format": "uuid"}, "at": {"type": "string", "format": "date-time"},
                          "lines": {"type": "array", "items": {"type": "object", "properties": {
                            "product": {"type": "string"}, "price": {"type": "number", "minimum": 0, "maximum": 100, "multipleOf": 0.01}}}},
                          "tags": {"additionalProperties": {"type": "integer"}}}}""", ""), TestRuns.withRegistry(registry));
        PayloadWriter writer = payloads.writer("worker-1", "r-1", new BusTimestamp(() -> 0));

        double average = LongStream.range(0, 5_000)
                .map(n -> {
                    writer.write(n, SchemaRuns.FIRE_AT, 0);
                    return writer.value().length;
                })
                .average()
                .orElseThrow();

        assertThat(payloads.bytesAverage()).isBetween(average * 0.9, average * 1.1);
    }
}
