package klt.common.schedule;

import java.util.Arrays;
import klt.common.random.SplitMix64;

/**
 * A Poisson process of rate 1 with random access: the position of arrival {@code n} depends only on {@code n} and a seed.
 *
 * <p>The first {@code m} of {@code 2m} exponential intervals make up a fraction of their sum that is distributed as Beta(m, m) and
 * independent of the sum. A binary tree over the arrivals, with a seeded fraction in each node, therefore gives the position of every
 * {@value #BLOCK}th arrival; within a block, the intervals are exponential and scaled to add up to the block's length. Only the sum of all
 * 2^{@value #LEVELS} intervals is not random: it is fixed at its mean; a random sum would differ by about a millionth.
 *
 * <p>Keeps the path to the current block, so moving to a neighbouring block is cheap. Not thread-safe. On the hot path: does not allocate.
 */
final class PoissonProcess {

    static final int BLOCK_BITS = 6;
    static final int BLOCK = 1 << BLOCK_BITS;
    /** Number of levels of the tree; 2^40 exceeds 10^12, the maximum number of messages of a run. */
    static final int LEVELS = 40;

    static final long ARRIVAL_MAX = (1L << LEVELS) - 1;

    private static final double UNIT = 0x1.0p-53;

    private final long seed;

    /**
     * for each level, with the root at {@link #LEVELS}: the node on the path, and how far the positions of its first and last arrivals are
     * from the arrivals' numbers
     */
    private final long[] node = new long[LEVELS + 1];

    private final double[] start = new double[LEVELS + 1];
    private final double[] end = new double[LEVELS + 1];

    /** for each of the block's arrivals, the distance of its position from the number of the block's first arrival */
    private final double[] offsets = new double[BLOCK];

    PoissonProcess(long seed) {
        this.seed = SplitMix64.mix(seed + SplitMix64.GAMMA);
        Arrays.fill(node, 0, LEVELS, -1);
    }

    /** Moves to an arrival's block; arrivals are counted from 0. */
    void moveTo(long arrival) {
        long block = arrival >>> BLOCK_BITS;
        if (node[BLOCK_BITS] == block) {
            return;
        }
        int level = BLOCK_BITS;
        while (node[level] != arrival >>> level) {
            level++;
        }
        while (level > BLOCK_BITS) {
            descend(level, arrival);
            level--;
        }
        fill(block);
    }

    /** Descends from a node on the path to its child. */
    private void descend(int level, long arrival) {
        double half = 1L << (level - 1);
        double length = 2 * half + (end[level] - start[level]);
        double middle = (start[level] + end[level]) / 2 + length * ratio((1L << (LEVELS - level)) + node[level], half);
        long child = arrival >>> (level - 1);
        boolean left = (child & 1) == 0;
        node[level - 1] = child;
        // the neighbour's path uses the same numbers, so positions never decrease, not even due to rounding
        start[level - 1] = left ? start[level] : middle;
        end[level - 1] = left ? middle : end[level];
    }

    /**
     * Returns a Beta(half, half) random number minus its mean. Uses Ulrich's method (Devroye, "Non-Uniform Random Variate Generation",
     * IX.3), which takes two uniform random numbers and needs no rejection.
     *
     * @param id the node's id
     */
    private double ratio(long id, double half) {
        double u = uniform(2 * id);
        double v = uniform(2 * id + 1);
        double radius = Math.sqrt(-StrictMath.expm1(2 * StrictMath.log(u) / (2 * half - 1)));
        return radius * StrictMath.cos(2 * Math.PI * v) / 2;
    }

    private void fill(long block) {
        double sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            // negative counters, which no node uses
            sum -= StrictMath.log(uniform(-1 - (block << BLOCK_BITS | i)));
            offsets[i] = sum;
        }
        double from = start[BLOCK_BITS];
        double last = BLOCK + end[BLOCK_BITS];
        for (int i = 0; i < BLOCK - 1; i++) {
            offsets[i] = Math.min(last, from + offsets[i] / sum * (last - from));
        }
        offsets[BLOCK - 1] = last;
    }

    /** Returns the position of one of this block's arrivals minus the number of the block's first arrival. */
    double offset(int index) {
        return offsets[index];
    }

    /** Returns the position of the last arrival before the block, also minus the number of the block's first arrival. */
    double offsetBefore() {
        return start[BLOCK_BITS];
    }

    /** Returns a uniform random number above 0 and at most 1. */
    private double uniform(long counter) {
        return ((SplitMix64.mix(seed + counter * SplitMix64.GAMMA) >>> 11) + 1) * UNIT;
    }
}
