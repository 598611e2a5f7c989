package klt.common.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
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
    private byte[] header = new byte[0];

    @BeforeEach
    void write() {
        writer.grant(41, 7, true, false);
        header = writer.write(
                5, 1_234_567_890_123L, 9_876_543_210L, FIRE_MICROS, FIRE_MICROS + 1_500, KEY, ValueChecksum.of(VALUE));
    }

    @Test
    void whatWasWrittenIsRead() {
        assertThat(reader.read(header, KEY, VALUE)).isTrue();
        assertThat(reader.producer()).isEqualTo(0xCAFEBABE);
        assertThat(reader.runHash()).isEqualTo(MessageHeader.runHash("r-20260111-1234-k3f"));
        assertThat(reader.topicHash()).isEqualTo(MessageHeader.topicHash("loadtest"));
        assertThat(reader.partition()).isEqualTo(5);
        assertThat(reader.shard()).isEqualTo(41);
        assertThat(reader.epoch()).isEqualTo(7);
        assertThat(reader.isRepair()).isTrue();
        assertThat(reader.sequence()).isEqualTo(9_876_543_210L);
        assertThat(reader.ordinal()).isEqualTo(1_234_567_890_123L);
        assertThat(reader.fireMicros(FIRE_MICROS)).isEqualTo(FIRE_MICROS);
        assertThat(reader.sendMicros(FIRE_MICROS)).isEqualTo(FIRE_MICROS + 1_500);
    }

    @Test
    void theLongestHeaderOfARunIsKnownBefore() {
        writer.grant(63, 16_000, false, false);

        assertThat(writer.write(
                        199, 9_999_999, 9_999_999, FIRE_MICROS, FIRE_MICROS + 2_000_000, null, ValueChecksum.of(VALUE)))
                .hasSize(MessageHeader.lengthOf(64, 200, 10_000_000));
    }

    /** Other programs may write and read such headers, so the bytes are a contract. The varints come from an independent computation. */
    @Test
    void theLayoutIsFixed() {
        assertThat(HexFormat.of().formatHex(header, 0, header.length - Integer.BYTES))
                .isEqualTo("ec"
                        + HexFormat.of().toHexDigits((short) MessageHeader.topicHash("loadtest"))
                        + HexFormat.of().toHexDigits(MessageHeader.runHash("r-20260111-1234-k3f"), 6)
                        + "cafebabe"
                        + HexFormat.of().toHexDigits(FIRE_MICROS, 12)
                        + "07" + "29" + "05"
                        + "cb89ec8ff723"
                        + "eaadc0e524"
                        + "dc0b");
    }

    @Test
    void eachLengthHasAnArrayOfItsOwnThatIsUsedAgain() {
        byte[] other = writer.write(5, 3, 9, FIRE_MICROS, FIRE_MICROS, KEY, ValueChecksum.of(VALUE));

        assertThat(other).hasSizeLessThan(header.length);
        assertThat(reader.read(header, KEY, VALUE)).isTrue();
        assertThat(writer.write(
                        5,
                        1_234_567_890_124L,
                        9_876_543_211L,
                        FIRE_MICROS,
                        FIRE_MICROS + 1_500,
                        KEY,
                        ValueChecksum.of(VALUE)))
                .isSameAs(header);
    }

    @Test
    void whatIsLargestHasRoom() {
        HeaderWriter largest = new HeaderWriter("r", "t", -1);
        largest.grant(Integer.MAX_VALUE, Integer.MAX_VALUE, false, false);
        byte[] written = largest.write(
                Integer.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                FIRE_MICROS,
                FIRE_MICROS,
                KEY,
                ValueChecksum.of(VALUE));

        assertThat(reader.read(written, KEY, VALUE)).isTrue();
        assertThat(reader.producer()).isEqualTo(-1);
        assertThat(reader.runHash()).isEqualTo(MessageHeader.runHash("r"));
        assertThat(reader.topicHash()).isEqualTo(MessageHeader.topicHash("t"));
        assertThat(reader.partition()).isEqualTo(Integer.MAX_VALUE);
        assertThat(reader.shard()).isEqualTo(Integer.MAX_VALUE);
        assertThat(reader.epoch()).isEqualTo(Integer.MAX_VALUE);
        assertThat(reader.isRepair()).isFalse();
        assertThat(reader.ordinal()).isEqualTo(Long.MAX_VALUE);
        assertThat(reader.sequence()).isEqualTo(Long.MAX_VALUE);
        assertThat(reader.fireMicros(FIRE_MICROS)).isEqualTo(FIRE_MICROS);
    }

    /** The documentation states the size. */
    @Test
    void ofAnOrdinaryRunItHasSomeThirtyOneBytes() {
        writer.grant(63, 1, false, false);

        assertThat(writer.write(5, 333_333, 2_000_000, FIRE_MICROS, FIRE_MICROS + 900, null, ValueChecksum.of(VALUE)))
                .hasSize(31);
    }

    /** For each number of bits, a power of two and the number below it: the sizes at which a varint takes another byte. */
    @Test
    void aNumberOfAnyLengthIsRead() {
        for (int bits = 0; bits < Long.SIZE - 1; bits++) {
            long number = 1L << bits;
            byte[] written =
                    writer.write(0, number, number - 1, FIRE_MICROS, FIRE_MICROS, null, ValueChecksum.of(VALUE));

            assertThat(reader.read(written, null, VALUE)).isTrue();
            assertThat(reader.ordinal()).isEqualTo(number);
            assertThat(reader.sequence()).isEqualTo(number - 1);
        }
    }

    @Test
    void theHashesAreThoseOfTheirStandards() {
        // the lower bits of FNV-1a of "a" and of CRC-32C of "123456789"
        assertThat(MessageHeader.runHash("a")).isEqualTo(0x0c292c);
        assertThat(MessageHeader.topicHash("123456789")).isEqualTo(0x9283);
    }

    @Test
    void anyFlippedBitIsSeen() {
        for (int bit = 0; bit < header.length * Byte.SIZE; bit++) {
            assertThat(reader.read(flipped(header, bit), KEY, VALUE))
                    .as("bit %s of the header", bit)
                    .isFalse();
        }
        for (int bit = 0; bit < KEY.length * Byte.SIZE; bit++) {
            assertThat(reader.read(header, flipped(KEY, bit), VALUE))
                    .as("bit %s of the key", bit)
                    .isFalse();
        }
        for (int bit = 0; bit < VALUE.length * Byte.SIZE; bit++) {
            assertThat(reader.read(header, KEY, flipped(VALUE, bit)))
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
        assertThat(reader.read(header, null, VALUE)).isFalse();
        assertThat(reader.read(header, KEY, null)).isFalse();
        assertThat(reader.read(
                        writer.write(5, 0, 0, FIRE_MICROS, FIRE_MICROS, null, ValueChecksum.of(VALUE)), null, VALUE))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MessageHeader.LENGTH_MIN - 1, MessageHeader.LENGTH_MAX + 1, 1_000})
    void aHeaderOfNoPossibleLengthIsNone(int length) {
        assertThat(reader.read(madeUp(length), KEY, VALUE)).isFalse();
        assertThat(reader.read(null, KEY, VALUE)).isFalse();
    }

    /** Begins like a header, is filled with small numbers, and has a correct checksum. */
    private byte[] madeUp(int length) {
        byte[] other = new byte[length];
        System.arraycopy(header, 0, other, 0, Math.min(length, MessageHeader.VARINTS_AT));
        return length < Integer.BYTES ? other : checked(other);
    }

    private static byte[] checked(byte[] other) {
        int end = other.length - Integer.BYTES;
        MessageHeader.INT.set(other, end, MessageHeader.checksum(new CRC32C(), other, end, KEY, VALUE));
        return other;
    }

    @Test
    void anotherMagicIsNone() {
        // the lowest bit marks a message that will be aborted
        for (int bit = 1; bit < Byte.SIZE - 1; bit++) {
            assertThat(reader.read(checked(flipped(header, bit)), KEY, VALUE)).isFalse();
        }
    }

    @Test
    void aMessageThatWillBeAbortedSaysSo() {
        assertThat(reader.read(header, KEY, VALUE)).isTrue();
        assertThat(reader.isAborted()).isFalse();

        writer.grant(41, 7, true, true);
        byte[] other = writer.write(5, 0, 77, FIRE_MICROS, FIRE_MICROS, KEY, ValueChecksum.of(VALUE));

        assertThat(reader.read(other, KEY, VALUE)).isTrue();
        assertThat(reader.isAborted()).isTrue();
        assertThat(reader.isRepair()).isTrue();
        assertThat(reader.sequence()).isEqualTo(77);
    }

    /** Valid length, magic and checksum, but not six numbers that fit: too few, too many, too large, or not terminated. */
    @Test
    void numbersThatDoNotFillItOrDoNotFitAreNone() {
        assertThat(reader.read(madeUp(MessageHeader.LENGTH_MIN), KEY, VALUE)).isTrue();
        assertThat(reader.read(madeUp(MessageHeader.LENGTH_MIN + 1), KEY, VALUE))
                .isFalse();
        for (int length = MessageHeader.LENGTH_MIN; length <= MessageHeader.LENGTH_MAX; length++) {
            byte[] endless = madeUp(length);
            Arrays.fill(endless, MessageHeader.VARINTS_AT, length - Integer.BYTES, (byte) 0xff);
            assertThat(reader.read(checked(endless), KEY, VALUE)).isFalse();
        }
        // an epoch of 2^31 in five bytes
        byte[] large = madeUp(MessageHeader.LENGTH_MIN + 4);
        Arrays.fill(large, MessageHeader.VARINTS_AT, MessageHeader.VARINTS_AT + 4, (byte) 0x80);
        large[MessageHeader.VARINTS_AT + 4] = 0x08;
        assertThat(reader.read(checked(large), KEY, VALUE)).isFalse();
        large[MessageHeader.VARINTS_AT + 4] = 0x04;
        assertThat(reader.read(checked(large), KEY, VALUE)).isTrue();
        assertThat(reader.epoch()).isEqualTo(1 << 30);
    }

    @Test
    void whatIsNoHeaderLeavesNothingOfTheOneBefore() {
        reader.read(header, KEY, VALUE);

        reader.read(new byte[3], KEY, VALUE);

        assertThat(reader.sequence()).isZero();
        assertThat(reader.ordinal()).isZero();
        assertThat(reader.producer()).isZero();
    }

    /** Even across the times at which the field wraps around. */
    @Test
    void aTimeIsKnownFromAnyWithinFourYears() {
        long years = Duration.ofDays(4 * 365).toNanos() / 1_000;
        for (long fire = FIRE_MICROS; fire < FIRE_MICROS + 5 * years; fire += years / 7) {
            reader.read(writer.write(5, 0, 0, fire, fire + 9, KEY, ValueChecksum.of(VALUE)), KEY, VALUE);
            for (long near : new long[] {fire - years, fire - 1, fire, fire + 1, fire + years}) {
                assertThat(reader.fireMicros(near)).isEqualTo(fire);
                assertThat(reader.sendMicros(near)).isEqualTo(fire + 9);
            }
        }
    }

    @Test
    void theDelayFromFireToSendIsNeverBelowZeroNorOverItsField() {
        reader.read(writer.write(5, 0, 0, FIRE_MICROS, FIRE_MICROS - 1, KEY, ValueChecksum.of(VALUE)), KEY, VALUE);
        assertThat(reader.sendMicros(FIRE_MICROS)).isEqualTo(FIRE_MICROS);

        reader.read(
                writer.write(5, 0, 0, FIRE_MICROS, FIRE_MICROS + (1L << 40), KEY, ValueChecksum.of(VALUE)), KEY, VALUE);
        assertThat(reader.sendMicros(FIRE_MICROS)).isEqualTo(FIRE_MICROS + Integer.MAX_VALUE);
    }
}
