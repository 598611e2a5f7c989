package klt.worker.produce.payload.avro;

import static klt.worker.TestRuns.spec;
import static klt.worker.TestRuns.withRegistry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import klt.common.spec.RunSpec;
import klt.embedded.EmbeddedRegistry;
import klt.worker.TestRuns;
import klt.worker.core.PayloadException;
import klt.worker.produce.message.BusTimestamp;
import klt.worker.produce.message.PayloadWriter;
import klt.worker.produce.payload.PayloadSources;
import klt.worker.produce.payload.Payloads;
import klt.worker.produce.payload.SchemaRuns;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Avro itself reads the generated values. */
class AvroValuesTest {

    private static final int MESSAGES = 5_000;
    private static final long FIRE_AT = SchemaRuns.FIRE_AT;
    private static final int PREFIX_BYTES = 5;
    private static final GenericData DATA = data();

    private EmbeddedRegistry registry;

    private static GenericData data() {
        GenericData data = new GenericData();
        List.of(
                        new Conversions.DecimalConversion(),
                        new Conversions.UUIDConversion(),
                        new TimeConversions.DateConversion(),
                        new TimeConversions.TimeMillisConversion(),
                        new TimeConversions.TimeMicrosConversion(),
                        new TimeConversions.TimestampMillisConversion(),
                        new TimeConversions.TimestampMicrosConversion(),
                        new TimeConversions.TimestampNanosConversion(),
                        new TimeConversions.LocalTimestampMillisConversion())
                .forEach(data::addLogicalTypeConversion);
        return data;
    }

    @BeforeEach
    void start() throws IOException {
        registry = EmbeddedRegistry.start();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private static RunSpec specOf(String schema) {
        return SchemaRuns.spec("avro", schema, "");
    }

    private Payloads payloads(RunSpec spec) {
        return TestRuns.payloads(spec, withRegistry(registry));
    }

    private PayloadWriter writer(RunSpec spec) {
        return payloads(spec).writer("worker-1", "r-1", new BusTimestamp(() -> 0));
    }

    /** Reads a value, which must end with the datum. */
    private static Object read(Schema schema, byte[] value) {
        try {
            BinaryDecoder decoder =
                    DecoderFactory.get().binaryDecoder(value, PREFIX_BYTES, value.length - PREFIX_BYTES, null);
            Object datum = new GenericDatumReader<>(schema, schema, DATA).read(null, decoder);
            assertThat(decoder.isEnd()).isTrue();
            return datum;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private LongFunction<Object> data(String text) {
        Schema schema = new Schema.Parser().parse(text);
        LongFunction<byte[]> values = SchemaRuns.values(specOf(text), registry);
        return sequence -> read(schema, values.apply(sequence));
    }

    private List<Object> many(String schema) {
        return LongStream.range(0, MESSAGES).mapToObj(data(schema)).toList();
    }

    @Test
    void aValueBeginsWithAZeroAndTheIdOfItsSchema() {
        registry.register("other", "\"long\"");
        int id = registry.register("orders-value", "\"int\"");
        PayloadWriter writer = writer(specOf("\"int\""));

        writer.write(0, FIRE_AT, 0);

        assertThat(id).isEqualTo(2);
        assertThat(writer.value()).startsWith(0, 0, 0, 0, 2);
    }

    @Test
    void numbersCoverTheirRange() {
        assertThat(many("\"int\""))
                .anyMatch(n -> (int) n < -2_100_000_000)
                .anyMatch(n -> (int) n > 2_100_000_000)
                .anyMatch(n -> Math.abs((int) n) < 10_000_000);
        assertThat(many("\"long\""))
                .anyMatch(n -> (long) n < -9_000_000_000_000_000_000L)
                .anyMatch(n -> (long) n > 9_000_000_000_000_000_000L);
        List<Object> floats = many("\"float\"");
        assertThat(floats).allMatch(n -> (float) n >= 0 && (float) n < 1);
        // a float has 2²⁴ values, so a few occur twice
        assertThat(new HashSet<>(floats)).hasSizeGreaterThan(MESSAGES - 20);
        assertThat(many("\"double\""))
                .allMatch(n -> (double) n >= 0 && (double) n < 1)
                .doesNotHaveDuplicates();
        assertThat(many("\"null\"")).containsOnlyNulls();
    }

    @Test
    void textsHaveEightToSixteenCharactersOrBytes() {
        List<Object> texts = many("\"string\"");
        List<Object> bytes = many("\"bytes\"");

        assertThat(texts)
                .allMatch(text -> text.toString().matches("[0-9A-Za-z]{8,16}"))
                .doesNotHaveDuplicates();
        assertThat(texts.stream().map(text -> text.toString().length()).distinct())
                .hasSize(9);
        assertThat(bytes.stream().map(text -> ((ByteBuffer) text).remaining()).distinct())
                .containsExactlyInAnyOrder(8, 9, 10, 11, 12, 13, 14, 15, 16);
        assertThat(bytes).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 31, 33, 5_000})
    void aFixedHasItsSize(int size) {
        List<Object> values = many("{\"type\": \"fixed\", \"name\": \"f\", \"size\": " + size + "}");
        assertThat(values).allMatch(value -> ((GenericFixed) value).bytes().length == size);
        assertThat(new HashSet<>(values)).hasSizeGreaterThan(size < 7 ? Math.min(1, size) : MESSAGES - 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"boolean\" | 2",
                "{\"type\": \"enum\", \"name\": \"e\", \"symbols\": [\"A\", \"B\", \"C\"]} | 3",
                "[\"null\", \"boolean\", {\"type\": \"enum\", \"name\": \"e\", \"symbols\": [\"A\"]}, {\"type\": \"map\", \"values\": \"null\"}] | 4"
            })
    void alternativesAreEquallyLikely(String schema, int alternatives) {
        Map<Object, Long> counts = many(schema).stream()
                .map(value -> value instanceof GenericEnumSymbol || (value instanceof Boolean && alternatives == 2)
                        ? value.toString()
                        : String.valueOf(value == null ? null : value.getClass()))
                .collect(Collectors.groupingBy(kind -> kind, Collectors.counting()));

        assertThat(counts).hasSize(alternatives);
        double expected = (double) MESSAGES / alternatives;
        // one in 100,000 correct counts is beyond the limit
        assertThat(counts.values().stream()
                        .mapToDouble(count -> Math.pow(count - expected, 2) / expected)
                        .sum())
                .isLessThan(26);
    }

    @Test
    void arraysAndMapsHaveUpToFourItems() {
        List<Object> arrays = many("{\"type\": \"array\", \"items\": \"long\"}");
        List<Object> maps = many("{\"type\": \"map\", \"values\": {\"type\": \"array\", \"items\": \"string\"}}");

        assertThat(arrays.stream().map(array -> ((Collection<?>) array).size()).distinct())
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4);
        assertThat(maps.stream().map(map -> ((Map<?, ?>) map).size()).distinct())
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4);
        assertThat(maps.stream().flatMap(map -> ((Map<?, ?>) map).keySet().stream()))
                .allMatch(key -> key.toString().matches("[0-9A-Za-z]{8,16}"));
    }

