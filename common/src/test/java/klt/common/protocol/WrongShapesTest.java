package klt.common.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

    /** The JSON of a sample with the value of one field replaced. */
    private static String with(byte[] record, String field, String value) {
        JsonNode json = JsonMapper.shared().readTree(record);
        assertThat(json.findParent(field)).as(field).isInstanceOf(ObjectNode.class);
        ((ObjectNode) json.findParent(field)).put(field, "@@@");
        return json.toString().replace("\"@@@\"", value);
    }

    private static void assertRefused(BusCodec<?> codec, String json) {
        Decoded<?> decoded =
                assertTimeoutPreemptively(QUICKLY, () -> codec.decode(json.getBytes(StandardCharsets.UTF_8)));

        assertThat(decoded).isInstanceOf(Decoded.Bad.class);
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
                "shardCount | 65537",
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
                "epoch | 0",
                "epoch | 2147483648",
                "worker | \"\"",
                "worker | \"w-2\"",
                "shards | [0,0]",
                "shards | [4,2]",
                "shards | [-1]",
                "shards | [64]",
                "shards | [63]",
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
                "epoch | -1",
                "intervals | -1",
                "sent | 4319",
                "sent | -1",
                "acked | 9223372036854775807",
                "failed | -1",
                "indeterminate | 1e18",
                "payloadBytes | -1",
                "wireBytes | -1",
                "bufferWaitNanos | -1",
                "firstSendAt | 1e300",
                "firstSendAt | \"2126-01-11T12:34:56Z\"",
                "startSkewNanos | 9223372036854775807",
                "startSkewNanos | 0.5",
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
                "epoch | -1",
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
    void aHistogramBeyondItsLimitIsRefused() {
        String long300k = "\"" + "A".repeat(300_001) + "\"";

        assertRefused(BusCodec.STATUS, with(Samples.encoded(Samples.INTERVAL), "sendLag", long300k));
    }

    @Test
    void listsBeyondTheirLimitsAreRefused() {
        assertRefused(BusCodec.CONTROL, with(Samples.encoded(Samples.TICK), "workers", many("\"w\"", 10_001)));
        assertRefused(
                BusCodec.CONTROL,
                with(Samples.encoded(Samples.RUN), "segments", many("{\"startNanos\":0,\"rate\":1}", 1_001)));
        assertRefused(BusCodec.CONTROL, with(Samples.encoded(Samples.RUN), "shards", many("0", 400_000)));
        assertRefused(BusCodec.STATUS, with(Samples.encoded(Samples.HEARTBEAT), "errors", many("{}", 1_000)));
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
