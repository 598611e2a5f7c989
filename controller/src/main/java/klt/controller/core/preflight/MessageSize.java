package klt.controller.core.preflight;

import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.header.MessageHeader;
import klt.common.schedule.Sharding;
import klt.common.spec.RunSpec;
import klt.common.spec.message.FixedHeader;
import klt.common.spec.message.Keys;

/**
 * Size in bytes of a message that is alone in its record batch, which Kafka compares with {@code max.message.bytes} (record format 2,
 * KIP-98).
 *
 * @param header size of the record headers, including their names; 0 if the message has none
 * @param framing overhead of Kafka's record and batch formats
 */
public record MessageSize(int value, int key, int header, int framing) {

    private static final int BATCH_BYTES = 61;

    /** Size of the attributes and of the timestamp and offset deltas, which are 0 in a batch of one. */
    private static final int RECORD_BYTES = 3;

    /** Stands for an unbounded number of messages. Even more messages do not make the header longer. */
    private static final long MESSAGES_UNKNOWN = 1L << 35;

    /** Returns a run's largest message, or empty if only the workers know the value sizes. */
    public static Optional<MessageSize> largest(RunSpec spec, int workers, int partitions) {
        return spec.message().payload().maxBytes(spec.load()).map(value -> of(spec, value, workers, partitions));
    }

    /**
     * Returns a message with a value of average size, for computing the throughput and the number of messages that fit in a buffer, or
     * empty if only the workers know the value sizes.
     */
    public static Optional<MessageSize> average(RunSpec spec, int workers, int partitions) {
        return spec.message()
                .payload()
                .averageBytes(spec.load())
                .map(value -> of(spec, (int) Math.ceil(value), workers, partitions));
    }

    private static MessageSize of(RunSpec spec, int value, int workers, int partitions) {
        long messages = messages(spec);
        boolean keyed = !(spec.message().keys() instanceof Keys.None);
        int key = spec.message().keys().bytesMax(messages);
        int header = spec.carriesHeader()
                ? MessageHeader.lengthOf(Sharding.shardCount(Math.max(1, workers)), partitions, messages)
                : 0;
        List<FixedHeader> fixed = spec.message().headers();
        int name = MessageHeader.KEY.length();
        int lengths = varint(keyed ? key : -1)
                + varint(value)
                + varint(fixed.size() + (header == 0 ? 0 : 1))
                + (header == 0 ? 0 : varint(name) + varint(header));
        int headers = header == 0 ? 0 : header + name;
        for (FixedHeader other : fixed) {
            lengths += varint(other.nameBytes()) + varint(other.valueBytes());
            headers += other.nameBytes() + other.valueBytes();
        }
        int body = RECORD_BYTES + lengths + key + value + headers;
        return new MessageSize(value, key, headers, BATCH_BYTES + varint(body) + RECORD_BYTES + lengths);
    }

    /** Returns an upper bound for the run's message count. */
    static long messages(RunSpec spec) {
        return spec.load().messages().orElse(MESSAGES_UNKNOWN);
    }

    /** Returns the length of a number encoded as a zigzag varint. */
    private static int varint(int number) {
        int zigzag = (number << 1) ^ (number >> 31);
        return (Integer.SIZE - Integer.numberOfLeadingZeros(zigzag | 1) + 6) / 7;
    }

    /** Returns the size of a message that is alone in its batch. */
    public long total() {
        return (long) value + key + header + framing;
    }

    /** Returns the size without the batch header. */
    public long inBatch() {
        return total() - BATCH_BYTES;
    }

    /** Returns the sizes as a finding's arguments. */
    Args args() {
        return Args.of(
                "messageBytes",
                total(),
                "valueBytes",
                value,
                "keyBytes",
                Optional.of(key).filter(bytes -> bytes > 0),
                "headerBytes",
                Optional.of(header).filter(bytes -> bytes > 0),
                "framingBytes",
                framing);
    }
}
