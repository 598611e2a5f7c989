package klt.common.compare;

import java.util.Arrays;
import klt.common.compare.Comparison.Outcome;

/**
 * Statistics over repeated runs, on a scale where changes are differences. Each run is one observation. A value that falls on an unanswered
 * message is infinite.
 */
public final class Repeats {

    /** The seeds differ so that the two sides' samples are independent. */
    private static final long SEED = 1;

    private static final long SEED_OF_OTHER = 2;

    private static final double[] NOTHING = {0, 0};

    /** Minimum number of values for an interval of their mean; with only two, the interval spans orders of magnitude. */
    public static final int INTERVAL_MIN = 3;

    /** Minimum number of values on each side for a conclusion about their difference. */
    public static final int SIDE_MIN = 2;

    /** A confidence interval. */
    public record Interval(double low, double high) {}

    /**
     * The conclusion drawn from pairs of values.
     *
     * @param interval interval of the mean difference
     */
    public record Paired(Interval interval, Outcome outcome) {}

    private Repeats() {}

    /** Returns the intervals' confidence level. */
    public static double confidence() {
        return Change.CONFIDENCE;
    }

    /** @param values at least {@link #INTERVAL_MIN} */
    public static Interval mean(double[] values) {
        return interval(between(NOTHING, values));
    }

    /**
     * Returns whether B's values are better or worse than A's, by the same rule as a comparison of repeated runs.
     *
     * @param a at least {@link #SIDE_MIN} values
     * @param b at least {@link #SIDE_MIN} values
     */
    public static Outcome outcome(Scale scale, double[] a, double[] b) {
        return outcome(between(a, b), scale, a, b);
    }

    /**
     * Returns whether B's values are better or worse than A's paired values.
     *
     * @param a at least {@link #INTERVAL_MIN} values
     * @param b the same number of values
     */
    public static Paired paired(Scale scale, double[] a, double[] b) {
        double[] differences = new double[a.length];
        Arrays.setAll(differences, i -> b[i] - a[i]);
        Change change = between(NOTHING, differences);
        return new Paired(interval(change), outcome(change, scale, a, b));
    }

    private static Change between(double[] a, double[] b) {
        return Change.between(
                Estimate.ofRuns(a, new RandomIndexes(SEED)), Estimate.ofRuns(b, new RandomIndexes(SEED_OF_OTHER)));
    }

    private static Interval interval(Change change) {
        return new Interval(change.low(), change.high());
    }

    private static Outcome outcome(Change change, Scale scale, double[] a, double[] b) {
        return change.outcome(scale, scale.unscaled(average(a)), scale.unscaled(average(b)));
    }

    /** Returns the mean of any number of values. */
    public static double average(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }
}