    @Test
    void timesAreTheFireTime() {
        assertThat(logical("int", "date", 0)).isEqualTo(LocalDate.parse("2025-12-31"));
        assertThat(logical("int", "date", 1)).isEqualTo(LocalDate.parse("2026-01-01"));
        assertThat(logical("int", "time-millis", 0)).isEqualTo(LocalTime.parse("23:59:59.999"));
        assertThat(logical("long", "time-micros", 0)).isEqualTo(LocalTime.parse("23:59:59.999999"));
        assertThat(logical("long", "timestamp-millis", 0)).isEqualTo(Instant.parse("2025-12-31T23:59:59.999Z"));
        assertThat(logical("long", "timestamp-micros", 0)).isEqualTo(Instant.parse("2025-12-31T23:59:59.999999Z"));
        assertThat(logical("long", "timestamp-nanos", 1)).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(logical("long", "local-timestamp-millis", 1)).hasToString("2026-01-01T00:00");
    }

    private Object logical(String type, String logicalType, long sequence) {
        return data("{\"type\": \"" + type + "\", \"logicalType\": \"" + logicalType + "\"}")
                .apply(sequence);
    }

    @ParameterizedTest
    @CsvSource({"0, 4, 2", "0, 18, 0", "0, 38, 10", "0, 1, 1", "2, 4, 2", "8, 18, 0", "16, 38, 10"})
    void aDecimalHasItsPrecisionAndScale(int fixed, int precision, int scale) {
        String type = fixed == 0 ? "\"bytes\"" : "\"fixed\", \"name\": \"f\", \"size\": " + fixed;
        List<Object> values = many("{\"type\": " + type + ", \"logicalType\": \"decimal\", \"precision\": " + precision
                + ", \"scale\": " + scale + "}");

        double max = Math.pow(10, Math.min(precision, AvroScalars.DIGITS_MAX)) - 1;
        assertThat(values).map(BigDecimal.class::cast).allMatch(number -> number.scale() == scale);
        assertThat(values)
                .map(number -> ((BigDecimal) number).unscaledValue().doubleValue())
                .allMatch(number -> Math.abs(number) <= max)
                .anyMatch(number -> number > max * 0.8)
                .anyMatch(number -> number < -max * 0.8);
    }

