package klt.common.header;

import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Writes the headers of one producer's messages into one array. On the hot path: a write allocates nothing. For one thread. */
public final class HeaderWriter {

    private final byte[] bytes = new byte[MessageHeader.LENGTH];
    private final CRC32C crc = new CRC32C();

    /** @param producer tells the producers of a run apart */
    public HeaderWriter(String run, String topic, int producer) {
        bytes[MessageHeader.MAGIC_AT] = MessageHeader.MAGIC;
        bytes[MessageHeader.VERSION_AT] = MessageHeader.VERSION;
        MessageHeader.INT.set(bytes, MessageHeader.PRODUCER_AT, producer);
        MessageHeader.LONG.set(bytes, MessageHeader.RUN_AT, MessageHeader.runHash(run));
        MessageHeader.INT.set(bytes, MessageHeader.TOPIC_AT, MessageHeader.topicHash(topic));
    }

    /** Whose right it is to send what follows: the shard's grant. */
    public void grant(int shard, int epoch, boolean repair) {
        bytes[MessageHeader.FLAGS_AT] = repair ? MessageHeader.REPAIR : 0;
        MessageHeader.INT.set(bytes, MessageHeader.SHARD_AT, shard);
        MessageHeader.INT.set(bytes, MessageHeader.EPOCH_AT, epoch);
    }

    /**
     * The header of one message.
     *
     * @param ordinal how many messages this producer gave to the partition before
     * @param fireMicros when it was due, µs since the epoch, bus time
     * @param sendMicros when it is given to the client, likewise
     */
    public void write(
            int partition,
            long ordinal,
            long sequence,
            long fireMicros,
            long sendMicros,
            byte @Nullable [] key,
            byte[] value) {
        MessageHeader.INT.set(bytes, MessageHeader.PARTITION_AT, partition);
        MessageHeader.LONG.set(bytes, MessageHeader.SEQUENCE_AT, sequence);
        MessageHeader.LONG.set(bytes, MessageHeader.ORDINAL_AT, ordinal);
        MessageHeader.LONG.set(bytes, MessageHeader.FIRE_AT, fireMicros);
        long delay = Math.clamp(sendMicros - fireMicros, 0, Integer.MAX_VALUE);
        MessageHeader.INT.set(bytes, MessageHeader.DELAY_AT, (int) delay);
        MessageHeader.INT.set(bytes, MessageHeader.CHECKSUM_AT, MessageHeader.checksum(crc, bytes, key, value));
    }

    /** Where the header is. */
    public byte[] bytes() {
        return bytes;
    }
}
