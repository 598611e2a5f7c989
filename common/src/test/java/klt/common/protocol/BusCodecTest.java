package klt.common.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.topics.BusCodec;
import klt.common.protocol.topics.BusTopics;
import klt.common.protocol.topics.Decoded;
import klt.common.protocol.topics.Decoded.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A good record decodes to what was encoded; any other gives a {@link Decoded.Bad} of the right kind, never an exception. */
class BusCodecTest {

    private static final Duration QUICKLY = Duration.ofMinutes(2);

    private static String text(byte[] record) {
        return new String(record, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static void assertBad(Kind kind, Decoded<?> decoded) {
        assertThat(decoded).isInstanceOf(Decoded.Bad.class);
        Decoded.Bad<?> bad = (Decoded.Bad<?>) decoded;
        assertThat(bad.kind()).as(bad.detail()).isEqualTo(kind);
        assertThat(bad.detail()).isNotBlank().hasSizeLessThanOrEqualTo(300).doesNotContain("\n");
    }

    private static void assertBadControl(Kind kind, String json) {
        assertBad(kind, assertTimeoutPreemptively(QUICKLY, () -> BusCodec.CONTROL.decode(bytes(json))));
    }

    @Test
    void everyRecordDecodesToWhatWasEncoded() {
        for (ControlRecord record : Samples.CONTROL) {
            assertThat(BusCodec.CONTROL.decode(Samples.encoded(record)))
                    .isEqualTo(new Decoded.Good<>(Samples.enveloped(record)));
        }
        for (StatusRecord record : Samples.STATUS) {
            assertThat(BusCodec.STATUS.decode(Samples.encoded(record)))
                    .isEqualTo(new Decoded.Good<>(Samples.enveloped(record)));
        }
    }

    @Test
    void whatIsEmptyStaysEmpty() {
        StatusRecord heartbeat = new StatusRecord.Heartbeat(
                Samples.WORKER, -1, false, Optional.empty(), new StatusRecord.Vitals(0, 0, 0, 0), List.of());
        ControlRecord run = new ControlRecord.DesiredRun(
                "r",
                0,
                RunPhase.PREPARING,
                Optional.empty(),
                Samples.PLAN,
                new ControlRecord.DesiredRun.Load(List.of(), Optional.empty(), Optional.empty()),
                List.of(),
                ControlRecord.DesiredRun.Allocation.NONE,
                ControlRecord.DesiredRun.Departed.NONE,
                Audit.NONE);

        assertThat(BusCodec.STATUS.decode(Samples.encoded(heartbeat)))
                .isEqualTo(new Decoded.Good<>(Samples.enveloped(heartbeat)));
        assertThat(BusCodec.CONTROL.decode(Samples.encoded(run))).isEqualTo(new Decoded.Good<>(Samples.enveloped(run)));
    }

    @Test
    void aKeyOfANewerVersionIsIgnored() {
        String newer = text(Samples.encoded(Samples.BYE)).replace("}", ",\"mood\":{\"good\":true}}");

        assertThat(BusCodec.STATUS.decode(bytes(newer))).isEqualTo(new Decoded.Good<>(Samples.enveloped(Samples.BYE)));
    }

    @Test
    void nothingIsEmpty() {
        assertBad(Kind.EMPTY, BusCodec.CONTROL.decode(null));
        assertBad(Kind.EMPTY, BusCodec.CONTROL.decode(new byte[0]));
    }

    @Test
    void aRecordBeyondTheLimitIsOversized() {
        byte[] tick = Samples.encoded(Samples.TICK);
        byte[] longest = Arrays.copyOf(tick, BusTopics.RECORD_BYTES_MAX);
        Arrays.fill(longest, tick.length, longest.length, (byte) ' ');

        assertThat(BusCodec.CONTROL.decode(longest)).isInstanceOf(Decoded.Good.class);
        assertBad(Kind.OVERSIZED, BusCodec.CONTROL.decode(Arrays.copyOf(longest, longest.length + 1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "}",
                "x",
                "\u0000",
                "{\"v\":8,}",
                "{'v':1}",
                "{\"v\":01}",
                "{\"v\":NaN}",
                "{\"v\":8}{\"v\":8}",
                "{\"v\":8} x",
                "\"",
                "{\"v\":1e}"
            })
    void garbageIsNotJson(String garbage) {
        assertBadControl(Kind.NOT_JSON, garbage);
    }

    @Test
    void deepJsonIsNotJson() {
        assertBadControl(Kind.UNKNOWN_VERSION, "[".repeat(20) + "]".repeat(20));
        assertBadControl(Kind.NOT_JSON, "[".repeat(21) + "]".repeat(21));
        assertBadControl(Kind.NOT_JSON, "[".repeat(500_000));
        assertBadControl(Kind.NOT_JSON, "{\"a\":".repeat(150_000));
        assertBadControl(Kind.NOT_JSON, "{\"v\":" + "9".repeat(900_000) + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "null",
                "1",
                "[]",
                "[1]",
                "\"v\"",
                "{}",
                "{\"v\":0}",
                "{\"v\":1}",
                "{\"v\":2}",
                "{\"v\":\"3\"}",
                "{\"v\":8.0}",
                "{\"v\":1.5}",
                "{\"v\":true}",
                "{\"v\":[1]}",
                "{\"v\":null}",
                "{\"v\":4294967304}",
                "{\"v\":1e300}",
                "{\"v\":1e999999999}",
                "{\"v\":-1}"
            })
    void whatIsNotOfOurVersionIsUnknown(String json) {
        assertBadControl(Kind.UNKNOWN_VERSION, json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"type\":null",
                ",\"type\":1",
                ",\"type\":\"\"",
                ",\"type\":\"Tick\"",
                ",\"type\":\"bye\"",
                ",\"type\":[\"tick\"]"
            })
    void whatIsNotOfOurTypesIsUnknown(String type) {
        assertBadControl(
                Kind.UNKNOWN_TYPE, "{\"v\":8" + type + ",\"term\":1,\"writer\":\"w\",\"wseq\":1,\"workers\":[]}");
    }
}
