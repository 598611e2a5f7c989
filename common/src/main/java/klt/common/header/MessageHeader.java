package klt.common.header;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The record header {@code klt}: who sent a message, as what, where to and when. 64 bytes, big-endian:
 *
 * <pre>
 * at  bytes
 *  0  1  magic 0x6B           20  4  partition
 *  1  1  version 1            24  4  shard
 *  2  1  flags: 1 a repair    28  4  epoch of its grant
 *  3  1  reserved, 0          32  8  sequence
 *  4  4  producer               40  8  ordinal: counts what the producer gave to the partition, from 0
 *  8  8  hash of the run      48  8  fire time, µs since the epoch, bus time
 * 16  4  hash of the topic    56  4  from fire to send, µs, at most 2³¹ − 1
 *                             60  4  CRC32C over bytes 0 to 59, the key and the value
 * </pre>
 *
 * <p>Two records with the same producer, partition and ordinal are one message; a hole between two ordinals is a message that is missing.
 */
public final class MessageHeader {

    /** The key of the record header. */
    public static final String KEY = "klt";

    public static final int LENGTH = 64;

    static final byte MAGIC = 0x6B;
    static final byte VERSION = 1;
    static final byte REPAIR = 1;

    static final int MAGIC_AT = 0;
    static final int VERSION_AT = 1;
    static final int FLAGS_AT = 2;
    static final int PRODUCER_AT = 4;
    static final int RUN_AT = 8;
    static final int TOPIC_AT = 16;
    static final int PARTITION_AT = 20;
    static final int SHARD_AT = 24;
    static final int EPOCH_AT = 28;
    static final int SEQUENCE_AT = 32;
    static final int ORDINAL_AT = 40;
    static final int FIRE_AT = 48;
    static final int DELAY_AT = 56;
    static final int CHECKSUM_AT = 60;

    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private MessageHeader() {}

    /** FNV-1a, 64 bits, of a run's id. */
    public static long runHash(String run) {
        long hash = FNV_BASIS;
        for (byte b : run.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    /** CRC32C of a topic's name. */
    public static int topicHash(String topic) {
        CRC32C crc = new CRC32C();
        crc.update(topic.getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue();
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