    @Test
    void aUuidIsRandom() {
        List<Object> texts = many("{\"type\": \"string\", \"logicalType\": \"uuid\"}");
        List<Object> bytes = many("{\"type\": \"fixed\", \"name\": \"u\", \"size\": 16, \"logicalType\": \"uuid\"}");

        assertThat(texts).allMatch(uuid -> ((UUID) uuid).version() == 4).doesNotHaveDuplicates();
        assertThat(bytes).allMatch(uuid -> ((UUID) uuid).version() == 4).doesNotHaveDuplicates();
    }

    @Test
    void aRecordThatContainsItselfEnds() {
        String list =
                "{\"type\": \"record\", \"name\": \"Node\", \"fields\": [{\"name\": \"value\", \"type\": \"int\"},"
                        + " {\"name\": \"next\", \"type\": [\"null\", \"Node\"]}, {\"name\": \"children\","
                        + " \"type\": {\"type\": \"array\", \"items\": \"Node\"}}]}";

        Set<Integer> levels = new HashSet<>();
        many(list).forEach(node -> levels.add(levels((GenericRecord) node)));

        assertThat(levels).containsExactlyInAnyOrder(1, 2, 3);
    }

    private static int levels(GenericRecord node) {
        return node == null ? 0 : 1 + levels((GenericRecord) node.get("next"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"r\", \"type\": \"R\"}]} | "
                        + "payload.schema: R is infinitely recursive; add null to the union that leads to it",
                "{\"type\": \"recrod\", \"name\": \"R\"} | payload.schema is not an Avro schema: ",
                "{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"a\", \"type\": \"Nothing\"}]} | "
                        + "payload.schema is not an Avro schema: ",
                "{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"a\", \"type\": {\"type\": \"array\", \"items\":"
                        + " {\"type\": \"bytes\", \"logicalType\": \"big-decimal\"}}}]} | "
                        + "payload.schema: R.a[] has the logical type big-decimal, which is not supported; use decimal",
                "{\"type\": \"enum\", \"name\": \"E\", \"symbols\": []} | payload.schema: E is an enum without symbols",
                "{\"type\": \"array\", \"items\": []} | payload.schema: array[] is a union without branches",
                "{\"type\": \"fixed\", \"name\": \"F\", \"size\": 70000000} | "
                        + "payload.schema: F can be up to 70,000,000 bytes long; the maximum is 67,108,864",
                "{\"type\": \"fixed\", \"name\": \"F\", \"size\": 2147483647} | "
                        + "payload.schema has a fixed that is too large; the maximum is 67,108,864 bytes",
                "{\"type\": \"fixed\", \"name\": \"F\", \"size\": 2147483639} | "
                        + "payload.schema: F can be up to 2,147,483,639 bytes long; the maximum is 67,108,864",
                "{\"type\": \"fixed\", \"name\": \"F\", \"size\": 99999999999} | payload.schema is not an Avro schema: ",
                "{\"type\": \"fixed\", \"name\": \"F\", \"size\": -1} | payload.schema is not an Avro schema: ",
                "{\"type\": \"fixed\", \"name\": \"F\", \"size\": 40000000} | "
                        + "payload.schema produces values of up to 40,000,005 bytes, which does not fit in producer.bufferMemory"
            })
    void aSchemaOfWhichNoValueCanBeMadeIsNamedAndNotRegistered(String schema, String problem) {
        assertThatThrownBy(() -> payloads(specOf(schema)))
                .isInstanceOf(PayloadException.class)
                .hasMessageStartingWith(problem);
        assertThat(registry.requests()).hasSize(problem.contains("bufferMemory") ? 1 : 0);
    }

    @Test
    void aSchemaThatGrowsWithoutLimitIsRefused() {
        StringBuilder schema = new StringBuilder("\"int\"");
        for (int i = 0; i < 30; i++) {
            schema.insert(
                            0,
                            "{\"type\": \"record\", \"name\": \"R" + i
                                    + "\", \"fields\": [{\"name\": \"a\", \"type\": ")
                    .append("}, {\"name\": \"b\", \"type\": \"" + (i == 0 ? "int" : "R" + (i - 1)) + "\"}]}");
        }

        assertThatThrownBy(() -> payloads(specOf(schema.toString())))
                .hasMessageContaining("the schema has more than 10,000 parts");
    }

    @Test
    void aSchemaThatIsNestedTooDeeplyIsRefused() {
        String arrays = "{\"type\": \"array\", \"items\": ".repeat(99) + "\"null\"" + "}".repeat(99);

        assertThatThrownBy(() -> payloads(specOf("[" + arrays + "]")))
                .hasMessageContaining("or more than 100 nested levels");
    }

    @Test
    void aRegisteredSchemaIsUsedByItsSubjectAndVersion() {
        registry.register("orders-value", "\"string\"");
        int first = registry.register("mine", "\"boolean\"");
        int latest = registry.register("mine", "\"long\"");

        assertThat(idOf("{format: avro, subject: mine}")).isEqualTo(latest);
        assertThat(idOf("{format: avro, subject: mine, schemaVersion: 1}")).isEqualTo(first);
        assertThat(idOf("{format: avro}")).isEqualTo(1);
        assertThat(registry.requests())
                .containsExactly(
                        "GET /subjects/mine/versions/latest",
                        "GET /subjects/mine/versions/1",
                        "GET /subjects/orders-value/versions/latest");
    }

    @Test
    void aRegisteredSchemaMayReferToOthers() {
        registry.register("e", "AVRO", "{\"type\": \"enum\", \"name\": \"E\", \"symbols\": [\"A\"]}", "[]");
        String reference = "[{\"name\": \"E\", \"subject\": \"e\", \"version\": 1}]";
        int id = registry.register("orders-value", "AVRO", "{\"type\": \"array\", \"items\": \"E\"}", reference);

        assertThat(idOf("{format: avro}")).isEqualTo(id);
    }

    private int idOf(String payload) {
        PayloadWriter writer = writer(spec("{messages: 1, topic: orders, payload: " + payload + "}"));
        writer.write(0, FIRE_AT, 0);
        return ByteBuffer.wrap(writer.value()).getInt(1);
    }

    @Test
    void aRegisteredSchemaThatIsNoneIsNamedByItsSubject() {
        registry.register("orders-value", "{\"a\": 1}");

        assertThatThrownBy(() -> idOf("{format: avro}"))
                .hasMessageStartingWith("version 1 of subject orders-value is not an Avro schema: ");
    }

    @Test
    void aWorkerWithoutARegistrySaysWhatToSet() {
        assertThatThrownBy(() -> TestRuns.payloads(specOf("\"int\""), PayloadSources.NONE))
                .hasMessage("payload.format avro needs a schema registry, which this worker does not have; set "
                        + "SCHEMA_REGISTRY_URL on every worker");
    }

    @Test
    void theAverageSizeIsAboutThatOfTheValues() {
        RunSpec spec = specOf("""
                {"type": "record", "name": "Order", "fields": [
                  {"name": "id", "type": {"type": "string", "logicalType": "uuid"}},
                  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
                  {"name": "lines", "type": {"type": "array", "items": ["null", "string", "int", "long"]}},
                  {"name": "tags", "type": {"type": "map", "values": "double"}}]}""");
        Payloads payloads = payloads(spec);
        PayloadWriter writer = payloads.writer("worker-1", "r-1", new BusTimestamp(() -> 0));

        double average = LongStream.range(0, MESSAGES)
                .map(n -> {
                    writer.write(n, FIRE_AT, 0);
                    return writer.value().length;
                })
                .average()
                .orElseThrow();

        assertThat(payloads.bytesAverage()).isBetween(average * 0.9, average * 1.1);
        assertThat(payloads.bytesMax()).isEqualTo(5 + 37 + 10 + (2 + 4 * 18) + (2 + 4 * 25));
    }

    @Test
    void unknownLogicalTypesAreIgnoredAsAvroDoes() {
        assertThat(logical("int", "nothing", 0)).isInstanceOf(Integer.class);
    }
}
