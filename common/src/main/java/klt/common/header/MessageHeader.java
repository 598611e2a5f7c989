package klt.common.header;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The record header {@code klt}, which identifies a message by its sender, number, destination and time. Fields up to and including the
 * fire time are big-endian. Later fields are unsigned LEB128 varints: 1 byte below 128, 2 below 16,384, and so on. A header is about 31
 * bytes long.
 *
 * <pre>
 * at  bytes
 *  0  1 magic, unique to this version: 0x6C, or 0x6D for a message of a transaction that its sender aborts; the highest bit is set for a
 *       repair
 *  1  2  hash of the topic
 *  3  3  hash of the run
 *  6  4  producer
 * 10  6  fire time, µs since the epoch, bus time, modulo 2⁴⁸ (9 years)
 * 16     epoch of its grant, shard, partition
 *        ordinal: counts the producer's messages to the partition, from 0, except messages of transactions that it aborts
 *        sequence
 *        from fire to send, µs, at most 2³¹ − 1
 *        CRC32C over all bytes before it, the key and the value: the last 4 bytes
 * </pre>
 *
 * <p>Because every message carries a header, no field takes more bytes than its value needs.
 *
 * <p>Two records with the same producer, partition and ordinal are one message; a gap between two ordinals is a missing message.
 */
public final class MessageHeader {

    /** The key of the record header. */
    public static final String KEY = "klt";

    /** Identifies this layout; any other layout needs a different value. */
    static final int MAGIC = 0x6C;

    static final int MAGIC_ABORTED = 0x6D;
    static final int MAGIC_MASK = 0x7F;
    static final int REPAIR = 0x80;

    static final int MAGIC_AT = 0;
    static final int TOPIC_AT = 1;
    static final int RUN_AT = 3;
    static final int PRODUCER_AT = 6;
    static final int FIRE_AT = 10;
    static final int VARINTS_AT = 16;

    private static final int RUN_BITS = 24;
    private static final int FIRE_BITS = 48;

    static final int RUN_MASK = (1 << RUN_BITS) - 1;

    /** The header's fire time is in the upper bits of the long that is read at its position. */
    static final int FIRE_SHIFT = Long.SIZE - FIRE_BITS;

    /** Number of payload bits per varint byte; the remaining bit indicates that another byte follows. */
    static final int VARINT_BITS = 7;

    static final int VARINT_MORE = 1 << VARINT_BITS;

    private static final int VARINTS = 6;
    private static final int VARINT_BYTES_MAX = Long.SIZE / VARINT_BITS;

    /** A grant's epoch counts the changes to a run assignment; few runs exceed 16,383. */
    private static final int EPOCH_BYTES = 2;

    /** Up to 2 s. */
    private static final int LATENESS_BYTES = 3;

    static final int LENGTH_MIN = VARINTS_AT + VARINTS + Integer.BYTES;
    static final int LENGTH_MAX = VARINTS_AT + VARINTS * VARINT_BYTES_MAX + Integer.BYTES;

    static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int FNV_BASIS = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;
    private static final int TOPIC_HASH_MASK = 0xffff;

    private MessageHeader() {}

    /**
     * Returns the size of a run's longest header in bytes, without its key. If a message is sent over 2 s late, its header takes one or two
     * more bytes.
     *
     * @param messages the run's message count
     */
    public static int lengthOf(int shards, int partitions, long messages) {
        return VARINTS_AT
                + EPOCH_BYTES
                + varintBytes(shards - 1L)
                + varintBytes(partitions - 1L)
                + 2 * varintBytes(messages - 1)
                + LATENESS_BYTES
                + Integer.BYTES;
    }

    private static int varintBytes(long number) {
        return (Long.SIZE - Long.numberOfLeadingZeros(number | 1) + VARINT_BITS - 1) / VARINT_BITS;
    }

    /** Returns the lower 24 bits of the 32-bit FNV-1a hash of a run's id. */
    public static int runHash(String run) {
        int hash = FNV_BASIS;
        for (byte b : run.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash & RUN_MASK;
    }

    /** Returns the lower 16 bits of the CRC32C of a topic's name. */
    public static int topicHash(String topic) {
        CRC32C crc = new CRC32C();
        crc.update(topic.getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue() & TOPIC_HASH_MASK;
    }

    /**
     * Starts a checksum with everything before the value.
     *
     * @param length header length without the checksum
     */
    static void begin(CRC32C crc, byte[] header, int length, byte @Nullable [] key) {
        crc.reset();
        crc.update(header, 0, length);
        if (key != null) {
            crc.update(key, 0, key.length);
        }
    }

    /** @param length header length without the checksum */
    static int checksum(CRC32C crc, byte[] header, int length, byte @Nullable [] key, byte @Nullable [] value) {
        begin(crc, header, length, key);
        if (value != null) {
            crc.update(value, 0, value.length);
        }
        return (int) crc.getValue();
    }
}
