package klt.worker.produce.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumShiftTest {

    private final Random random = new Random(4);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 7, 63, 64, 65, 1_024, 100_003, 3_000_000})
    void joinsWhatWasReadApart(int length) {
        ChecksumShift shift = new ChecksumShift(length);
        for (int first : new int[] {0, 1, 34, 1_000}) {
            byte[] bytes = new byte[first + length];
            random.nextBytes(bytes);

            assertThat(shift.append(checksum(bytes, 0, first), checksum(bytes, first, length)))
                    .isEqualTo(checksum(bytes, 0, bytes.length));
        }
    }

    private static int checksum(byte[] bytes, int from, int length) {
        var crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
