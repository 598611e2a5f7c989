package klt.worker.produce.random;

import java.util.Arrays;
import java.util.List;

/** Makes a weighted random choice between alternatives. On the hot path: a binary search. */
public final class WeightedChoice {

    /** cumulative sums of the weights */
    private final long[] sums;

    /** @param weights the weights, at least one, none of them negative, not all of them 0 */
    public WeightedChoice(List<Integer> weights) {
        sums = new long[weights.size()];
        long sum = 0;
        for (int i = 0; i < sums.length; i++) {
            sum += weights.get(i);
            sums[i] = sum;
        }
    }

    public int next(MessageRandom random) {
        long drawn = random.nextLong(sums[sums.length - 1]);
        // find the first alternative whose sum is above the drawn number; if several sums are equal, the later
        // alternatives have weight 0
        int at = Arrays.binarySearch(sums, drawn);
        if (at < 0) {
            return -at - 1;
        }
        while (sums[at] <= drawn) {
            at++;
        }
        return at;
    }
}
