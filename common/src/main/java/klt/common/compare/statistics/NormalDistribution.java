package klt.common.compare.statistics;

/** The normal distribution, using the approximations 26.2.17 and 26.2.23 of Abramowitz and Stegun. */
public final class NormalDistribution {

    private NormalDistribution() {}

    /** Returns the fraction of values up to this many standard deviations above the mean. */
    public static double share(double deviations) {
        double x = Math.abs(deviations);
        double t = 1 / (1 + 0.2316419 * x);
        double tail = Math.exp(-x * x / 2)
                / Math.sqrt(2 * Math.PI)
                * t
                * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return deviations > 0 ? 1 - tail : tail;
    }

    /**
     * Returns the value exceeded by a given fraction of all values, in standard deviations above the mean.
     *
     * @param share above 0, at most 0.5
     */
    public static double above(double share) {
        double t = Math.sqrt(-2 * Math.log(share));
        return t - (2.30753 + 0.27061 * t) / (1 + t * (0.99229 + 0.04481 * t));
    }
}
