package klt.worker.produce.message;

import static org.assertj.core.api.Assertions.assertThat;

/** Pearson's test: whether counts agree with a distribution. */
final class ChiSquare {

    /** Classes with lower expected counts are too small for the test, and are combined. */
    private static final double EXPECTED_MIN = 5;

    /** Quantile of the normal distribution: correct counts are rejected in one of 100,000 cases. */
    private static final double DEVIATIONS = 4.27;

    private ChiSquare() {}

    /**
     * @param counts of each class
     * @param weights of each class, proportional to its probability
     */
    static void assertFits(long[] counts, double[] weights) {
        double weight = sum(weights);
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        double square = 0;
        int classes = 0;
        double expected = 0;
        double seen = 0;
        for (int i = 0; i < counts.length; i++) {
            expected += total * weights[i] / weight;
            seen += counts[i];
            boolean last = i == counts.length - 1;
            if (expected >= EXPECTED_MIN || last) {
                square += expected == 0
                        ? (seen == 0 ? 0 : Double.POSITIVE_INFINITY)
                        : (seen - expected) * (seen - expected) / expected;
                classes++;
                expected = 0;
                seen = 0;
            }
        }
        assertThat(square)
                .as("chi-square of %,d values in %,d classes", total, classes)
                .isLessThan(limit(classes - 1));
    }

    /** Quantile of the chi-square distribution by the approximation of Wilson and Hilferty. */
    private static double limit(int freedom) {
        double part = 2.0 / (9 * freedom);
        return freedom * Math.pow(1 - part + DEVIATIONS * Math.sqrt(part), 3);
    }

    private static double sum(double[] weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        return sum;
    }
}
