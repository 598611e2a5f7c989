package klt.common.compare;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The sums of an amount over the first windows of a run, from which the sum over any consecutive windows follows. */
final class PrefixSums {

    /** at {@code i} that of the first {@code i} windows */
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
     * Those of windows that are merged.
     *
     * @param bounds how many windows are before each merged one, and how many there are
     */
    PrefixSums at(int[] bounds) {
        return new PrefixSums(Arrays.stream(bounds).mapToDouble(i -> sums[i]).toArray());
    }

    int windows() {
        return sums.length - 1;
    }

    /** Of the windows from one to before another. */
    double between(int from, int to) {
        return sums[to] - sums[from];
    }
}
