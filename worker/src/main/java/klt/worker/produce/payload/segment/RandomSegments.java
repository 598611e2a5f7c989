package klt.worker.produce.payload.segment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import klt.worker.produce.message.PayloadPool;
import klt.worker.produce.random.MessageRandom;
import org.jspecify.annotations.Nullable;

/** Random characters, bytes and booleans, for templates and schemas of all types. */
public final class RandomSegments {

    /** Bytes or characters of a text of no certain length, as in the Avro random generator of Confluent's Datagen. */
    public static final int TEXT_MIN = 8;

    public static final int TEXT_MAX = 16;
    public static final double TEXT_AVERAGE = (TEXT_MIN + TEXT_MAX) / 2.0;

    /** Bytes that are drawn one by one; more continue with a piece of a pool, which is faster. */
    private static final int DRAWN_BYTES_MAX = 32;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final MessageRandom random;
    private final long seed;
    /** made for the first segment that needs it */
    private @Nullable PayloadPool characterPool;

    private @Nullable PayloadPool bytePool;

    /** @param random started for each message */
    public RandomSegments(MessageRandom random, long seed) {
        this.random = random;
        this.seed = seed;
    }

    /** Letters and digits. */
    public ValueSegment characters(int count) {
        if (count <= RandomCharacters.COUNT_MAX) {
            return (sequence, fireAt, target, at) -> {
                RandomCharacters.write(random, target, at, count);
                return at + count;
            };
        }
        PayloadPool rest = characterPool == null ? RandomCharacters.pool(seed) : characterPool;
        characterPool = rest;
        return (sequence, fireAt, target, at) -> {
            RandomCharacters.write(random, target, at, RandomCharacters.COUNT_MAX);
            int place = PayloadPool.place(random.nextLong());
            rest.fill(place, target, at + RandomCharacters.COUNT_MAX, at + count);
            return at + count;
        };
    }

    /** Any bytes. */
    public ValueSegment bytes(int count) {
        if (count <= DRAWN_BYTES_MAX) {
            return (sequence, fireAt, target, at) -> drawBytes(count, target, at);
        }
        PayloadPool rest = bytePool == null ? PayloadPool.ofBytes(seed, 0) : bytePool;
        bytePool = rest;
        return (sequence, fireAt, target, at) -> {
            int drawn = drawBytes(DRAWN_BYTES_MAX, target, at);
            rest.fill(PayloadPool.place(random.nextLong()), target, drawn, at + count);
            return at + count;
        };
    }

    /** Draws the length of a text of no certain length. */
    public int drawLength() {
        return TEXT_MIN + random.nextInt(TEXT_MAX - TEXT_MIN + 1);
    }

    /**
     * Writes letters and digits.
     *
     * @return where they end
     */
    public int drawCharacters(int count, byte[] target, int at) {
        RandomCharacters.write(random, target, at, count);
        return at + count;
    }

    /**
     * Writes any bytes.
     *
     * @return where they end
     */
    public int drawBytes(int count, byte[] target, int from) {
        int end = from + count;
        int at = from;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            LONG.set(target, at, random.nextLong());
        }
        return at < end ? BinaryNumbers.twosComplement(random.nextLong(), end - at, target, at) : end;
    }

    public boolean drawBoolean() {
        return random.nextLong() < 0;
    }
}
