package klt.controller.core.preflight;

import java.util.Optional;
import klt.common.code.Args;
import klt.common.header.MessageHeader;
import klt.common.schedule.Sharding;
import klt.common.spec.RunSpec;
import klt.common.spec.message.MessageModel.KeyKind;

/**
 * Size in bytes of the largest message of a run in a record batch of its own, which Kafka compares with {@code max.message.bytes} (record
 * format 2, KIP-98).
 *
 * @param header the record header with its key; 0 without one
 * @param framing Kafka's overhead
 */
record MessageSize(int value, int key, int header, int framing) {

    private static final int BATCH_BYTES = 61;

    /** Attributes, and the timestamp and offset deltas, which are 0 in a batch of one. */
    private static final int RECORD_BYTES = 3;

    /** For an unbounded number of messages: more messages do not make any header longer. */
    private static final long MESSAGES_UNKNOWN = 1L << 35;

    static MessageSize of(RunSpec spec, int workers, int partitions) {
        long messages = messages(spec);
        int value = spec.message().payload().size();
        int key = spec.message().key() == KeyKind.NONE
                ? 0
                : Long.toString(Math.max(0, messages - 1)).length();
        int header = spec.carriesHeader()
                ? MessageHeader.lengthOf(Sharding.shardCount(Math.max(1, workers)), partitions, messages)
                : 0;
        int name = MessageHeader.KEY.length();
        int lengths = varint(spec.message().key() == KeyKind.NONE ? -1 : key)
                + varint(value)
                + varint(header == 0 ? 0 : 1)
                + (header == 0 ? 0 : varint(name) + varint(header));
        int headerWithName = header == 0 ? 0 : header + name;
        int body = RECORD_BYTES + lengths + key + value + headerWithName;
        return new MessageSize(value, key, headerWithName, BATCH_BYTES + varint(body) + RECORD_BYTES + lengths);
    }

    /** Upper bound for the number of messages of the run. */
    static long messages(RunSpec spec) {
        return spec.load().messages().orElse(MESSAGES_UNKNOWN);
    }

    /** Length of a number as a zigzag varint. */
    private static int varint(int number) {
        int zigzag = (number << 1) ^ (number >> 31);
        return (Integer.SIZE - Integer.numberOfLeadingZeros(zigzag | 1) + 6) / 7;
    }

    long total() {
        return (long) value + key + header + framing;
    }

    /** Size without the batch header. */
    long inBatch() {
        return total() - BATCH_BYTES;
    }

    /** As arguments of a finding. */
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
