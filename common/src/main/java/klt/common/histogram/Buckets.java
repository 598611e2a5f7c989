package klt.common.histogram;

/**
 * The buckets of an HdrHistogram with three significant digits. Each value up to 2,047 has its own bucket; above that, 1,024 buckets cover
 * each doubling. A bucket's number is its index in HdrHistogram's own counts.
 */
final class Buckets {

    private static final int HALF_BITS = 10;
    private static final int HALF = 1 << HALF_BITS;
    private static final int LINEAR_MAX = 2 * HALF - 1;
    private static final int LINEAR_ZEROS = Long.numberOfLeadingZeros(LINEAR_MAX);

    /** The number of each doubling's last bucket has all these bits set. */
    static final int ROW_MASK = HALF - 1;

    /** The bucket of the largest value. */
    static final int MAX = of(Long.MAX_VALUE);

    private Buckets() {}

    /** @param value at least 0 */
    static int of(long value) {
        int shift = LINEAR_ZEROS - Long.numberOfLeadingZeros(value | LINEAR_MAX);
        return (shift << HALF_BITS) + (int) (value >>> shift);
    }

    private static int shift(int bucket) {
        return Math.max(0, (bucket >> HALF_BITS) - 1);
    }

    static long lowest(int bucket) {
        int shift = shift(bucket);
        return (long) (bucket - (shift << HALF_BITS)) << shift;
    }

    static long highest(int bucket) {
        return lowest(bucket) + (1L << shift(bucket)) - 1;
    }

    /** Returns the value that represents the bucket in a mean. */
    static long median(int bucket) {
        return lowest(bucket) + (1L << shift(bucket) >> 1);
    }
}
