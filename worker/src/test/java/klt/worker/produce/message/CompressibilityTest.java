package klt.worker.produce.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.util.stream.Stream;
import klt.common.spec.message.size.Sizes;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Values compress as the spec states, with Kafka's own codecs. */
class CompressibilityTest {

    private static final double TOLERANCE = 0.05;

    static Stream<Arguments> cases() {
        return Stream.of(CompressionType.GZIP, CompressionType.LZ4, CompressionType.ZSTD)
                .flatMap(type -> Stream.of(0, 0.1, 0.25, 0.5, 0.75, 0.9, 1)
                        .flatMap(share -> Stream.of(4_096, 10_000, 100_000, 1_000_000)
                                .map(size -> Arguments.of(type, share.doubleValue(), size))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aValueCompressesToWhatIsNotCompressible(CompressionType type, double compressibility, int size)
            throws IOException {
        RawPayload payload = new RawPayload(
                PayloadPool.ofBytes(1, compressibility),
                new ValueArrays(new Sizes.Fixed(size), 1, new ArraysByLength()));
        for (long sequence = 0; sequence < 5; sequence++) {
            payload.write(sequence, 0, 0);

            assertThat(compressed(type, payload.value()) / (double) size)
                    .isCloseTo(1 - compressibility, within(TOLERANCE));
        }
    }

    /** Compresses as the client does: all values of a batch at once. */
    @ParameterizedTest
    @CsvSource({"GZIP, 0.5", "LZ4, 0.5", "ZSTD, 0.5", "GZIP, 0.9", "LZ4, 0.9", "ZSTD, 0.9", "ZSTD, 0"})
    void aBatchOfSmallValuesDoesToo(CompressionType type, double compressibility) throws IOException {
        RawPayload payload = new RawPayload(
                PayloadPool.ofBytes(1, compressibility),
                new ValueArrays(new Sizes.Uniform(100, 500), 1, new ArraysByLength()));
        byte[] batch = new byte[128 << 10];
        int length = 0;
        for (long sequence = 0; length + 500 <= batch.length; sequence++) {
            payload.write(sequence, 0, 0);
            System.arraycopy(payload.value(), 0, batch, length, payload.value().length);
            length += payload.value().length;
        }
        byte[] values = new byte[length];
        System.arraycopy(batch, 0, values, 0, length);

        assertThat(compressed(type, values) / (double) length).isCloseTo(1 - compressibility, within(TOLERANCE));
    }

    private static int compressed(CompressionType type, byte[] value) throws IOException {
        ByteBufferOutputStream target = new ByteBufferOutputStream(2 * value.length + 1_024);
        try (OutputStream codec = Compression.of(type).build().wrapForOutput(target, RecordBatch.MAGIC_VALUE_V2)) {
            codec.write(value);
        }
        return target.position();
    }
}
