package klt.common.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import klt.common.protocol.topics.BusCodec;
import klt.common.protocol.topics.Decoded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON of every record, as in {@code golden/<type>.json}. A difference means that components of another version no longer understand
 * ours: increment the version, or keep the format.
 */
class GoldenFilesTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    static Stream<byte[]> records() {
        return Stream.concat(
                Samples.CONTROL.stream().map(Samples::encoded),
                Samples.STATUS.stream().map(Samples::encoded));
    }

    @ParameterizedTest
    @MethodSource("records")
    void aRecordsJsonIsItsGoldenFile(byte[] record) throws IOException {
        JsonNode json = JSON.readTree(record);

        assertThat(json.toPrettyString())
                .isEqualTo(golden(json.get("type").stringValue()).toPrettyString());
    }

    @Test
    void aGoldenFileDecodesToItsRecord() throws IOException {
        for (ControlRecord record : Samples.CONTROL) {
            byte[] golden = JSON.writeValueAsBytes(golden(type(Samples.encoded(record))));
            assertThat(BusCodec.CONTROL.decode(golden)).isEqualTo(new Decoded.Good<>(Samples.enveloped(record)));
        }
        for (StatusRecord record : Samples.STATUS) {
            byte[] golden = JSON.writeValueAsBytes(golden(type(Samples.encoded(record))));
            assertThat(BusCodec.STATUS.decode(golden)).isEqualTo(new Decoded.Good<>(Samples.enveloped(record)));
        }
    }

    @Test
    void everyKindOfRecordHasASampleWithATypeOfItsOwn() {
        assertThat(classes(Samples.CONTROL)).containsExactlyInAnyOrder(ControlRecord.class.getPermittedSubclasses());
        assertThat(classes(Samples.STATUS)).containsExactlyInAnyOrder(StatusRecord.class.getPermittedSubclasses());
        assertThat(records().map(GoldenFilesTest::type)).doesNotHaveDuplicates();
    }

    private static List<Class<?>> classes(List<?> samples) {
        return samples.stream().<Class<?>>map(Object::getClass).toList();
    }

    @Test
    void noRecordHidesTheEnvelope() {
        for (byte[] record : records().toList()) {
            JsonNode json = JSON.readTree(record);
            assertThat(json.get("v").intValue()).isEqualTo(8);
            assertThat(json.get("term").intValue()).isEqualTo(3);
            assertThat(json.get("writer").stringValue()).isEqualTo("w-1");
            assertThat(json.get("wseq").intValue()).isEqualTo(42);
        }
    }

    private static String type(byte[] record) {
        return JSON.readTree(record).get("type").stringValue();
    }

    private static JsonNode golden(String type) throws IOException {
        String file = "/golden/" + type + ".json";
        try (InputStream in = GoldenFilesTest.class.getResourceAsStream(file)) {
            assertThat(in).as(file).isNotNull();
            return JSON.readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
