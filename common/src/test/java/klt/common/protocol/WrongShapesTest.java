package klt.common.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import klt.common.protocol.topics.BusCodec;
import klt.common.protocol.topics.Decoded;
import klt.common.protocol.topics.Decoded.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A record with one invalid field is rejected as a whole. */
@Execution(ExecutionMode.CONCURRENT)
class WrongShapesTest {

    private static final Duration QUICKLY = Duration.ofMinutes(2);

    /**
     * The JSON of a sample with the value of one field replaced.
     *
     * @param field the name of its first occurrence, or its path from the root, as in {@code /runs/0/sent}
     */
    private static String with(byte[] record, String field, String value) {
        JsonNode json = JsonMapper.shared().readTree(record);
        int slash = field.lastIndexOf('/');
        String name = field.substring(slash + 1);
        JsonNode parent = slash < 0 ? json.findParent(name) : json.at(field.substring(0, slash));
        assertThat(parent).as(field).isInstanceOf(ObjectNode.class);
        assertThat(parent.has(name)).as(field).isTrue();
        ((ObjectNode) parent).put(name, "@@@");
        return json.toString().replace("\"@@@\"", value);
    }

    private static void assertRefused(BusCodec<?> codec, String json) {
        Decoded<?> decoded = assertTimeoutPreemptively(QUICKLY, () -> codec.decode(bytes(json)));

        assertThat(decoded).as(json).isInstanceOf(Decoded.Bad.class);
        Decoded.Bad<?> bad = (Decoded.Bad<?>) decoded;
        assertThat(bad.kind()).as(bad.detail()).isEqualTo(Kind.WRONG_SHAPE);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/wrong/tick.psv", delimiter = '|', quoteCharacter = '\'')
    void aTickOfTheWrongShapeIsRefused(String field, String value) {
        assertRefused(BusCodec.CONTROL, with(Samples.encoded(Samples.TICK), field, value));
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/wrong/claim.psv", delimiter = '|', quoteCharacter = '\'')
    void aClaimOfTheWrongShapeIsRefused(String field, String value) {
        assertRefused(BusCodec.CONTROL, with(Samples.encoded(Samples.CLAIM), field, value));
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/wrong/run.psv", delimiter = '|', quoteCharacter = '\'')
    void aRunOfTheWrongShapeIsRefused(String field, String value) {
        assertRefused(BusCodec.CONTROL, with(Samples.encoded(Samples.RUN), field, value));
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/wrong/heartbeat.psv", delimiter = '|', quoteCharacter = '\'')
    void aHeartbeatOfTheWrongShapeIsRefused(String field, String value) {
        assertRefused(BusCodec.STATUS, with(Samples.encoded(Samples.HEARTBEAT), field, value));
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/wrong/interval.psv", delimiter = '|', quoteCharacter = '\'')
    void anIntervalOfTheWrongShapeIsRefused(String field, String value) {
        assertRefused(BusCodec.STATUS, with(Samples.encoded(Samples.INTERVAL), field, value));
    }

    @Test
    void aRecordThatLacksAFieldIsRefused() {
        assertRefusedForEveryField((parent, name) -> parent.remove(name));
    }

    @Test
    void aBlankTextIsNoNumberFlagListOrObject() {
        for (String blank : List.of("", " ", "\t\n")) {
            assertRefusedForEveryField((parent, name) -> {
                // strings and instants are tested one by one
                if (parent.get(name).isString()) {
                    parent.remove(name);
                } else {
                    parent.put(name, blank);
                }
            });
        }
    }

    /** Makes the fields of all samples invalid, one at a time. */
    private static void assertRefusedForEveryField(BiConsumer<ObjectNode, String> fault) {
        Samples.CONTROL.forEach(record -> assertRefusedForEveryField(BusCodec.CONTROL, Samples.encoded(record), fault));
        Samples.STATUS.forEach(record -> assertRefusedForEveryField(BusCodec.STATUS, Samples.encoded(record), fault));
    }

    private static void assertRefusedForEveryField(
            BusCodec<?> codec, byte[] record, BiConsumer<ObjectNode, String> fault) {
        List<String> fields = fieldsOf(JsonMapper.shared().readTree(record), "");
        fields.removeAll(List.of("/v", "/type"));
        assertThat(fields).isNotEmpty();
        for (String field : fields) {
            JsonNode json = JsonMapper.shared().readTree(record);
            int slash = field.lastIndexOf('/');
            fault.accept((ObjectNode) json.at(field.substring(0, slash)), field.substring(slash + 1));
            assertRefused(codec, json.toString());
        }
    }

    /** The paths of all fields, except those of a spec, which have defaults and other tests. */
    private static List<String> fieldsOf(JsonNode json, String path) {
        List<String> fields = new ArrayList<>();
        json.properties().forEach(field -> {
            String at = path + "/" + field.getKey();
            fields.add(at);
            if (!field.getKey().equals("spec")) {
                fields.addAll(fieldsOf(field.getValue(), at));
            }
        });
        for (int i = 0; i < json.size() && json.isArray(); i++) {
            fields.addAll(fieldsOf(json.get(i), path + "/" + i));
        }
        return fields;
    }

    @Test
    void aHistogramBeyondItsLimitIsRefused() {
        String long300k = "\"" + "A".repeat(300_001) + "\"";

        assertRefused(BusCodec.STATUS, with(Samples.encoded(Samples.INTERVAL), "sendLag", long300k));
    }

    @Test
    void listsBeyondTheirLimitsAreRefused() {
        assertRefused(BusCodec.CONTROL, with(Samples.encoded(Samples.TICK), "workers", many("\"w\"", 1_001)));
        assertRefused(BusCodec.CONTROL, with(Samples.encoded(Samples.RUN), "members", many("\"w\"", 1_001)));
        assertRefused(BusCodec.CONTROL, with(Samples.encoded(Samples.RUN), "grants", many("{}", 300_000)));
        assertRefused(
                BusCodec.CONTROL,
                with(
                        Samples.encoded(Samples.RUN),
                        "changes",
                        many("{\"atNanos\":0,\"scheduleNanos\":0,\"factor\":1}", 1_001)));
        assertRefused(BusCodec.CONTROL, with(Samples.encoded(Samples.RUN), "shards", many("0", 400_000)));
        assertRefused(BusCodec.STATUS, with(Samples.encoded(Samples.HEARTBEAT), "grants", many("{}", 300_000)));
        assertRefused(BusCodec.STATUS, with(Samples.encoded(Samples.HEARTBEAT), "errors", many("{}", 1_000)));
    }

    @Test
    void grantsThatOverlapAreRefusedHoweverManyTheyAre() {
        String apart = numbered(9_999, "\"from\":%1$d,\"until\":0,\"repair\":false,\"shards\":[0]}");
        String overlapping = numbered(9_999, "\"from\":0,\"until\":1,\"repair\":false,\"shards\":[0]}");

        assertThat(BusCodec.CONTROL.decode(bytes(with(Samples.encoded(Samples.RUN), "grants", apart))))
                .isInstanceOf(Decoded.Good.class);
        assertRefused(BusCodec.CONTROL, with(Samples.encoded(Samples.RUN), "grants", overlapping));
    }

    private static String numbered(int count, String rest) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(("{\"id\":%1$d,\"worker\":\"w\",\"epoch\":1," + rest)::formatted)
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aNameBeyondItsLimitIsRefused() {
        assertRefused(
                BusCodec.CONTROL, with(Samples.encoded(Samples.CLAIM), "controller", "\"" + "c".repeat(257) + "\""));
    }

    private static String many(String item, int count) {
        return "[" + (item + ",").repeat(count - 1) + item + "]";
    }
}
