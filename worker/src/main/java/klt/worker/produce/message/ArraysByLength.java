package klt.worker.produce.message;

import org.jspecify.annotations.Nullable;

/**
 * Reusable arrays, one per length. If all lengths together exceed the memory limit, only the lengths that occur first, usually the frequent
 * ones, get a reusable array. For other lengths, an array is allocated every time. On the hot path.
 */
public final class ArraysByLength {

    /** Maximum total size of the arrays in bytes: enough for all lengths from 0 to 5,792 B. */
    static final int KEPT_BYTES_MAX = 16 << 20;

    private static final int SLOT_BITS = 14;
    private static final int SLOTS = 1 << SLOT_BITS;

    /** Maximum number of arrays; with more, lookups would take longer. */
    private static final int KEPT_MAX = SLOTS / 2;

    /** Odd, close to 2^32 / golden ratio. */
    private static final int FIBONACCI = 0x9E3779B9;

    /** a hash table by length */
    private final byte[] @Nullable [] kept = new byte[SLOTS][];

    private int keptCount;
    private long keptBytes;

    /** Returns an array of this length, filled with zeros or the bytes last written to it. */
    public byte[] of(int length) {
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
