package klt.worker.produce.message;

import klt.common.spec.message.size.Sizes;
import org.jspecify.annotations.Nullable;

/**
 * The arrays for values of given sizes. Kafka's client always sends an entire array as a value, and its ByteBufferSerializer copies part of
 * an array to a new one. There is therefore one reusable array per length.
 *
 * <p>On the hot path; guarded by {@code SendLoopAllocationTest} and {@code PayloadBenchmark}.
 */
public final class ValueArrays {

    private final SizeSampler sizes;
    private final byte @Nullable [] only;
    private final int bytesMin;
    private final ArraysByLength arrays;

    /**
     * @param arrays the arrays for values of different sizes; may be shared, because a value is no longer needed when the next one is
     *     written
     */
    public ValueArrays(Sizes sizes, long seed, ArraysByLength arrays) {
        this.arrays = arrays;
        bytesMin = sizes.min();
        this.sizes = SizeSampler.of(sizes, seed);
        only = sizes instanceof Sizes.Fixed(int bytes) ? new byte[bytes] : null;
    }

    int bytesMin() {
        return bytesMin;
    }

    /** Returns whether all messages use the same array. */
    boolean isFixed() {
        return only != null;
    }

    /** Returns an array as long as a message's value, filled with zeros or an earlier message's bytes. */
    byte[] of(long sequence) {
        return only == null ? arrays.of(sizes.size(sequence)) : only;
    }
}
