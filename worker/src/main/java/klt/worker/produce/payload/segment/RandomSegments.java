package klt.worker.produce.payload.segment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import klt.worker.produce.message.PayloadPool;
import klt.worker.produce.random.MessageRandom;
import org.jspecify.annotations.Nullable;

/** Creates segments of random characters, bytes and booleans, for templates and all types of schemas. */
public final class RandomSegments {

    /**
     * Minimum size of a variable-length text in bytes or characters; the range is that of the Avro random generator in Confluent's Datagen.
     */
    public static final int TEXT_MIN = 8;

    public static final int TEXT_MAX = 16;
    private static final double TEXT_AVERAGE = (TEXT_MIN + TEXT_MAX) / 2.0;

    /** Number of bytes to draw individually; longer values continue with a piece of a pool, which is faster. */
    private static final int DRAWN_BYTES_MAX = 32;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final MessageRandom random;
    private final long seed;
    /** created when first needed by a segment */
    private @Nullable PayloadPool characterPool;

    private @Nullable PayloadPool bytePool;

    /** Writes a length in a specific encoding. */
    public interface LengthEncoding {

        /** @return the position after the length; a length of up to {@link #TEXT_MAX} must take one byte */
        int write(long length, byte[] target, int at);
    }

    /** @param random random numbers, restarted for each message */
    public RandomSegments(MessageRandom random, long seed) {
        this.random = random;
        this.seed = seed;
    }

    /** Returns a segment of a fixed number of letters and digits. */
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

    /** Returns a segment of random bytes. */
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

    /** Returns a node for a variable number of letters and digits, preceded by the length. */
    public ValueNode text(LengthEncoding encoding) {
        return ofLength((sequence, fireAt, target, at) -> {
            int count = drawLength();
            return drawCharacters(count, target, encoding.write(count, target, at));
        });
    }

    /** Returns a node for a variable number of arbitrary bytes, preceded by the length. */
    public ValueNode bytes(LengthEncoding encoding) {
        return ofLength((sequence, fireAt, target, at) -> {
            int count = drawLength();
            return drawBytes(count, target, encoding.write(count, target, at));
        });
    }

    private static ValueNode ofLength(ValueSegment segment) {
        return new ValueNode(segment, 1 + TEXT_MAX, 1 + TEXT_AVERAGE);
    }

    private int drawLength() {
        return TEXT_MIN + random.nextInt(TEXT_MAX - TEXT_MIN + 1);
    }

    /**
     * Writes letters and digits.
     *
     * @return the position after them
     */
    public int drawCharacters(int count, byte[] target, int at) {
        RandomCharacters.write(random, target, at, count);
        return at + count;
    }

    private int drawBytes(int count, byte[] target, int from) {
        int end = from + count;
        int at = from;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            LONG.set(target, at, random.nextLong());
        }
        return at < end ? BinaryNumbers.twosComplement(random.nextLong(), end - at, target, at) : end;
    }

    /** Returns a node for a boolean as one byte. */
    public ValueNode bool() {
        return ValueNode.ofSize(1, (sequence, fireAt, target, at) -> {
            target[at] = (byte) (random.nextLong() < 0 ? 1 : 0);
            return at + 1;
        });
    }
}
