package klt.common.header;

import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads headers of messages; its figures are those of the last one. Allocates nothing. For one thread. */
public final class HeaderReader {

    private static final byte[] NONE = new byte[MessageHeader.LENGTH];

    private static final int PARTITION_MASK = (1 << MessageHeader.PARTITION_BITS) - 1;
    private static final long COUNT_MASK = MessageHeader.COUNT_END - 1;
    private static final long FIRE_MASK = (1L << MessageHeader.FIRE_BITS) - 1;

    private final CRC32C crc = new CRC32C();
    private byte[] bytes = NONE;

    /** @return false when it is no header, or not one of this key and value: nothing of it can be believed then */
    public boolean read(byte @Nullable [] header, byte @Nullable [] key, byte @Nullable [] value) {
        bytes = NONE;
        if (header == null) {
            return false;
        }
        boolean right = header.length == MessageHeader.LENGTH
                && header[MessageHeader.MAGIC_AT] == MessageHeader.MAGIC
                && header[MessageHeader.VERSION_AT] >> MessageHeader.FLAG_BITS == MessageHeader.VERSION
                && (int) MessageHeader.INT.get(header, MessageHeader.CHECKSUM_AT)
                        == MessageHeader.checksum(crc, header, key, value);
        if (right) {
            bytes = header;
        }
        return right;
    }

    public boolean isRepair() {
        return (bytes[MessageHeader.VERSION_AT] & MessageHeader.REPAIR) != 0;
    }

    public int producer() {
        return (int) word(MessageHeader.MAGIC_PARTITION_PRODUCER_AT);
    }

    public int runHash() {
        return (int) MessageHeader.INT.get(bytes, MessageHeader.RUN_AT);
    }

    public int topicHash() {
        return (int) (word(MessageHeader.TOPIC_ORDINAL_AT) >>> MessageHeader.COUNT_BITS);
    }

    public int partition() {
        return (int) (word(MessageHeader.MAGIC_PARTITION_PRODUCER_AT) >>> Integer.SIZE) & PARTITION_MASK;
    }

    public int shard() {
        return (int) (word(MessageHeader.SHARD_SEQUENCE_AT) >>> MessageHeader.COUNT_BITS);
    }

    public int epoch() {
        return (int) MessageHeader.INT.get(bytes, MessageHeader.EPOCH_AT);
    }

    public long sequence() {
        return word(MessageHeader.SHARD_SEQUENCE_AT) & COUNT_MASK;
    }

    public long ordinal() {
        return word(MessageHeader.TOPIC_ORDINAL_AT) & COUNT_MASK;
    }

    /** When the message was due, µs since the epoch, bus time. */
    public long fireMicros() {
        return word(MessageHeader.VERSION_FIRE_AT) & FIRE_MASK;
    }

    /** When it was given to the client, likewise. */
    public long sendMicros() {
        return fireMicros() + (int) MessageHeader.INT.get(bytes, MessageHeader.DELAY_AT);
    }

    private long word(int at) {
        return (long) MessageHeader.LONG.get(bytes, at);
    }
}
