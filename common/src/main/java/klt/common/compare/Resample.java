package klt.common.compare;

/**
 * A run's windows, drawn with replacement in blocks of consecutive windows. A block that reaches the last window wraps around to the first.
 */
final class Resample {

    private final int windows;
    private final int blockLength;
    /** first window of each block; the blocks total {@code windows} windows, so the last one may be truncated */
    private final int[] starts;

    private Resample(int windows, int blockLength, int[] starts) {
        this.windows = windows;
        this.blockLength = blockLength;
        this.starts = starts;
    }

    /** Returns a sample with every window exactly once. */
    static Resample ofAll(int windows) {
        return new Resample(windows, windows, new int[1]);
    }

    static Resample drawn(int windows, int blockLength, RandomIndexes random) {
        int[] starts = new int[Math.ceilDiv(windows, blockLength)];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = random.next(windows);
        }
        return new Resample(windows, blockLength, starts);
    }

    /** Returns the sum of an amount over the drawn windows. */
    double sum(PrefixSums sums) {
        double sum = 0;
        int missing = windows;
        for (int start : starts) {
            int end = start + Math.min(blockLength, missing);
            missing -= blockLength;
            sum += end <= windows
                    ? sums.between(start, end)
                    : sums.between(start, windows) + sums.between(0, end - windows);
        }
        return sum;
    }
}
