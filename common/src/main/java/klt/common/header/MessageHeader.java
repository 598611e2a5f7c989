package klt.common.header;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The record header {@code klt}: who sent a message, as what, where to and when. 48 bytes, big-endian:
 *
 * <pre>
 * at  bytes
 *  0  1  magic 0x6B           24  2  hash of the topic
 *  1  3  partition            26  6  ordinal: counts what the producer gave to the partition, from 0
 *  4  4  producer             32  1  version 2 in its upper half, flags in its lower: 1 a repair
 *  8  4  hash of the run      33  7  fire time, µs since the epoch, bus time
 * 12  4  epoch of its grant   40  4  from fire to send, µs, at most 2³¹ − 1
 * 16  2  shard                44  4  CRC32C over bytes 0 to 43, the key and the value
 * 18  6  sequence
 * </pre>
 *
 * <p>It is added to every message, so no field is wider than the limits of a run ask for.
 *
 * <p>Two records with the same producer, partition and ordinal are one message; a hole between two ordinals is a message that is missing.
 */
public final class MessageHeader {

    /** The key of the record header. */
    public static final String KEY = "klt";

    public static final int LENGTH = 48;

    /** An ordinal or a sequence is below. */
    public static final long COUNT_END = 1L << 48;

    static final byte MAGIC = 0x6B;
    static final int VERSION = 2;
    static final int REPAIR = 1;

    static final int MAGIC_AT = 0;
    static final int RUN_AT = 8;
    static final int EPOCH_AT = 12;
    static final int VERSION_AT = 32;
    static final int DELAY_AT = 40;
    static final int CHECKSUM_AT = 44;

    // fields that are no whole int share a word of eight bytes
    static final int MAGIC_PARTITION_PRODUCER_AT = 0;
    static final int SHARD_SEQUENCE_AT = 16;
    static final int TOPIC_ORDINAL_AT = 24;
    static final int VERSION_FIRE_AT = 32;

    static final int PARTITION_BITS = 24;
    static final int COUNT_BITS = 48;
    static final int FIRE_BITS = 56;
    static final int FLAG_BITS = 4;

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

    static int checksum(CRC32C crc, byte[] header, byte @Nullable [] key, byte @Nullable [] value) {
        crc.reset();
        crc.update(header, 0, CHECKSUM_AT);
        if (key != null) {
            crc.update(key, 0, key.length);
        }
        if (value != null) {
            crc.update(value, 0, value.length);
        }
        return (int) crc.getValue();
    }
}
