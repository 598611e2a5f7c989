package klt.worker.produce.message;

import klt.common.spec.message.Sizes;
import org.jspecify.annotations.Nullable;

/**
 * The arrays that values are written into. Kafka's client takes a whole array as a value (its ByteBufferSerializer copies a shorter part
 * into a new one), so there is one reusable array for each length. A distribution of sizes may have more lengths than memory
 * has room for: the lengths that occur first, usually the frequent ones, get an array each; for other lengths, an array is allocated
 * for every message.
 *
 * <p>On the hot path; guarded by {@code SendLoopAllocationTest} and {@code PayloadBenchmark}.
 */
final class ValueArrays {

    /** Bytes of all arrays that are kept: those of 0 to 5,792 B. */
    static final int KEPT_BYTES_MAX = 16 << 20;

    private static final int SLOT_BITS = 14;
    private static final int SLOTS = 1 << SLOT_BITS;

    /** With more, it takes longer to find an array. */
    private static final int KEPT_MAX = SLOTS / 2;

    /** Odd, near 2^32 / golden ratio. */
    private static final int FIBONACCI = 0x9E3779B9;

    private final SizeSampler sizes;
    private final byte @Nullable [] only;
    /** a hash table by length */
    private final byte[] @Nullable [] kept;

    private int keptCount;
    private long keptBytes;

    ValueArrays(Sizes sizes, long seed) {
        this.sizes = SizeSampler.of(sizes, seed);
        only = sizes instanceof Sizes.Fixed(int bytes) ? new byte[bytes] : null;
        kept = new byte[only == null ? SLOTS : 0][];
    }

    /** All messages have the same array. */
    boolean isFixed() {
        return only != null;
    }

    /** An array of the value's length for a message; it contains zeros or the bytes of an earlier message. */
    byte[] of(long sequence) {
        return only == null ? ofLength(sizes.size(sequence)) : only;
    }

    byte[] ofLength(int length) {
        int slot = (length * FIBONACCI) >>> (Integer.SIZE - SLOT_BITS);
        byte[] array = kept[slot];
        while (array != null && array.length != length) {
            slot = (slot + 1) & (SLOTS - 1);
            array = kept[slot];
        }
        if (array != null) {
            return array;
        }
        byte[] made = new byte[length];
        if (keptCount < KEPT_MAX && keptBytes + length <= KEPT_BYTES_MAX) {
            kept[slot] = made;
            keptCount++;
            keptBytes += length;
        }
        return made;
    }
}
