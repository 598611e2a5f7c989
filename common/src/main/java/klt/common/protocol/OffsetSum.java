package klt.common.protocol;

/**
 * A sum over (ordinal, offset) pairs that shows whether two parties saw the same pairs, in any order: if one pair differs, the sums differ
 * too, with a probability of error of 1 in 2⁶⁴.
 */
public final class OffsetSum {

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final long MIX_1 = 0xbf58476d1ce4e5b9L;
    private static final long MIX_2 = 0x94d049bb133111ebL;

    private OffsetSum() {}

    /** The summand of one pair; sums wrap around. (The mixing function is SplitMix64's.) */
    public static long of(long ordinal, long offset) {
        return mix(mix(ordinal + GOLDEN) + offset);
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * MIX_1;
        long b = (a ^ (a >>> 27)) * MIX_2;
        return b ^ (b >>> 31);
    }
}
