package klt.common.compare;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The prefix sums of an amount over the windows of a run, which give the sum over any range of windows. */
final class PrefixSums {

    /** element {@code i} is the sum of the first {@code i} windows */
    private final double[] sums;

    private PrefixSums(double[] sums) {
        this.sums = sums;
    }

    static <T> PrefixSums of(List<T> windows, ToDoubleFunction<T> amount) {
        double[] sums = new double[windows.size() + 1];
        for (int i = 0; i < windows.size(); i++) {
            sums[i + 1] = sums[i] + amount.applyAsDouble(windows.get(i));
        }
        return new PrefixSums(sums);
    }

    /**
     * The sums over merged windows.
     *
     * @param bounds number of windows before each merged window, and finally the number of all windows
     */
    PrefixSums at(int[] bounds) {
        return new PrefixSums(Arrays.stream(bounds).mapToDouble(i -> sums[i]).toArray());
    }

    int windows() {
        return sums.length - 1;
    }

    /** The sum over the windows of a half-open range. */
    double between(int from, int to) {
        return sums[to] - sums[from];
    }
}
