package klt.common.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import klt.common.schedule.Sharding;
import klt.common.spec.Limits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageHeaderTest {

    private static final byte[] KEY = "12345".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALUE = "the value".getBytes(StandardCharsets.US_ASCII);
    private static final long FIRE_MICROS = 1_768_134_896_123_456L;

    private final HeaderWriter writer = new HeaderWriter("r-20260111-1234-k3f", "loadtest", 0xCAFEBABE);
    private final HeaderReader reader = new HeaderReader();

    @BeforeEach
    void write() {
        writer.grant(41, 7, true);
        writer.write(5, 1_234_567_890_123L, 9_876_543_210L, FIRE_MICROS, FIRE_MICROS + 1_500, KEY, VALUE);
    }

    @Test
    void whatWasWrittenIsRead() {
        assertThat(reader.read(writer.bytes(), KEY, VALUE)).isTrue();
        assertThat(reader.producer()).isEqualTo(0xCAFEBABE);
        assertThat(reader.runHash()).isEqualTo(MessageHeader.runHash("r-20260111-1234-k3f"));
        assertThat(reader.topicHash()).isEqualTo(MessageHeader.topicHash("loadtest"));
        assertThat(reader.partition()).isEqualTo(5);
        assertThat(reader.shard()).isEqualTo(41);
        assertThat(reader.epoch()).isEqualTo(7);
        assertThat(reader.isRepair()).isTrue();
        assertThat(reader.sequence()).isEqualTo(9_876_543_210L);
        assertThat(reader.ordinal()).isEqualTo(1_234_567_890_123L);
        assertThat(reader.fireMicros()).isEqualTo(FIRE_MICROS);
        assertThat(reader.sendMicros()).isEqualTo(FIRE_MICROS + 1_500);
    }

    /** Others may write such headers and read them: the bytes are a contract. The checksum is that of an independent computation. */
    @Test
    void theLayoutIsFixed() {
        assertThat(HexFormat.of().formatHex(writer.bytes(), 0, MessageHeader.CHECKSUM_AT))
                .isEqualTo("6b" + "000005" + "cafebabe"
                        + HexFormat.of().toHexDigits(MessageHeader.runHash("r-20260111-1234-k3f"))
                        + "00000007"
                        + "0029" + "00024cb016ea"
                        + HexFormat.of().toHexDigits((short) MessageHeader.topicHash("loadtest"))
                        + "011f71fb04cb"
                        + "21" + HexFormat.of().toHexDigits(FIRE_MICROS).substring(2)
                        + "000005dc");
    }

    @Test
    void whatIsLargestHasRoom() {
        HeaderWriter largest = new HeaderWriter("r", "t", -1);
        largest.grant(Sharding.SHARDS_MAX, Integer.MAX_VALUE, false);
        long count = MessageHeader.COUNT_END - 1;
        largest.write(Limits.PARTITIONS_MAX, count, count, FIRE_MICROS, FIRE_MICROS, KEY, VALUE);

        assertThat(reader.read(largest.bytes(), KEY, VALUE)).isTrue();
        assertThat(reader.producer()).isEqualTo(-1);
        assertThat(reader.runHash()).isEqualTo(MessageHeader.runHash("r"));
        assertThat(reader.topicHash()).isEqualTo(MessageHeader.topicHash("t"));
        assertThat(reader.partition()).isEqualTo(Limits.PARTITIONS_MAX);
        assertThat(reader.shard()).isEqualTo(Sharding.SHARDS_MAX);
        assertThat(reader.epoch()).isEqualTo(Integer.MAX_VALUE);
        assertThat(reader.isRepair()).isFalse();
        assertThat(reader.ordinal()).isEqualTo(count).isGreaterThan(Limits.MESSAGES_MAX);
        assertThat(reader.sequence()).isEqualTo(count);
        assertThat(reader.fireMicros()).isEqualTo(FIRE_MICROS);
    }

    @Test
    void theHashesAreThoseOfTheirStandards() {
        // FNV-1a of "a", CRC-32C of "123456789"
        assertThat(MessageHeader.runHash("a")).isEqualTo(0xe40c292c);
        assertThat(MessageHeader.topicHash("123456789")).isEqualTo(0x9283);
    }

    @Test
    void anyFlippedBitIsSeen() {
        for (int bit = 0; bit < MessageHeader.LENGTH * Byte.SIZE; bit++) {
            assertThat(reader.read(flipped(writer.bytes(), bit), KEY, VALUE))
                    .as("bit %s of the header", bit)
                    .isFalse();
        }
        for (int bit = 0; bit < KEY.length * Byte.SIZE; bit++) {
            assertThat(reader.read(writer.bytes(), flipped(KEY, bit), VALUE))
                    .as("bit %s of the key", bit)
                    .isFalse();
        }
        for (int bit = 0; bit < VALUE.length * Byte.SIZE; bit++) {
            assertThat(reader.read(writer.bytes(), KEY, flipped(VALUE, bit)))
                    .as("bit %s of the value", bit)
                    .isFalse();
        }
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] other = bytes.clone();
        other[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
        return other;
    }

    @Test
    void aKeyOrValueThatIsNotThereIsNone() {
        assertThat(reader.read(writer.bytes(), null, VALUE)).isFalse();
        assertThat(reader.read(writer.bytes(), KEY, null)).isFalse();
        writer.write(5, 0, 0, FIRE_MICROS, FIRE_MICROS, null, VALUE);
        assertThat(reader.read(writer.bytes(), null, VALUE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 47, 49, 64, 1_000})
    void aHeaderOfAnotherLengthIsNone(int length) {
        assertThat(reader.read(new byte[length], KEY, VALUE)).isFalse();
        assertThat(reader.read(null, KEY, VALUE)).isFalse();
    }

    @Test
    void anotherMagicOrVersionIsNone() {
        for (int at : new int[] {MessageHeader.MAGIC_AT, MessageHeader.VERSION_AT}) {
            byte[] other = writer.bytes().clone();
            // of the version the lowest bit
            other[at] ^= 1 << MessageHeader.FLAG_BITS;
            MessageHeader.INT.set(
                    other,
                    MessageHeader.CHECKSUM_AT,
                    MessageHeader.checksum(new java.util.zip.CRC32C(), other, KEY, VALUE));
            assertThat(reader.read(other, KEY, VALUE)).isFalse();
        }
    }

    @Test
    void whatIsNoHeaderLeavesNothingOfTheOneBefore() {
        reader.read(writer.bytes(), KEY, VALUE);

        reader.read(new byte[3], KEY, VALUE);

        assertThat(reader.sequence()).isZero();
    }

    @Test
    void theDelayFromFireToSendIsNeverBelowZeroNorOverItsField() {
        writer.write(5, 0, 0, FIRE_MICROS, FIRE_MICROS - 1, KEY, VALUE);
        reader.read(writer.bytes(), KEY, VALUE);
        assertThat(reader.sendMicros()).isEqualTo(FIRE_MICROS);

        writer.write(5, 0, 0, FIRE_MICROS, FIRE_MICROS + (1L << 40), KEY, VALUE);
        reader.read(writer.bytes(), KEY, VALUE);
        assertThat(reader.sendMicros()).isEqualTo(FIRE_MICROS + Integer.MAX_VALUE);
    }
}
