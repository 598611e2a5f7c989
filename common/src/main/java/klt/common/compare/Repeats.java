package klt.common.compare;

import java.util.Arrays;

/**
 * Statistics over repeated runs, each of which is one observation, on a scale on which changes are differences. Infinite values are those
 * without an answer.
 */
public final class Repeats {

    /** Different, so that the samples of both sides are independent. */
    private static final long SEED = 1;

    private static final long SEED_OF_OTHER = 2;

    private static final double[] NOTHING = {0, 0};

    /**
     * A mean, or a difference of two, and the limits of its confidence interval.
     *
     * @param low the same as the value if it was not repeated
     */
    public record Interval(double value, double low, double high) {

        /** Whether the interval excludes 0. */
        public boolean excludesZero() {
            return low > 0 || high < 0;
        }
    }

    private Repeats() {}

    /** Confidence level of the intervals. */
    public static double confidence() {
        return Change.CONFIDENCE;
    }

    /** @param values at least two */
    public static Interval mean(double[] values) {
        return difference(NOTHING, values);
    }

    /**
     * By how much the mean of the second side exceeds that of the first.
     *
     * @param a at least two values
     * @param b likewise
     */
    public static Interval difference(double[] a, double[] b) {
        Change change = Change.between(
                Estimate.ofRuns(a, new RandomIndexes(SEED)), Estimate.ofRuns(b, new RandomIndexes(SEED_OF_OTHER)));
        return new Interval(change.value(), change.low(), change.high());
    }

    /** The mean of values of any number. */
    public static double average(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }
}
