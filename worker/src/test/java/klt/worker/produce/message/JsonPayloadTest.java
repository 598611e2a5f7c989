package klt.worker.produce.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import klt.common.spec.message.size.Sizes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonPayloadTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final long SENT =
            Instant.parse("2026-01-11T12:34:56Z").getEpochSecond() * 1_000_000_000L + 123_456_789L;
    private static final String RUN = "r-20261123-0412-k3f";

    @ParameterizedTest
    @ValueSource(ints = {256, 257, 1_024, 100_000, 3_000_000})
    void isExactlySoManyBytesForEveryNumberOfDigits(int size) {
        JsonPayload payload = payload(size);
        for (long sequence = 1; sequence < 1_000_000_000_000L; sequence *= 10) {
            for (long n : new long[] {sequence - 1, sequence, sequence + 1}) {
                JsonNode json = written(payload, n, SENT);
                assertThat(payload.value()).hasSize(size);
                assertThat(json.get("id").stringValue()).isEqualTo("msg-" + n);
                assertThat(json.get("sequence").longValue()).isEqualTo(n);
                assertThat(json.get("timestamp").stringValue()).isEqualTo("2026-01-11T12:34:56.123456Z");
                assertThat(json.get("metadata").get("producer").stringValue()).isEqualTo("worker-1");
                assertThat(json.get("metadata").get("test_run").stringValue()).isEqualTo(RUN);
                assertThat(json.get("payload").stringValue()).matches("[ -~]*");
            }
        }
    }

    @Test
    void goesBackToFewerDigitsForARepair() {
        JsonPayload payload = payload(300);
        for (long n : new long[] {12_345, 7, 999, 1_000, 999, 0, 10}) {
            JsonNode json = written(payload, n, SENT);
            assertThat(json.get("id").stringValue()).isEqualTo("msg-" + n);
            assertThat(json.get("sequence").longValue()).isEqualTo(n);
        }
    }

    @Test
    void hasTheFieldsInTheOrderOfTheContract() {
        JsonPayload payload = payload(300);
        payload.write(12_345, 0, SENT);
        String text = new String(payload.value(), StandardCharsets.US_ASCII);

        assertThat(text)
                .matches("\\{\"id\":\"msg-12345\",\"timestamp\":\"2026-01-11T12:34:56.123456Z\",\"sequence\":12345,"
                        + "\"payload\":\"[^\"\\\\]+\",\"metadata\":\\{\"producer\":\"worker-1\",\"test_run\":\"" + RUN
                        + "\"}}");
    }

    @Test
    void isTheSameForTheSameSequenceAndUnlikeItsNeighbours() {
        Set<String> payloads = new HashSet<>();
        JsonPayload one = payload(1_024);
        JsonPayload other = payload(1_024);
        for (long n = 0; n < 1_000; n++) {
            String fill = written(one, n, SENT).get("payload").stringValue();
            assertThat(written(other, n, SENT).get("payload").stringValue()).isEqualTo(fill);
            payloads.add(fill.substring(0, 32));
        }
        assertThat(payloads).hasSize(1_000);
    }

    @Test
    void carriesTheTimeOfEachSend() {
        JsonPayload payload = payload(256);
        Instant time = Instant.parse("2026-12-31T23:59:59.999999Z");
        for (long step : new long[] {0, 1_000, 1_000_000_000L, 86_400_000_000_000L, 86_400_000_000_001L}) {
            Instant at = time.plusNanos(step);
            long nanos = at.getEpochSecond() * 1_000_000_000L + at.getNano();
            assertThat(Instant.parse(written(payload, 7, nanos).get("timestamp").stringValue()))
                    .isEqualTo(at.minusNanos(at.getNano() % 1_000));
        }
    }

    @Test
    void refusesNamesThatDoNotFitOrNeedEscapes() {
        assertThatThrownBy(() -> new JsonPayload(
                        PayloadPool.ofText(1),
                        new ValueArrays(new Sizes.Fixed(256), 1, new ArraysByLength()),
                        "w",
                        "r\"",
                        new BusTimestamp(() -> 0)))
                .hasMessageContaining("must consist of letters");
        assertThatThrownBy(() -> new JsonPayload(
                        PayloadPool.ofText(1),
                        new ValueArrays(new Sizes.Fixed(256), 1, new ArraysByLength()),
                        "w".repeat(63),
                        "r".repeat(60),
                        new BusTimestamp(() -> 0)))
                .hasMessageContaining("256 bytes is too small for its fields");
    }

    private static JsonPayload payload(int size) {
        return new JsonPayload(
                PayloadPool.ofText(1),
                new ValueArrays(new Sizes.Fixed(size), 1, new ArraysByLength()),
                "worker-1",
                RUN,
                new BusTimestamp(() -> 0));
    }

    private static JsonNode written(PayloadWriter payload, long sequence, long nanos) {
        payload.write(sequence, 0, nanos);
        return JSON.readTree(payload.value());
    }
}
