package klt.common.compare.statistics;

/** Quantiles of Student's t distribution for two-sided 95 % intervals. */
public final class StudentT {

    /** The quantile of the normal distribution. */
    public static final double NORMAL = 1.95996;

    private static final double[] DEGREES = {1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 60};
    private static final double[] QUANTILES = {
        12.7062, 4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.30600, 2.22814, 2.13145, 2.08596, 2.04227, 2.00030
    };

    private StudentT() {}

    /** @param degrees degrees of freedom, at least 1; the table is interpolated by their reciprocal */
    public static double quantile(double degrees) {
        int next = 0;
        while (next < DEGREES.length && DEGREES[next] < degrees) {
            next++;
        }
        if (next == 0) {
            return QUANTILES[0];
        }
        boolean beyond = next == DEGREES.length;
        double reciprocal = beyond ? 0 : 1 / DEGREES[next];
        double quantile = beyond ? NORMAL : QUANTILES[next];
        double before = 1 / DEGREES[next - 1];
        double share = (before - 1 / degrees) / (before - reciprocal);
        return QUANTILES[next - 1] + share * (quantile - QUANTILES[next - 1]);
    }
}
