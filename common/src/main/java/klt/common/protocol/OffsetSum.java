package klt.common.protocol;

import klt.common.random.SplitMix64;

/**
 * A sum over (ordinal, offset) pairs that shows whether two parties saw the same pairs, in any order: if any pair differs, so do the sums,
 * except with a probability of 1 in 2⁶⁴.
 */
public final class OffsetSum {

    private OffsetSum() {}

    /** The contribution of one pair; sums wrap around. */
    public static long of(long ordinal, long offset) {
        return SplitMix64.mix(SplitMix64.mix(ordinal + SplitMix64.GAMMA) + offset);
    }
}
