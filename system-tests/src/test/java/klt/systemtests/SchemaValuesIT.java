package klt.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.squareup.wire.ProtoAdapter;
import com.squareup.wire.schema.CoreLoader;
import com.squareup.wire.schema.ErrorCollector;
import com.squareup.wire.schema.Linker;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.ProtoFile;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import klt.embedded.EmbeddedRegistry;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Values whose schema is in a registry, read as a consumer reads them: by the id with which they begin. */
@Tag("extended")
class SchemaValuesIT {

    private static final int STOPPED = 13;
    private static final int MESSAGES = 3_000;
    private static final Duration RUN_MAX = Duration.ofMinutes(2);

    private static final String AVRO_ORDER = """
            {"type": "record", "name": "Order", "fields": [
              {"name": "id", "type": {"type": "string", "logicalType": "uuid"}},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["NEW", "PAID", "SENT"]}},
              {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
              {"name": "note", "type": ["null", "string"]},
              {"name": "lines", "type": {"type": "array", "items": {"type": "record", "name": "Line", "fields": [
                {"name": "product", "type": "string"}, {"name": "quantity", "type": "int"}]}}}]}""";

    private static final String PROTOBUF_ORDER = """
            syntax = "proto3";
            package shop;
            import "google/protobuf/timestamp.proto";
            enum State { NEW = 0; PAID = 1; SENT = 2; }
            message Line { string product = 1; uint32 quantity = 2; }
            message Order {
              string id = 1;
              google.protobuf.Timestamp at = 2;
              State state = 3;
              optional string note = 4;
              repeated Line lines = 5;
            }
            """;

    private static final String JSON_ORDER = """
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
             "required": ["id", "at", "state", "lines"], "additionalProperties": false, "properties": {
              "id": {"type": "string", "format": "uuid"},
              "at": {"type": "string", "format": "date-time"},
              "state": {"enum": ["NEW", "PAID", "SENT"]},
              "note": {"type": ["string", "null"]},
              "lines": {"type": "array", "items": {"$ref": "#/$defs/line"}}},
             "$defs": {"line": {"type": "object", "required": ["product"], "properties": {
              "product": {"type": "string"}, "quantity": {"type": "integer", "minimum": 1, "maximum": 9}}}}}""";

