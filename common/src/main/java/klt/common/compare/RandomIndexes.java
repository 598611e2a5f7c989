package klt.common.compare;

import klt.common.random.SplitMix64;

/** Random indexes that depend only on the seed, so comparing the same runs again gives the same intervals. */
final class RandomIndexes {

    private long state;

    RandomIndexes(long seed) {
        state = SplitMix64.mix(seed);
    }

    /** Returns an index from 0 to {@code bound} - 1. */
    int next(int bound) {
        state += SplitMix64.GAMMA;
        return (int) Long.remainderUnsigned(SplitMix64.mix(state), bound);
    }
}
