package klt.common.spec;

import static klt.common.spec.Specs.mistakes;
import static klt.common.spec.Specs.wrongFields;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import klt.common.spec.message.RegistrySchema;
import klt.common.spec.message.SchemaType;
import klt.common.spec.message.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Errors in the contents of messages, each with its field. */
class MessageMistakesTest {

    @Test
    void aKeyThatHasNoEffectIsAMistake() {
        assertThat(wrongFields("{messages: 1, key: {cardinality: 10}}")).containsExactly("key.cardinality");
        assertThat(wrongFields("{messages: 1, key: {kind: single, cardinality: 10}}"))
                .containsExactly("key.cardinality");
        assertThat(wrongFields("{messages: 1, key: {kind: random, exponent: 1, hotDataFraction: 0.1}}"))
                .containsExactlyInAnyOrder("key.exponent", "key.hotDataFraction");
        assertThat(wrongFields("{messages: 1, key: {kind: zipf, hotOperationFraction: 0.1}}"))
                .containsExactly("key.hotOperationFraction");
        assertThat(wrongFields("{messages: 1, key: {kind: zpif, cardinality: 10, exponent: 2}}"))
                .containsExactly("key.kind");
        assertThat(wrongFields("{messages: 1, key: {kind: hotset, cardinality: 1}}"))
                .containsExactly("key.cardinality");
        assertThat(mistakes(SpecReader.readYaml("{messages: 1, key: {cardinality: 10}}"))
                        .getFirst()
                        .message())
                .isEqualTo("has no effect without key.kind random, zipf or hotset; remove it or set that key");
    }

    @Test
    void fractionsAndExponentsHaveLimits() {
        assertThat(wrongFields("{messages: 1, key: {kind: hotset, hotDataFraction: -0.1, hotOperationFraction: 1.1}}"))
                .containsExactlyInAnyOrder("key.hotDataFraction", "key.hotOperationFraction");
        assertThat(wrongFields("{messages: 1, key: {kind: zipf, exponent: 11, cardinality: 0}}"))
                .containsExactlyInAnyOrder("key.exponent", "key.cardinality");
        assertThat(wrongFields("{messages: 1, seed: -1}")).containsExactly("seed");
        assertThat(mistakes(SpecReader.readYaml("{messages: 1, key: {kind: zipf, exponent: steep}}"))
                        .getFirst()
                        .message())
                .isEqualTo("takes a number from 0.01 to 10, not \"steep\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{uniform: {min: 300, max: 200}} | payload.size.uniform.max",
                "{uniform: {min: x, max: -1, step: 5}} | payload.size.uniform.min payload.size.uniform.max payload.size.uniform.step",
                "{uniform: {min: 300}} | payload.size.uniform.max",
                "{uniform: 5} | payload.size.uniform",
                "{flat: {min: 300, max: 400}} | payload.size",
                "{uniform: {min: 300, max: 400}, normal: {}} | payload.size",
                "{} | payload.size",
                "{normal: {mean: 1MB, deviation: 1kB, min: 1kB, max: 2kB}} | payload.size.normal.mean",
                "{normal: {mean: 1.5kB, deviation: 1.1kB, min: 1kB, max: 2kB}} | payload.size.normal.deviation",
                "{normal: {mean: 300, deviation: 0, min: 300, max: 300}} | payload.size.normal.deviation",
                "{lognormal: {median: 300, sigma: 9, min: 300, max: 1MB}} | payload.size.lognormal.sigma",
                "{lognormal: {median: 300, sigma: 3, min: 300, max: 400}} | payload.size.lognormal.sigma",
                "{histogram: {}} | payload.size.histogram",
                "{histogram: {300-200: 1, 300-400: 0}} | payload.size.histogram['300-200'] payload.size.histogram['300-400']",
                "{histogram: {abc: 2}} | payload.size.histogram['abc']",
                "{histogram: {300-70MiB: 1}} | payload.size.histogram['300-70MiB']",
                "{histogram: {0-300: 1}} | payload.size",
                "'{uniform: {min: 300, max: 200}}' | payload.size.uniform.max"
            })
    void aDistributionOfSizesIsChecked(String size, String fields) {
        assertThat(wrongFields("{messages: 1, payload: {size: " + size + "}}"))
                .containsExactlyInAnyOrder(fields.split(" "));
    }

    @Test
    void theLargestValueOfATemplateHasALimit() {
        String large = "{{string 10485760}}".repeat(6);

        assertThat(wrongFields("{messages: 1, producer: {bufferMemory: 1GiB}, payload: {format: template, template: '"
                        + large + "'}}"))
                .isEmpty();
        assertThat(wrongFields("{messages: 1, payload: {format: template, template: '" + large + large + "'}}"))
                .containsExactly("payload.template");
    }

