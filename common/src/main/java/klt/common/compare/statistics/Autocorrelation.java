package klt.common.compare.statistics;

import java.util.Arrays;

/** The correlation between consecutive windows. */
public final class Autocorrelation {

    private static final double MAX = 0.97;

    /** Lower bound of the variance factor; a smaller one would require a more precise estimate of the correlation. */
    private static final double FACTOR_MIN = 0.3;

    private Autocorrelation() {}

    /**
     * Returns the correlation between consecutive values, corrected for the bias of a short series (Marriott and Pope, 1954); at least 0.
     */
    public static double ofFirstOrder(double[] series) {
        double mean = Arrays.stream(series).average().orElse(0);
        double squares = 0;
        double products = 0;
        for (int i = 0; i < series.length; i++) {
            squares += (series[i] - mean) * (series[i] - mean);
            products += i == 0 ? 0 : (series[i] - mean) * (series[i - 1] - mean);
        }
        if (squares == 0) {
            return 0;
        }
        double correlation = products / squares;
        return Math.clamp(correlation + (1 + 3 * correlation) / series.length, 0, MAX);
    }

    /**
     * Returns the factor by which a block bootstrap underestimates the variance of the mean of a first-order autoregressive series. The
     * bootstrap ignores the correlation between the ends of neighbouring blocks.
     */
    public static double varianceFactor(double correlation, int blockLength) {
        return Math.max(FACTOR_MIN, 1 - 2 * correlation / (blockLength * (1 - correlation * correlation)));
    }
}
