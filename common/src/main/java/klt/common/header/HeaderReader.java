package klt.common.header;

import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads message headers; the accessors return the last header's fields. Does not allocate. Not thread-safe. */
public final class HeaderReader {

    private static final byte[] NONE = new byte[MessageHeader.LENGTH_MIN];

    private final CRC32C crc = new CRC32C();
    private byte[] bytes = NONE;
    private int epoch;
    private int shard;
    private int partition;
    private long ordinal;
    private long sequence;
    private int delayMicros;

    // the varint decoder's position and end
    private int at;
    private int end;

    /** @return false if this is not a header, or not the header of this key and value; the fields are then invalid */
    public boolean read(byte @Nullable [] header, byte @Nullable [] key, byte @Nullable [] value) {
        boolean right = header != null && isRight(header, key, value) && decode(header);
        if (!right) {
            decode(NONE);
        }
        return right;
    }

    private boolean isRight(byte[] header, byte @Nullable [] key, byte @Nullable [] value) {
        int length = header.length - Integer.BYTES;
        return header.length >= MessageHeader.LENGTH_MIN
                && header.length <= MessageHeader.LENGTH_MAX
                && isMagic(header[MessageHeader.MAGIC_AT] & MessageHeader.MAGIC_MASK)
                && (int) MessageHeader.INT.get(header, length)
                        == MessageHeader.checksum(crc, header, length, key, value);
    }

    private static boolean isMagic(int magic) {
        return magic == MessageHeader.MAGIC || magic == MessageHeader.MAGIC_ABORTED;
    }

    /** Decodes a header. A checksum can be forged, so decoding must never read past the header's end, whatever the bytes are. */
    private boolean decode(byte[] header) {
        bytes = header;
        at = MessageHeader.VARINTS_AT;
        end = header.length - Integer.BYTES;
        epoch = (int) varint(Integer.MAX_VALUE);
        shard = (int) varint(Integer.MAX_VALUE);
        partition = (int) varint(Integer.MAX_VALUE);
        ordinal = varint(Long.MAX_VALUE);
        sequence = varint(Long.MAX_VALUE);
        delayMicros = (int) varint(Integer.MAX_VALUE);
        return at == end;
    }

    /** Decodes the next number. If it is missing or above {@code max}, moves past the end and returns 0. */
    private long varint(long max) {
        long number = 0;
        for (int shift = 0; at < end && shift < Long.SIZE - 1; shift += MessageHeader.VARINT_BITS) {
            byte part = bytes[at++];
            number |= (long) (part & (MessageHeader.VARINT_MORE - 1)) << shift;
            if (part >= 0) {
                if (number <= max) {
                    return number;
                }
                break;
            }
        }
        at = Integer.MAX_VALUE;
        return 0;
    }

    public boolean isRepair() {
        return (bytes[MessageHeader.MAGIC_AT] & MessageHeader.REPAIR) != 0;
    }

    /** Returns whether the message belongs to a transaction that its sender aborts, which makes its ordinal meaningless. */
    public boolean isAborted() {
        return (bytes[MessageHeader.MAGIC_AT] & MessageHeader.MAGIC_MASK) == MessageHeader.MAGIC_ABORTED;
    }

    public int producer() {
        return (int) MessageHeader.INT.get(bytes, MessageHeader.PRODUCER_AT);
    }

    public int runHash() {
        return (int) MessageHeader.INT.get(bytes, MessageHeader.RUN_AT - 1) & MessageHeader.RUN_MASK;
    }

    public int topicHash() {
        return Short.toUnsignedInt((short) MessageHeader.SHORT.get(bytes, MessageHeader.TOPIC_AT));
    }

    public int partition() {
        return partition;
    }

    public int shard() {
        return shard;
    }

    public int epoch() {
        return epoch;
    }

    public long sequence() {
        return sequence;
    }

    public long ordinal() {
        return ordinal;
    }

    /**
     * Returns when the message was due, µs since the epoch, bus time.
     *
     * @param nearMicros a time within four years of the result
     */
    public long fireMicros(long nearMicros) {
        long fire = (long) MessageHeader.LONG.get(bytes, MessageHeader.FIRE_AT);
        return nearMicros + ((fire - (nearMicros << MessageHeader.FIRE_SHIFT)) >> MessageHeader.FIRE_SHIFT);
    }

    /** Returns when the message was passed to the client, in the same unit. */
    public long sendMicros(long nearMicros) {
        return fireMicros(nearMicros) + delayMicros;
    }
}
