package klt.common.header;

import static klt.common.header.MessageHeader.COUNT_BITS;
import static klt.common.header.MessageHeader.FIRE_BITS;
import static klt.common.header.MessageHeader.FLAG_BITS;

import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Writes the headers of one producer's messages into one array. On the hot path: a write allocates nothing. For one thread. */
public final class HeaderWriter {

    private final byte[] bytes = new byte[MessageHeader.LENGTH];
    private final CRC32C crc = new CRC32C();

    // the parts of words that stay while others change
    private final long magicAndProducer;
    private final long topic;
    private long shard;
    private long version;

    /** @param producer tells the producers of a run apart */
    public HeaderWriter(String run, String topic, int producer) {
        magicAndProducer = ((long) MessageHeader.MAGIC << FIRE_BITS) | Integer.toUnsignedLong(producer);
        this.topic = (long) MessageHeader.topicHash(topic) << COUNT_BITS;
        MessageHeader.INT.set(bytes, MessageHeader.RUN_AT, MessageHeader.runHash(run));
        grant(0, 0, false);
    }

    /** Whose right it is to send what follows: the shard's grant. */
    public void grant(int shard, int epoch, boolean repair) {
        this.shard = (long) shard << COUNT_BITS;
        version = (long) (MessageHeader.VERSION << FLAG_BITS | (repair ? MessageHeader.REPAIR : 0)) << FIRE_BITS;
        MessageHeader.INT.set(bytes, MessageHeader.EPOCH_AT, epoch);
    }

    /**
     * The header of one message.
     *
     * @param ordinal how many messages this producer gave to the partition before; as the sequence below {@link MessageHeader#COUNT_END}
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
        MessageHeader.LONG.set(
                bytes, MessageHeader.MAGIC_PARTITION_PRODUCER_AT, magicAndProducer | (long) partition << Integer.SIZE);
        MessageHeader.LONG.set(bytes, MessageHeader.SHARD_SEQUENCE_AT, shard | sequence);
        MessageHeader.LONG.set(bytes, MessageHeader.TOPIC_ORDINAL_AT, topic | ordinal);
        MessageHeader.LONG.set(bytes, MessageHeader.VERSION_FIRE_AT, version | fireMicros);
        long delay = Math.clamp(sendMicros - fireMicros, 0, Integer.MAX_VALUE);
        MessageHeader.INT.set(bytes, MessageHeader.DELAY_AT, (int) delay);
        MessageHeader.INT.set(bytes, MessageHeader.CHECKSUM_AT, MessageHeader.checksum(crc, bytes, key, value));
    }

    /** Where the header is. */
    public byte[] bytes() {
        return bytes;
    }
}
