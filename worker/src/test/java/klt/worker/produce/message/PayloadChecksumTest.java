package klt.worker.produce.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.zip.CRC32C;
import klt.common.header.ValueChecksum;
import klt.common.spec.message.size.Sizes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The checksums that payloads report, compared with those computed by reading the values. */
class PayloadChecksumTest {

    private static final int TIME_NANOS = 123_456_789;
    private static final byte[] HEADER = {1, 2, 3};

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 71, 72, 100, 1_024, 1_048_584, 3_000_000})
    void ofRawMessages(int size) {
        RawPayload payload = new RawPayload(
                PayloadPool.ofBytes(1, 0), new ValueArrays(new Sizes.Fixed(size), 1, new ArraysByLength()));
        for (long sequence = 0; sequence < 50; sequence++) {
            isWhatReadingSays(payload, sequence);
        }
    }

    /** 216 is the smallest size in which these names fit. */
    @ParameterizedTest
    @ValueSource(ints = {216, 217, 300, 1_024, 1_048_800, 3_000_000})
    void ofJsonMessagesOfEveryNumberOfDigits(int size) {
        JsonPayload payload = new JsonPayload(
                PayloadPool.ofText(1),
                new ValueArrays(new Sizes.Fixed(size), 1, new ArraysByLength()),
                "worker-1",
                "r-20261123-0412-k3f",
                new BusTimestamp(() -> 0));
        for (long sequence = 1; sequence < 1_000_000_000_000L; sequence *= 10) {
            isWhatReadingSays(payload, sequence - 1);
            isWhatReadingSays(payload, sequence);
            isWhatReadingSays(payload, sequence + 1);
            // a repair
            isWhatReadingSays(payload, sequence / 100);
        }
    }

    @Test
    void ofMessagesOfDifferentSizes() {
        Sizes sizes = new Sizes.Uniform(216, 2_000);
        RawPayload raw = new RawPayload(PayloadPool.ofBytes(1, 0), new ValueArrays(sizes, 1, new ArraysByLength()));
        JsonPayload json = new JsonPayload(
                PayloadPool.ofText(1),
                new ValueArrays(sizes, 1, new ArraysByLength()),
                "worker-1",
                "r-20261123-0412-k3f",
                new BusTimestamp(() -> 0));
        for (long sequence = 0; sequence < 1_000; sequence++) {
            isWhatReadingSays(raw, sequence);
            isWhatReadingSays(json, sequence * 1_000_000_007);
        }
    }

    private static void isWhatReadingSays(PayloadWriter payload, long sequence) {
        payload.write(sequence, 0, TIME_NANOS);

        assertThat(payload.after(header()))
                .isEqualTo(ValueChecksum.of(payload.value()).after(header()));
    }

    private static CRC32C header() {
        var crc = new CRC32C();
        crc.update(HEADER);
        return crc;
    }
}
