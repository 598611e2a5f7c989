package klt.common.compare;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** An amount's prefix sums over a run's windows, which give the sum over any range of windows. */
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
     * Returns the sums over merged windows.
     *
     * @param bounds number of windows before each merged window, followed by the total number of windows
     */
    PrefixSums at(int[] bounds) {
        return new PrefixSums(Arrays.stream(bounds).mapToDouble(i -> sums[i]).toArray());
    }

    int windows() {
        return sums.length - 1;
    }

    /** Returns the sum over a half-open range of windows. */
    double between(int from, int to) {
        return sums[to] - sums[from];
    }
}
