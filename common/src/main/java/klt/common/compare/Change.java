package klt.common.compare;

import java.util.Arrays;
import klt.common.compare.Comparison.Outcome;
import klt.common.compare.statistics.StudentT;

/**
 * A figure's change from A to B, on its scale, with the limits of its confidence interval. The change is infinite if the figure falls among
 * unanswered messages on one side.
 */
record Change(double value, double low, double high) {

    /** The intervals' confidence level. */
    static final double CONFIDENCE = 0.95;

    /** The change between incomparable figures. */
    static final Change NONE = new Change(Double.NaN, Double.NaN, Double.NaN);

    /**
     * Returns the percentile interval of the bootstrap, expanded by Student's t for the small number of units (Hesterberg, "What Teachers
     * Should Know About the Bootstrap", 2015). It covers both the interval around the windows' change and the interval around the reports'
     * change. If the two changes differ, as for a rate that ends with the last ack, either may be closer to the true change. If a figure
     * falls on an unanswered message, the interval has no finite centre, so it is not expanded.
     */
    static Change between(Estimate a, Estimate b) {
        double[] changes = new double[Estimate.SAMPLES];
        Arrays.setAll(changes, i -> difference(a.sample(i), b.sample(i)));
        Arrays.sort(changes);
        int tail = (int) Math.round(Estimate.SAMPLES * (1 - CONFIDENCE) / 2);
        double value = difference(a.value(), b.value());
        double ofWindows = difference(a.ofWindows(), b.ofWindows());
        double low = changes[tail];
        double high = changes[Estimate.SAMPLES - 1 - tail];
        if (Double.isInfinite(value) || Double.isInfinite(ofWindows) || Double.isInfinite(a.ofWindows())) {
            return new Change(value, Math.min(low, value), Math.max(high, value));
        }
        double expansion = StudentT.quantile(degreesOfFreedom(a, b)) / StudentT.NORMAL;
        return new Change(
                value,
                Math.min(value, ofWindows) + expansion * (low - ofWindows),
                Math.max(value, ofWindows) + expansion * (high - ofWindows));
    }

    /** Returns a change without a confidence interval. */
    static Change unjudged(double a, double b) {
        return new Change(difference(a, b), Double.NaN, Double.NaN);
    }

    /** Two infinite figures do not differ. */
    private static double difference(double a, double b) {
        return a == b ? 0 : b - a;
    }

    /** Returns the degrees of freedom according to the Welch–Satterthwaite equation. */
    private static double degreesOfFreedom(Estimate a, Estimate b) {
        double ofA = a.variance();
        double ofB = b.variance();
        double sum = ofA + ofB;
        return sum == 0
                ? Math.min(a.degreesOfFreedom(), b.degreesOfFreedom())
                : sum * sum / (ofA * ofA / a.degreesOfFreedom() + ofB * ofB / b.degreesOfFreedom());
    }

    /**
     * Returns the conclusion.
     *
     * @param a the figure of A, not on its scale
     * @param b the figure of B
     */
    Outcome outcome(Scale scale, double a, double b) {
        if (!isShown()) {
            return Double.isInfinite(value) ? Outcome.NO_ANSWER : Outcome.NO_DIFFERENCE;
        }
        if (scale.isBelowResolution(a, b)) {
            return Outcome.NO_DIFFERENCE;
        }
        return scale.isBetter(value) ? Outcome.BETTER : Outcome.WORSE;
    }

    /** Returns whether the interval excludes zero change. */
    boolean isShown() {
        return low > 0 || high < 0;
    }
}
