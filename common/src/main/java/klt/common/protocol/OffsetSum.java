package klt.common.protocol;

import klt.common.random.SplitMix64;

/**
 * A sum over (ordinal, offset) pairs. By comparing their sums, two parties find out whether they saw the same pairs, in any order. If any
 * pair differs, the probability of equal sums is only 1 in 2⁶⁴.
 */
public final class OffsetSum {

    private OffsetSum() {}

    /** Returns a pair's contribution to the sum, which may overflow. */
    public static long of(long ordinal, long offset) {
        return SplitMix64.mix(SplitMix64.mix(ordinal + SplitMix64.GAMMA) + offset);
    }
}
