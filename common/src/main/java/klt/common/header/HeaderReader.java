package klt.common.header;

import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads headers of messages; its figures are those of the last one. Allocates nothing. For one thread. */
public final class HeaderReader {

    private static final byte[] NONE = new byte[MessageHeader.LENGTH];

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
                && header[MessageHeader.VERSION_AT] == MessageHeader.VERSION
                && (int) MessageHeader.INT.get(header, MessageHeader.CHECKSUM_AT)
                        == MessageHeader.checksum(crc, header, key, value);
        if (right) {
            bytes = header;
        }
        return right;
    }

    public boolean isRepair() {
        return (bytes[MessageHeader.FLAGS_AT] & MessageHeader.REPAIR) != 0;
    }

    public int producer() {
        return (int) MessageHeader.INT.get(bytes, MessageHeader.PRODUCER_AT);
    }

    public long runHash() {
        return (long) MessageHeader.LONG.get(bytes, MessageHeader.RUN_AT);
    }

    public int topicHash() {
        return (int) MessageHeader.INT.get(bytes, MessageHeader.TOPIC_AT);
    }

    public int partition() {
        return (int) MessageHeader.INT.get(bytes, MessageHeader.PARTITION_AT);
    }

    public int shard() {
        return (int) MessageHeader.INT.get(bytes, MessageHeader.SHARD_AT);
    }

    public int epoch() {
        return (int) MessageHeader.INT.get(bytes, MessageHeader.EPOCH_AT);
    }

    public long sequence() {
        return (long) MessageHeader.LONG.get(bytes, MessageHeader.SEQUENCE_AT);
    }

    public long ordinal() {
        return (long) MessageHeader.LONG.get(bytes, MessageHeader.ORDINAL_AT);
    }

    /** When the message was due, µs since the epoch, bus time. */
    public long fireMicros() {
        return (long) MessageHeader.LONG.get(bytes, MessageHeader.FIRE_AT);
    }

    /** When it was given to the client, likewise. */
    public long sendMicros() {
        return fireMicros() + (int) MessageHeader.INT.get(bytes, MessageHeader.DELAY_AT);
    }
}
