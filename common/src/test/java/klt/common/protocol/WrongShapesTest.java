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
import klt.common.protocol.Decoded.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A record with one field that is wrong is refused as a whole. */
class WrongShapesTest {

    private static final Duration QUICKLY = Duration.ofMinutes(2);

    /**
     * The JSON of a sample with the value of one field replaced.
     *
     * @param field its name where it is first, or its path from the root, as in {@code /runs/0/sent}
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
    @CsvSource(
            delimiter = '|',
            value = {
                "term | null",
                "term | -1",
                "term | \"1\"",
                "term | 1.5",
                "term | 9223372036854775808",
                "term | 1e3",
                "term | true",
                "term | 9007199254740993",
                "wseq | null",
                "wseq | -1",
                "wseq | {}",
                "wseq | 99999999999999999999",
                "writer | null",
                "writer | 1",
                "writer | \"\"",
                "writer | \"a\\nb\"",
                "writer | \"\\ud800\"",
                "number | null",
                "number | -1",
                "number | \"1\"",
                "number | 1.5",
                "number | true",
                "number | 1e999999999",
                "number | []",
                "workers | null",
                "workers | {}",
                "workers | \"w\"",
                "workers | [null]",
                "workers | [1]",
                "workers | [\"\"]",
                "workers | [[]]"
            })
    void aTickOfTheWrongShapeIsRefused(String field, String value) {
        assertRefused(BusCodec.CONTROL, with(Samples.encoded(Samples.TICK), field, value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "controller | null",
                "controller | \"\"",
                "controller | 1",
                "controller | []",
                "controller | \"a\\nb\"",
                "controller | \"\\ud800\""
            })
    void aClaimOfTheWrongShapeIsRefused(String field, String value) {
        assertRefused(BusCodec.CONTROL, with(Samples.encoded(Samples.CLAIM), field, value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run | \"\"",
                "run | null",
                "phase | \"running\"",
                "phase | 3",
                "phase | \"\"",
                "phase | \"RUNNING\"",
                "ending | 3",
                "ending | {}",
                "ending | {\"phase\":\"DONE\",\"reason\":\"\"}",
                "ending | {\"phase\":\"FAILED\",\"reason\":null}",
                "plan | null",
                "plan | {}",
                "plan | []",
                "name | \"a\\nb\"",
                "messages | 0",
                "messages | 1e300",
                "rate | \"fast\"",
                "rate | 1e300",
                "objectives | [\"fast\"]",
                "acks | \"2\"",
                "shardCount | 0",
                "shardCount | -1",
                "shardCount | 2147483648",
                "shardCount | 4001",
                "shardCount | 4294967360",
                "shardCount | 64.0",
                "shardCount | \"64\"",
                "shardCount | 63",
                "segments | null",
                "segments | []",
                "segments | {}",
                "segments | [null]",
                "segments | [{\"startNanos\":1,\"rate\":1}]",
                "segments | [{\"startNanos\":0,\"rate\":1e300}]",
                "segments | [{\"startNanos\":0,\"rate\":-1}]",
                "segments | [{\"startNanos\":0,\"rate\":1e999999999}]",
                "segments | [{\"startNanos\":0,\"rate\":\"NaN\"}]",
                "segments | [{\"startNanos\":0,\"rate\":\"Infinity\"}]",
                "segments | [{\"startNanos\":0,\"rate\":null}]",
                "segments | [{\"startNanos\":0}]",
                "segments | [{\"startNanos\":0,\"rate\":1},{\"startNanos\":0,\"rate\":2}]",
                "segments | [{\"startNanos\":0,\"rate\":1},{\"startNanos\":9223372036854775807,\"rate\":2}]",
                "startAt | null",
                "startAt | \"\"",
                "startAt | \"soon\"",
                "startAt | \"2126-01-11T12:34:56Z\"",
                "startAt | \"1969-12-31T23:59:59Z\"",
                "startAt | \"+1000000000-12-31T23:59:59Z\"",
                "startAt | \"2026-01-11T12:44:56.123456789Z\"",
                "startAt | 1e300",
                "startAt | -1e300",
                "startAt | 1e999999999",
                "startAt | 1e-999999999",
                "startAt | 9223372036854775807",
                "startAt | 99999999999999999999999999",
                "startAt | true",
                "startAt | []",
                "hardStopAt | null",
                "hardStopAt | \"2126-01-11T12:34:56Z\"",
                "hardStopAt | 1e300",
                "hardStopAt | \"2026-01-11T12:34:56Z\"",
                "revision | null",
                "revision | -1",
                "revision | 1.5",
                "revision | \"7\"",
                "revision | true",
                "revision | 9007199254740993",
                "revision | 9223372036854775808",
                "revision | 1e300",
                "members | null",
                "members | {}",
                "members | \"w-1\"",
                "members | [null]",
                "members | [1]",
                "members | [\"\"]",
                "members | [\"a\\nb\"]",
                "members | [[]]",
                "grants | null",
                "grants | {}",
                "grants | \"\"",
                "grants | [null]",
                "grants | [1]",
                "grants | [{}]",
                "grants | [[]]",
                "id | null",
                "id | 0",
                "id | -1",
                "id | 2",
                "id | 1.0",
                "id | \"1\"",
                "id | 2147483648",
                "id | 1e300",
                "from | null",
                "from | -1",
                "from | 0.5",
                "from | \"0\"",
                "from | []",
                "from | 9007199254740993",
                "from | 9223372036854775808",
                "from | 1e300",
                "from | 1e999999999",
                "until | null",
                "until | -1",
                "until | 1001",
                "until | 999.5",
                "until | 1e3",
                "until | \"1000\"",
                "until | \"\"",
                "until | true",
                "until | []",
                "until | {}",
                "until | 9007199254740993",
                "until | 9223372036854775808",
                "until | 1e300",
                "until | 1e999999999",
                "/grants/1/until | \"\"",
                "/grants/1/until | \" \"",
                "/grants/1/until | \"null\"",
                "/grants/1/until | false",
                "/grants/1/until | []",
                "/grants/1/until | [null]",
                "/grants/1/until | {}",
                "/grants/1/until | 1e0",
                "/grants/2/until | null",
                "repair | null",
                "repair | 0",
                "repair | 1",
                "repair | \"true\"",
                "repair | \"\"",
                "repair | []",
                "/grants/1/repair | true",
                "leftovers | null",
                "leftovers | {}",
                "leftovers | [{}]",
                "leftovers | [{\"shards\":[-1],\"from\":0,\"until\":null}]",
                "leftovers | [{\"shards\":[4000],\"from\":0,\"until\":null}]",
                "leftovers | [{\"shards\":[1],\"from\":-1,\"until\":null}]",
                "leftovers | [{\"shards\":[1],\"from\":0,\"until\":1e300}]",
                "gone | null",
                "gone | [null]",
                "gone | [\"\"]",
                "gone | \"w-0\"",
                "excess | null",
                "excess | -1",
                "excess | 1.5",
                "closed | null",
                "closed | {}",
                "closed | []",
                "closed | 0",
                "acked | null",
                "acked | -1",
                "acked | 99",
                "acked | 0.5",
                "acked | \"4800\"",
                "acked | 9007199254740993",
                "acked | 1e300",
                "failed | null",
                "failed | -1",
                "failed | 9223372036854775807",
                "indeterminate | null",
                "indeterminate | -1",
                "indeterminate | 1e999999999",
                "repaired | null",
                "repaired | -1",
                "repaired | 4801",
                "repaired | 2e300",
                "handoverDuplicates | null",
                "handoverDuplicates | -1",
                "handoverDuplicates | 1.5",
                "handoverDuplicates | 9223372036854775808",
                "epoch | 0",
                "epoch | -1",
                "epoch | 2147483648",
                "worker | null",
                "worker | 1",
                "worker | \"\"",
                "worker | \"a\\tb\"",
                "shards | [0,0]",
                "shards | [4,2]",
                "shards | [-1]",
                "shards | [64]",
                "shards | []",
                "shards | [5]",
                "shards | [2,2]",
                "shards | [true]",
                "shards | [\"0\"]",
                "shards | [[0]]",
                "shards | [1e300]",
                "shards | {}",
                "shards | [2147483648]",
                "shards | [0.5]",
                "shards | [null]",
                "shards | \"0\"",
                "shards | null"
            })
    void aRunOfTheWrongShapeIsRefused(String field, String value) {
        assertRefused(BusCodec.CONTROL, with(Samples.encoded(Samples.RUN), field, value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello | null",
                "cpuLimit | -1",
                "cpuLimit | \"NaN\"",
                "cpuLimit | 1e999999999",
                "cpuLimit | 1e300",
                "cpuLimit | \"2.5\"",
                "heapMaxBytes | -1",
                "heapMaxBytes | 1.5",
                "version | \"\"",
                "host | null",
                "lastTick | -2",
                "lastTick | 9223372036854775807",
                "lastTick | -9223372036854775808",
                "offsetMicros | 9223372036854775807",
                "offsetMicros | -9223372036854775808",
                "uncertaintyMicros | -1",
                "vitals | null",
                "vitals | {}",
                "uptimeSeconds | -1",
                "uptimeSeconds | \"Infinity\"",
                "cpuSeconds | -0.1",
                "gcSeconds | \"-Infinity\"",
                "heapUsedBytes | -1",
                "runs | null",
                "runs | {}",
                "runs | [null]",
                "runs | [{}]",
                "state | \"DONE\"",
                "state | 1",
                "leaving | null",
                "leaving | 0",
                "leaving | 1",
                "leaving | \"true\"",
                "leaving | \"\"",
                "leaving | []",
                "revision | null",
                "revision | -1",
                "revision | 1.5",
                "revision | \"7\"",
                "revision | 9007199254740993",
                "revision | 1e300",
                "grants | null",
                "grants | {}",
                "grants | 1",
                "grants | [null]",
                "grants | [1]",
                "grants | [{}]",
                "grant | null",
                "grant | 0",
                "grant | -1",
                "grant | 2",
                "grant | 1.5",
                "grant | \"1\"",
                "grant | 2147483648",
                "grant | 1e300",
                "position | null",
                "position | -1",
                "position | 999",
                "position | 1e4",
                "position | \"1000\"",
                "position | 9007199254740993",
                "position | 1e300",
                "settledBelow | null",
                "settledBelow | -1",
                "settledBelow | 1001",
                "settledBelow | 9223372036854775808",
                "settledBelow | 1e300",
                "stopped | null",
                "stopped | 0",
                "stopped | \"false\"",
                "stopped | []",
                "settled | null",
                "settled | {}",
                "settled | []",
                "settled | 0",
                "/runs/0/settled/acked | null",
                "/runs/0/settled/acked | -1",
                "/runs/0/settled/acked | 79",
                "/runs/0/settled/acked | 1e300",
                "/runs/0/settled/failed | -1",
                "/runs/0/settled/failed | \"5\"",
                "/runs/0/settled/failed | 9223372036854775807",
                "/runs/0/settled/indeterminate | null",
                "/runs/0/settled/indeterminate | 1.5",
                "repaired | 3901",
                "repaired | -1",
                "repaired | 2147483648",
                "intervals | -1",
                "sent | 4319",
                "sent | -1",
                "/runs/0/acked | 9223372036854775807",
                "/runs/0/failed | -1",
                "/runs/0/indeterminate | 1e18",
                "payloadBytes | -1",
                "wireBytes | -1",
                "bufferWaitNanos | -1",
                "firstSendAt | 1e300",
                "firstSendAt | \"2126-01-11T12:34:56Z\"",
                "startSkewNanos | 9223372036854775807",
                "startSkewNanos | 0.5",
                "startSkewNanos | \"\"",
                "startSkewNanos | []",
                "lastAckAt | \"-1000000000-01-01T00:00:00Z\"",
                "errors | null",
                "errors | [{}]",
                "outcome | \"LOST\"",
                "count | -1",
                "firstAt | null",
                "lastAt | 1e300",
                "errorClass | \"\"",
                "sample | null",
                "reason | null"
            })
    void aHeartbeatOfTheWrongShapeIsRefused(String field, String value) {
        assertRefused(BusCodec.STATUS, with(Samples.encoded(Samples.HEARTBEAT), field, value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run | \"\"",
                "number | -1",
                "second | -1",
                "second | 2147483648",
                "sent | -1",
                "acked | -1",
                "failed | -1",
                "indeterminate | -1",
                "payloadBytes | -1",
                "inFlight | -1",
                "inFlight | 9223372036854775807",
                "responseTime | null",
                "serviceTime | 5",
                "sendLag | []"
            })
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
                // texts and instants are tested one by one
                if (parent.get(name).isString()) {
                    parent.remove(name);
                } else {
                    parent.put(name, blank);
                }
            });
        }
    }

    /** Spoils the fields of all samples, one at a time. */
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

    /** The paths of all fields; a spec's have defaults and are its own matter. */
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
                with(Samples.encoded(Samples.RUN), "segments", many("{\"startNanos\":0,\"rate\":1}", 1_001)));
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
