package klt.common.compare;

import java.util.Arrays;

/** A figure as a function of a run's windows, on its scale. */
interface Statistic {

    /** Returns the drawn windows' figure, infinite if it falls among unanswered messages. */
    double of(Resample drawn);

    /** Returns each window's contribution to the deviation of a sample's figure from the run's, up to a constant factor. */
    double[] contributions();

    /** Returns the contributions to a ratio of two sums. */
    static double[] contributions(PrefixSums sums, PrefixSums ofAll, double ratio) {
        double[] contributions = new double[sums.windows()];
        Arrays.setAll(contributions, i -> sums.between(i, i + 1) - ratio * ofAll.between(i, i + 1));
        return contributions;
    }
}
