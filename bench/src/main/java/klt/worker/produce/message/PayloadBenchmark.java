package klt.worker.produce.message;

import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import klt.bench.BenchPayloads;
import klt.common.spec.RunSpec;
import klt.common.spec.SpecReader;
import klt.common.spec.SpecResult;
import klt.common.spec.message.size.Sizes;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.json.JsonMapper;

/** Writes a message's value. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PayloadBenchmark {

    /** As if sent at 10,000/s: the timestamp's date is recomputed as often as in a run. */
    private static final long INTERVAL_NANOS = 100_000;

    private static final String RUN = "r-20260111-1234-abc";

    private static final String SIX_FIELDS = """
            {"name": "a%1$d", "type": "long"},
            {"name": "b%1$d", "type": ["null", "string"]},
            {"name": "c%1$d", "type": "double"},
            {"name": "d%1$d", "type": {"type": "array", "items": "int"}},
            {"name": "e%1$d", "type": "string"},
            {"name": "f%1$d", "type": {"type": "map", "values": "string"}}""";

    private final PayloadWriter json200B = json(new Sizes.Fixed(200));
    private final PayloadWriter json1KiB = json(new Sizes.Fixed(1_024));
    private final PayloadWriter raw100B = raw(new Sizes.Fixed(100));
    private final PayloadWriter raw1KiB = raw(new Sizes.Fixed(1_024));
    private final PayloadWriter raw100BTo2KiB = raw(new Sizes.Uniform(100, 2_048));
    private final PayloadWriter rawOfStages1KiB = written("""
            {payload: {format: raw, size: 1000}, load: {repeat: 1000, stages: [{duration: 0s, target: 100k}, {duration: 1s, target: 100k},
             {duration: 1s, target: 100k, size: 1048}]}}""");
    private final PayloadWriter json256BTo2KiB = json(new Sizes.Uniform(256, 2_048));
    private final PayloadWriter templateWithText1KiB = template("""
            {"id":"{{uuid}}","sequence":{{sequence}},"at":"{{timestamp}}","amount":{{int 1 10000}},"state":"{{oneOf new paid sent}}",\
            "name":"{{fake 'Name.fullName'}}","text":"{{string 840}}"}""");
    private final PayloadWriter templateOfFields1KiB = template("""
            {"id":"{{uuid}}","a":{{int 1 10000}},"b":"{{oneOf new paid sent}}","c":"{{string 20}}","d":"{{fake Address.city}}"}
            """.repeat(8));
    private final PayloadWriter avroWithBytes1KiB = avro("""
            {"name": "id", "type": {"type": "string", "logicalType": "uuid"}},
            {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
            {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
            {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["NEW", "PAID", "SENT"]}},
            {"name": "customer", "type": ["null", "string"]},
            {"name": "rest", "type": {"type": "fixed", "name": "Rest", "size": 950}}""");
    private final PayloadWriter avroOfFields1KiB =
            avro(IntStream.range(0, 10).mapToObj(SIX_FIELDS::formatted).collect(Collectors.joining(",")));
    private final PayloadWriter protobufOfFields1KiB = schema("protobuf", protobuf());
    private final PayloadWriter jsonSchemaOfFields1KiB = schema("json-schema", jsonSchema());
    private final CRC32C crc = new CRC32C();
    private long sequence;

    private static PayloadWriter raw(Sizes sizes) {
        return new RawPayload(PayloadPool.ofBytes(1, 0), new ValueArrays(sizes, 1, new ArraysByLength()));
    }

    private static PayloadWriter json(Sizes sizes) {
        return new JsonPayload(
                PayloadPool.ofText(1),
                new ValueArrays(sizes, 1, new ArraysByLength()),
                "worker-1",
                RUN,
                new BusTimestamp(() -> 0));
    }

    private static PayloadWriter template(String text) {
        return writer("template, template: " + JsonMapper.shared().writeValueAsString(text));
    }

    private static PayloadWriter avro(String fields) {
        String schema = "{\"type\": \"record\", \"name\": \"R\", \"fields\": [" + fields + "]}";
        return schema("avro", schema);
    }

    private static PayloadWriter schema(String format, String schema) {
        return writer(format + ", schema: " + JsonMapper.shared().writeValueAsString(schema));
    }

    /** Returns a schema with 60 fields of the same types as in the Avro schema. */
    private static String protobuf() {
        String fields =
                "sint64 a# = 1#; optional string b# = 2#; double c# = 3#; repeated sint32 d# = 4#; string e# = 5#;"
                        + " map<string, string> f# = 6#;";
        return "syntax = \"proto3\"; message R {" + repeated(fields, 10, "") + "}";
    }

    /** Returns a schema with 30 properties, because values take more bytes as text. */
    private static String jsonSchema() {
        String properties = """
                "a#": {"type": "integer"}, "b#": {"type": ["null", "string"]}, "c#": {"type": "number"}, "e#": {"type": "string"},
                "d#": {"items": {"type": "integer"}}, "f#": {"additionalProperties": {"type": "string"}}""";
        return "{\"minProperties\": 30, \"properties\": {" + repeated(properties, 5, ",") + "}}";
    }

    /** @param text the text to repeat, in which # stands for the repetition's number */
    private static String repeated(String text, int times, String separator) {
        return IntStream.range(0, times)
                .mapToObj(i -> text.replace("#", String.valueOf(i)))
                .collect(Collectors.joining(separator));
    }

    private static PayloadWriter writer(String format) {
        return written("{messages: 1, payload: {format: " + format + "}}");
    }

    private static PayloadWriter written(String yaml) {
        return switch (SpecReader.readYaml(yaml)) {
            case SpecResult.Valid(RunSpec spec) ->
                BenchPayloads.of(spec).writer("worker-1", RUN, new BusTimestamp(() -> 0));
            case SpecResult.Invalid invalid -> throw new IllegalArgumentException(invalid.toString());
        };
    }

    /** The fields of a JSON message do not fit in 100 B. */
    @Benchmark
    public byte @Nullable [] json200B() {
        return write(json200B);
    }

    @Benchmark
    public byte @Nullable [] json1KiB() {
        return write(json1KiB);
    }

    @Benchmark
    public byte @Nullable [] raw100B() {
        return write(raw100B);
    }

    @Benchmark
    public byte @Nullable [] raw1KiB() {
        return write(raw1KiB);
    }

    /** 1,000 stages with values of 1,000 B, and 1,000 stages with values of 1,048 B. */
    @Benchmark
    public byte @Nullable [] rawOfStages1KiB() {
        return write(rawOfStages1KiB);
    }

    @Benchmark
    public byte @Nullable [] raw100BTo2KiB() {
        return write(raw100BTo2KiB);
    }

    @Benchmark
    public byte @Nullable [] json256BTo2KiB() {
        return write(json256BTo2KiB);
    }

    /** Most of the value is one string. */
    @Benchmark
    public byte @Nullable [] templateWithText1KiB() {
        return write(templateWithText1KiB);
    }

    /** The template calls 40 short functions. */
    @Benchmark
    public byte @Nullable [] templateOfFields1KiB() {
        return write(templateOfFields1KiB);
    }

    /** Most of the value is one field of type {@code fixed}. */
    @Benchmark
    public byte @Nullable [] avroWithBytes1KiB() {
        return write(avroWithBytes1KiB);
    }

    /** 60 fields, which take about 1 KiB in total. */
    @Benchmark
    public byte @Nullable [] avroOfFields1KiB() {
        return write(avroOfFields1KiB);
    }

    @Benchmark
    public byte @Nullable [] protobufOfFields1KiB() {
        return write(protobufOfFields1KiB);
    }

    @Benchmark
    public byte @Nullable [] jsonSchemaOfFields1KiB() {
        return write(jsonSchemaOfFields1KiB);
    }

    /** Also computes the checksum for the header; all values have the same size. */
    @Benchmark
    public int checked1KiB() {
        return checked(raw1KiB);
    }

    /** Also computes the checksum for the header. The values differ in size, so the checksum reads each value entirely. */
    @Benchmark
    public int checked100BTo2KiB() {
        return checked(raw100BTo2KiB);
    }

    private int checked(PayloadWriter payload) {
        var unused = write(payload);
        crc.reset();
        return payload.after(crc);
    }

    private byte @Nullable [] write(PayloadWriter payload) {
        long n = sequence++;
        payload.write(n, n * INTERVAL_NANOS, n * INTERVAL_NANOS);
        return payload.value();
    }
}
