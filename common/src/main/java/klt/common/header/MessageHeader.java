package klt.common.header;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The record header {@code klt}: who sent a message, as what, where to and when. Big-endian, and after the fire time unsigned LEB128
 * varints, of 1 byte below 128, 2 below 16,384 and so on: some 34 bytes.
 *
 * <pre>
 * at  bytes
 *  0  1  magic 0x6B
 *  1  1  version 3 in its upper half, flags in its lower: 1 a repair
 *  2  2  hash of the topic
 *  4  4  hash of the run
 *  8  4  producer
 * 12  7  fire time, µs since the epoch, bus time
 * 19     epoch of its grant, shard, partition
 *        ordinal: counts what the producer gave to the partition, from 0
 *        sequence
 *        from fire to send, µs, at most 2³¹ − 1
 *        CRC32C over all bytes before it, the key and the value: the last 4 bytes
 * </pre>
 *
 * <p>It is added to every message, so a field takes no more than its number needs.
 *
 * <p>Two records with the same producer, partition and ordinal are one message; a hole between two ordinals is a message that is missing.
 */
public final class MessageHeader {

    /** The key of the record header. */
    public static final String KEY = "klt";

    static final byte MAGIC = 0x6B;
    static final int VERSION = 3;
    static final int REPAIR = 1;

    static final int MAGIC_AT = 0;
    static final int VERSION_AT = 1;
    static final int TOPIC_AT = 2;
    static final int RUN_AT = 4;
    static final int PRODUCER_AT = 8;
    static final int FIRE_AT = 12;
    static final int VARINTS_AT = 19;

    static final int FLAG_BITS = 4;

    /** A varint carries so many bits of its number in a byte; the one above them says that another byte follows. */
    static final int VARINT_BITS = 7;

    static final int VARINT_MORE = 1 << VARINT_BITS;

    private static final int VARINTS = 6;
    private static final int VARINT_BYTES_MAX = Long.SIZE / VARINT_BITS;

    static final int LENGTH_MIN = VARINTS_AT + VARINTS + Integer.BYTES;
    static final int LENGTH_MAX = VARINTS_AT + VARINTS * VARINT_BYTES_MAX + Integer.BYTES;

    static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int FNV_BASIS = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;
    private static final int TOPIC_HASH_MASK = 0xffff;

    private MessageHeader() {}

    /** FNV-1a, 32 bits, of a run's id. */
    public static int runHash(String run) {
        int hash = FNV_BASIS;
        for (byte b : run.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    /** The lower 16 bits of the CRC32C of a topic's name. */
    public static int topicHash(String topic) {
        CRC32C crc = new CRC32C();
        crc.update(topic.getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue() & TOPIC_HASH_MASK;
    }

    /** @param length of the header without the checksum */
    static int checksum(CRC32C crc, byte[] header, int length, byte @Nullable [] key, byte @Nullable [] value) {
        crc.reset();
        crc.update(header, 0, length);
        if (key != null) {
            crc.update(key, 0, key.length);
        }
        if (value != null) {
            crc.update(value, 0, value.length);
        }
        return (int) crc.getValue();
    }
}