    private static EmbeddedRegistry registry;
    private static Command local;
    private static String url;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        registry = EmbeddedRegistry.start();
        registry.require("tester", "secret");
        Map<String, String> environment =
                Map.of("SCHEMA_REGISTRY_URL", registry.url(), "SCHEMA_REGISTRY_BASIC_AUTH_USER_INFO", "tester:secret");
        local = Command.start(environment, "local", "--port", "0", "--workers", "1");
        url = LocalSystemIT.consoleUrl(local);
    }

    @AfterAll
    static void stop() {
        local.close();
        registry.close();
    }

    /**
     * Runs a test with values of a schema, and reads them.
     *
     * @param reader creates a reader of data, which begin at the position, from a registered schema
     */
    private void run(
            String topic,
            String format,
            String schema,
            Function<JsonNode, Consumer<ByteBuffer>> reader,
            String... more) {
        Path file = folder.resolve("report.json");
        Stream<String> arguments = Stream.of(
                "run",
                "--controller",
                url,
                "--topic=" + topic,
                "--messages=" + MESSAGES,
                "--rate=1000",
                "--json=" + file,
                "--set=warmup=0s",
                "--verify",
                "--set=payload.format=" + format,
                "--set=payload.schema=" + schema);
        try (Command run =
                Command.start(Stream.concat(arguments, Stream.of(more)).toArray(String[]::new))) {
            // on a busy machine, the figures need not be valid
            assertThat(run.exitCode(RUN_MAX)).as(run.output()).isIn(Command.COMPLETE);
        }
        assertThat(JsonMapper.shared()
                        .readTree(file.toFile())
                        .at("/verdict/integrity")
                        .asString())
                .isEqualTo("INTACT");
        Map<Integer, Consumer<ByteBuffer>> readers = new HashMap<>();
        TopicReader.each(local.kafka(), topic, record -> {
            ByteBuffer value = ByteBuffer.wrap(record.value());
            assertThat(value.get()).isZero();
            readers.computeIfAbsent(value.getInt(), id -> reader.apply(schema(id)))
                    .accept(value);
        });
        assertThat(registry.requests()).containsOnlyOnce("POST /subjects/" + topic + "-value/versions");
    }

    private static JsonNode schema(int id) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(registry.url() + "/schemas/ids/" + id))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString("tester:secret".getBytes(StandardCharsets.UTF_8)))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return JsonMapper.shared()
                    .readTree(http.send(request, BodyHandlers.ofString()).body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] rest(ByteBuffer value) {
        byte[] rest = new byte[value.remaining()];
        value.get(rest);
        return rest;
    }

    @Test
    void avroIsReadByItsSchema() {
        Set<String> ids = new HashSet<>();
        Set<Object> times = new HashSet<>();
        Set<String> states = new TreeSet<>();

        run("avro", "avro", AVRO_ORDER, registered -> {
            assertThat(registered.has("schemaType")).isFalse();
            Schema schema = new Schema.Parser().parse(registered.get("schema").asString());
            return value -> {
                BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(rest(value), null);
                try {
                    GenericRecord order = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
                    assertThat(decoder.isEnd()).isTrue();
                    ids.add(order.get("id").toString());
                    times.add(order.get("at"));
                    states.add(order.get("state").toString());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
        });

        assertThat(ids).hasSize(MESSAGES);
        // each is due in a different millisecond
        assertThat(times).hasSize(MESSAGES);
        assertThat(states).containsExactly("NEW", "PAID", "SENT");
    }

    @Test
    void protobufIsReadByItsSchema() {
        Set<Object> ids = new HashSet<>();
        Set<Object> times = new HashSet<>();
        Set<Object> states = new HashSet<>();

        run(
                "protobuf",
                "protobuf",
                PROTOBUF_ORDER,
                registered -> {
                    assertThat(registered.get("schemaType").asString()).isEqualTo("PROTOBUF");
                    ProtoFile file = ProtoFile.Companion.get(ProtoParser.Companion.parse(
                            Location.get("order"), registered.get("schema").asString()));
                    ProtoAdapter<Object> adapter = new Linker(CoreLoader.INSTANCE, new ErrorCollector(), true, true)
                            .link(List.of(file))
                            .protoAdapter("shop.Order", false);
                    return value -> {
                        // one index, of the second message in the file, which zigzag encoding doubles
                        assertThat(value.get()).isEqualTo((byte) 2);
                        assertThat(value.get()).isEqualTo((byte) 2);
                        try {
                            Map<?, ?> order = (Map<?, ?>) adapter.decode(rest(value));
                            ids.add(order.get("id"));
                            times.add(order.get("at"));
                            states.add(order.get("state"));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    };
                },
                "--set=payload.message=shop.Order");

        assertThat(ids).hasSize(MESSAGES);
        assertThat(times).hasSize(MESSAGES);
        assertThat(states).hasSize(3);
    }

    @Test
    void jsonIsValidByItsSchema() {
        Set<String> ids = new HashSet<>();
        Set<String> times = new HashSet<>();
        Set<String> states = new TreeSet<>();

        run("json", "json-schema", JSON_ORDER, registered -> {
            assertThat(registered.get("schemaType").asString()).isEqualTo("JSON");
            com.networknt.schema.Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(registered.get("schema").asString(), InputFormat.JSON);
            return value -> {
                String text = new String(rest(value), StandardCharsets.UTF_8);
                assertThat(schema.validate(
                                text,
                                InputFormat.JSON,
                                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true))))
                        .isEmpty();
                JsonNode order = JsonMapper.shared().readTree(text);
                ids.add(order.get("id").asString());
                times.add(order.get("at").asString());
                states.add(order.get("state").asString());
            };
        });

        assertThat(ids).hasSize(MESSAGES);
        assertThat(times).hasSize(MESSAGES);
        assertThat(states).containsExactly("NEW", "PAID", "SENT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "format: avro | the schema registry rejected /subjects/refused-value/versions/latest (HTTP 404, error 40401)",
                "format: protobuf, schema: 'message A {a}' | payload.schema is not a Protobuf schema: Syntax error in schema:1:12",
                "format: json-schema, schema: '{\"pattern\": \"a\"}' | payload.schema #: pattern is not supported"
            })
    void aSchemaThatCannotBeUsedEndsTheRun(String payload, String reason) {
        try (Command run = Command.start(
                "run", "--controller", url, "--topic=refused", "--messages=10", "--set=payload={" + payload + "}")) {
            assertThat(run.exitCode(RUN_MAX)).as(run.output()).isEqualTo(STOPPED);
            assertThat(run.output()).contains("worker-1: " + reason);
        }
    }
}
