package klt.common.header;

import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Writes the headers of one producer's messages. On the hot path: writing does not allocate. Not thread-safe. */
public final class HeaderWriter {

    private final byte[] draft = new byte[MessageHeader.LENGTH_MAX];
    /** Kafka's client always sends the entire array, so there is one array per length in use. */
    private final byte[] @Nullable [] headers = new byte[MessageHeader.LENGTH_MAX + 1][];

    private final CRC32C crc = new CRC32C();
    private int shard;
    private int epoch;

    /** @param producer distinguishes a run's producers */
    public HeaderWriter(String run, String topic, int producer) {
        // overwrites the first of the run's four bytes
        MessageHeader.INT.set(draft, MessageHeader.RUN_AT - 1, MessageHeader.runHash(run));
        MessageHeader.SHORT.set(draft, MessageHeader.TOPIC_AT, (short) MessageHeader.topicHash(topic));
        MessageHeader.INT.set(draft, MessageHeader.PRODUCER_AT, producer);
        grant(0, 0, false, false);
    }

    /**
     * Sets the grant for the following messages.
     *
     * @param aborted whether they belong to a transaction that will be aborted: they get no ordinal
     */
    public void grant(int shard, int epoch, boolean repair, boolean aborted) {
        this.shard = shard;
        this.epoch = epoch;
        int magic = aborted ? MessageHeader.MAGIC_ABORTED : MessageHeader.MAGIC;
        draft[MessageHeader.MAGIC_AT] = (byte) (magic | (repair ? MessageHeader.REPAIR : 0));
    }

    /**
     * Returns a message's header, valid until the next call.
     *
     * @param ordinal number of messages that this producer has already sent to the partition
     * @param fireMicros when the message was due, µs since the epoch, bus time
     * @param sendMicros when the message is passed to the client, in the same unit
     */
    public byte[] write(
            int partition,
            long ordinal,
            long sequence,
            long fireMicros,
            long sendMicros,
            byte @Nullable [] key,
            ValueChecksum value) {
        // overwrites the last two of its eight bytes
        MessageHeader.LONG.set(draft, MessageHeader.FIRE_AT, fireMicros << MessageHeader.FIRE_SHIFT);
        int at = MessageHeader.VARINTS_AT;
        at = varint(at, epoch);
        at = varint(at, shard);
        at = varint(at, partition);
        at = varint(at, ordinal);
        at = varint(at, sequence);
        at = varint(at, Math.clamp(sendMicros - fireMicros, 0, Integer.MAX_VALUE));
        MessageHeader.begin(crc, draft, at, key);
        int checksum = value.after(crc);
        byte[] header = header(at + Integer.BYTES);
        System.arraycopy(draft, 0, header, 0, at);
        MessageHeader.INT.set(header, at, checksum);
        return header;
    }

    /** @return the position after the number */
    private int varint(int at, long number) {
        int next = at;
        long rest = number;
        while (rest >= MessageHeader.VARINT_MORE) {
            draft[next++] = (byte) (rest | MessageHeader.VARINT_MORE);
            rest >>>= MessageHeader.VARINT_BITS;
        }
        draft[next++] = (byte) rest;
        return next;
    }

    private byte[] header(int length) {
        byte[] header = headers[length];
        if (header == null) {
            header = new byte[length];
            headers[length] = header;
        }
        return header;
    }
}
