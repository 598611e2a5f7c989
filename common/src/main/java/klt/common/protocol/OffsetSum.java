package klt.common.protocol;

import klt.common.random.SplitMix64;

/**
 * A sum over (ordinal, offset) pairs. Two parties compare their sums to find out whether they saw the same pairs, in any order. If any pair
 * differs, the sums are equal with a probability of only 1 in 2⁶⁴.
 */
public final class OffsetSum {

    private OffsetSum() {}

    /** The contribution of one pair to the sum, which may overflow. */
    public static long of(long ordinal, long offset) {
        return SplitMix64.mix(SplitMix64.mix(ordinal + SplitMix64.GAMMA) + offset);
    }
}