    @Test
    void theLargestValueFitsInTheBuffer() {
        assertThat(
                        wrongFields(
                                "{messages: 1, payload: {size: {uniform: {min: 300, max: 1MiB}}}, producer: {bufferMemory: 1MiB}}"))
                .containsExactly("producer.bufferMemory");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sticky | partitioner",
                "{kind: sticky, weights: [1]} | partitioner.kind",
                "key | partitioner",
                "{partition: 1, weights: [1]} | partitioner.partition partitioner.weights",
                "{kind: fixed, partition: 10000} | partitioner.partition",
                "{kind: fixed, partition: -1} | partitioner.partition",
                "weighted | partitioner",
                "{kind: weighted} | partitioner.weights",
                "{kind: weighted, weights: []} | partitioner.weights",
                "{kind: weighted, weights: [0, 0]} | partitioner.weights",
                "{kind: weighted, weights: [1, -1]} | partitioner.weights",
                "{kind: weighted, weights: [1, 0.5]} | partitioner.weights",
                "{kind: weighted, weights: [1, x]} | partitioner.weights",
                "{kind: weighted, weights: 5} | partitioner.weights"
            })
    void aPartitionerIsChecked(String partitioner, String fields) {
        assertThat(wrongFields("{messages: 1, partitioner: " + partitioner + "}"))
                .containsExactlyInAnyOrder(fields.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "payload: {tombstones: 0.1} | key.kind",
                "payload: {tombstones: 1.1}, key: {kind: single} | payload.tombstones",
                "payload: {compressibility: 0.5} | payload.compressibility",
                "payload: {format: template, template: '{{uuid}}', compressibility: 0.5, size: 100} | payload.compressibility payload.size",
                "payload: {format: template} | payload.template",
                "payload: {format: file} | payload.file",
                "payload: {format: hex} | payload.hex",
                "payload: {format: raw, template: a, file: a, hex: 00ff} | payload.template payload.file payload.hex",
                "payload: {format: file, file: a, hex: 00ff, size: 5} | payload.hex payload.size",
                "payload: {format: template, template: '{{nope}}{{int 5 1}}', tombstones: 0.1} | payload.template payload.template key.kind",
                "payload: {template: '{{nope}}', hex: xy} | payload.template payload.hex payload.template payload.hex",
                "payload: {format: nope, template: a, size: 5} | payload.format",
                "payload: {format: hex, hex: 12} | payload.hex",
                "payload: {format: hex, hex: '00 ff', tombstones: 0.5} | key.kind",
                "payload: {format: template, template: '{{string 2000}}'}, producer: {bufferMemory: 2000, batchSize: 1000} | producer.bufferMemory",
                "payload: {schema: '{}', subject: a, schemaVersion: 1} | payload.schema payload.subject payload.schemaVersion",
                "payload: {format: avro, schema: '{}', schemaVersion: 1} | payload.schemaVersion",
                "payload: {format: avro, schema: '{', schemaVersion: 0, subject: .., size: 5} | payload.schema payload.schemaVersion payload.schemaVersion payload.subject payload.size",
                "payload: {format: avro, message: A} | payload.message",
                "payload: {format: json-schema, message: A} | payload.message",
                "payload: {format: protobuf, message: 'A.'} | payload.message",
                "payload: {format: protobuf, schema: ' '} | payload.schema",
                "payload: {format: json-schema, schema: '[]'} | payload.schema",
                "payload: {compressibility: 2, format: raw} | payload.compressibility",
                "payload: {compressibility: 0.5, tombstones: 2, size: 1} | payload.compressibility payload.tombstones payload.size",
                "headers: {klt: x} | headers['klt']",
                "headers: {a: [1], '': x} | headers['a'] headers['']",
                "headers: [a] | headers",
                "headers: a | headers"
            })
    void valuesAndHeadersAreChecked(String keys, String fields) {
        assertThat(wrongFields("{messages: 1, " + keys + "}")).containsExactlyInAnyOrder(fields.split(" "));
    }

    @Test
    void aFormatThatNeedsItsKeySaysSo() {
        assertThat(message("{messages: 1, payload: {format: template}}"))
                .isEqualTo("is missing: write the text of a value, such as {\"id\": {{sequence}}}");
        assertThat(message("{messages: 1, payload: {format: file, file: a, size: 10}}"))
                .isEqualTo("has no effect without payload.format json or raw; remove it or set that key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0x12 | position 2: 'x' is not a hexadecimal digit (0-9, a-f)",
                "'00 ff 7g' | position 8: 'g' is not a hexadecimal digit (0-9, a-f)",
                "'00 ff 7' | has 5 digits; write two for each byte",
                "' ' | takes 1 to 10,000 bytes, not 0",
                "'' | takes 1 to 30,000 characters, not 0"
            })
    void hexadecimalTextIsChecked(String hex, String message) {
        assertThat(message("{messages: 1, payload: {format: hex, hex: '" + hex + "'}}"))
                .isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\"type\": \"record\",\n  \"name\": R}' | is not JSON: line 2, column 11: Unrecognized token 'R'",
                "'{\"type\": \"int\", \"type\": \"int\"}' | is not JSON: line 1, column 23: Duplicate",
                "'\"int\" \"int\"' | is not JSON: line 1, column 7: Trailing token",
                "' ' | takes a schema in JSON, such as {\"type\": \"record\", …}, not nothing",
                "'int' | is not JSON: line 1, column",
                "'12' | takes a schema in JSON, such as {\"type\": \"record\", …}, not 12",
                "'' | takes 1 to 50,000 characters, not 0"
            })
    void aSchemaIsJson(String schema, String message) {
        String text = JsonMapper.shared().writeValueAsString(schema);

        assertThat(message("{messages: 1, payload: {format: avro, schema: " + text + "}}"))
                .startsWith(message);
    }

    @Test
    void aSchemaHasTheFormOfItsType() {
        assertThat(message("{messages: 1, payload: {format: json-schema, schema: '\"string\"'}}"))
                .isEqualTo("takes a schema in JSON, such as {\"type\": \"object\", …}, not \"string\"");
        assertThat(message("{messages: 1, payload: {format: protobuf, schema: ' '}}"))
                .isEqualTo("takes a .proto file, such as syntax = \"proto3\"; message Order {…}; it is empty");
        assertThat(message("{messages: 1, payload: {format: protobuf, message: 1a}}"))
                .isEqualTo("takes the name of a Protobuf message, such as shop.Order, not '1a'");
        RunSpec spec = Specs.valid("{messages: 1, payload: {format: protobuf, schema: 'message A {}', message: A}}");
        assertThat(spec.message().payload().values())
                .isEqualTo(new Values.OfSchema(new RegistrySchema(
                        SchemaType.PROTOBUF,
                        Optional.of("message A {}"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("A"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", " ", "a\tb"})
    void aSubjectIsNoPath(String subject) {
        String text = JsonMapper.shared().writeValueAsString(subject);

        assertThat(message("{messages: 1, payload: {format: avro, subject: " + text + "}}"))
                .startsWith("takes a subject of the schema registry, such as orders-value, not '");
    }

    @Test
    void theSubjectIsByDefaultThatOfTheTopicsValues() {
        assertThat(subject("{messages: 1, topic: orders, payload: {format: avro}}"))
                .isEqualTo("orders-value");
        assertThat(subject("{messages: 1, topic: orders, payload: {format: avro, subject: a/b}}"))
                .isEqualTo("a/b");
    }

    private static String subject(String yaml) {
        RunSpec spec = Specs.valid(yaml);
        return spec.message().payload().values() instanceof Values.OfSchema(RegistrySchema schema)
                ? schema.subject(spec.topic().name())
                : "";
    }

    @Test
    void bytesAreWrittenInAnyCaseWithAnySpace() {
        assertThat(Specs.valid("{messages: 1, payload: {format: hex, hex: '0A ff\n7F'}}")
                        .message()
                        .payload()
                        .values())
                .isEqualTo(new Values.Hex("0aff7f"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/etc/passwd", "..", "../secrets", "a/../../b", "a//b", "./a", "a/", "C:\\secrets", "a:b", " "})
    void aPathStaysBelowTheFolderOfTheSamples(String path) {
        assertThat(wrongFields("{messages: 1, payload: {format: file, file: '" + path + "'}}"))
                .containsExactly("payload.file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders.jsonl", "orders/2026", "..a/b..", ".hidden", "with space.csv"})
    void aPathMayBeOfAFileOrFolder(String path) {
        assertThat(wrongFields("{messages: 1, payload: {format: file, file: '" + path + "'}}"))
                .isEmpty();
    }

    private static String message(String yaml) {
        return mistakes(SpecReader.readYaml(yaml)).getFirst().message();
    }

    @Test
    void headersHaveLimits() {
        String twenty = IntStream.range(0, 20).mapToObj(i -> "h" + i + ": x").collect(Collectors.joining(", "));

        assertThat(wrongFields("{messages: 1, headers: {" + twenty + "}}")).isEmpty();
        assertThat(wrongFields("{messages: 1, headers: {" + twenty + ", more: x}}"))
                .containsExactly("headers");
        assertThat(wrongFields("{messages: 1, headers: {" + "n".repeat(100) + ": " + "v".repeat(1_000) + "}}"))
                .isEmpty();
        assertThat(wrongFields("{messages: 1, headers: {a: " + "v".repeat(1_001) + "}}"))
                .containsExactly("headers['a']");
        assertThat(wrongFields("{messages: 1, headers: {" + "n".repeat(101) + ": x}}"))
                .hasSize(1);
    }
}
