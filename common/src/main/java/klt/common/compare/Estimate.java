package klt.common.compare;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import klt.common.compare.statistics.Autocorrelation;

/**
 * One side's figure, on its scale, with its bootstrap samples: the values it would have in other samples of the same kind. A bootstrap of n
 * blocks or runs underestimates the variance by the factor {@code (n - 1) / n}, and a block bootstrap also by {@link
 * Autocorrelation#varianceFactor}. The samples' deviations are scaled up to compensate.
 */
final class Estimate {

    /** Number of samples. */
    static final int SAMPLES = 2_000;

    private final double value;
    private final double ofWindows;
    private final double[] samples;
    private final double degreesOfFreedom;

    private Estimate(double value, double ofWindows, double[] samples, double units) {
        this.value = value;
        this.ofWindows = ofWindows;
        this.samples = samples;
        degreesOfFreedom = units - 1;
    }

    /**
     * Returns the estimate for a single run. Its windows are drawn in blocks because consecutive windows are correlated.
     *
     * @param value the figure in the run's report, on its scale
     */
    static Estimate ofWindows(double value, Statistic statistic, int windows, RandomIndexes random) {
        int blockLength = blockLength(windows);
        double blocks = (double) windows / blockLength;
        double whole = statistic.of(Resample.ofAll(windows));
        double[] samples = new double[SAMPLES];
        Arrays.setAll(samples, i -> statistic.of(Resample.drawn(windows, blockLength, random)));
        double correlation = Autocorrelation.ofFirstOrder(statistic.contributions());
        double varianceFactor = (blocks - 1) / blocks * Autocorrelation.varianceFactor(correlation, blockLength);
        return new Estimate(value, whole, scaledUp(samples, whole, varianceFactor), blocks);
    }

    /** Returns the square root of the window count: a run four times as long has twice as many blocks, each twice as long. */
    static int blockLength(int windows) {
        return (int) Math.ceil(Math.sqrt(windows));
    }

    /**
     * Returns the estimate for repeated runs. Each run is one unit, because the variance between runs includes the variance within a run.
     */
    static Estimate ofRuns(double[] values, RandomIndexes random) {
        double mean = DoubleStream.of(values).average().orElseThrow();
        double[] samples = new double[SAMPLES];
        Arrays.setAll(
                samples,
                i -> DoubleStream.generate(() -> values[random.next(values.length)])
                        .limit(values.length)
                        .average()
                        .orElseThrow());
        return new Estimate(mean, mean, scaledUp(samples, mean, (values.length - 1.0) / values.length), values.length);
    }

    /** Returns the estimate for a search, whose limit may be anywhere between its bounds. */
    static Estimate ofBounds(double lower, double upper, RandomIndexes random) {
        double[] samples = new double[SAMPLES];
        Arrays.setAll(samples, i -> lower + (upper - lower) * random.next(SAMPLES) / SAMPLES);
        return new Estimate(lower, lower, samples, Double.POSITIVE_INFINITY);
    }

    /** Samples around an infinite value are not scaled. */
    private static double[] scaledUp(double[] samples, double value, double varianceFactor) {
        if (Double.isInfinite(value)) {
            return samples;
        }
        double factor = 1 / Math.sqrt(varianceFactor);
        return Arrays.stream(samples)
                .map(sample -> value + factor * (sample - value))
                .toArray();
    }

    /** Returns the report's value. */
    double value() {
        return value;
    }

    /** Returns the value over all windows, around which the samples are centred; for several runs, the same as {@link #value}. */
    double ofWindows() {
        return ofWindows;
    }

    double sample(int index) {
        return samples[index];
    }

    double degreesOfFreedom() {
        return degreesOfFreedom;
    }

    /** Returns the samples' variance, or 0 if any sample is infinite. */
    double variance() {
        double mean = Arrays.stream(samples).average().orElseThrow();
        return Double.isInfinite(mean)
                ? 0
                : Arrays.stream(samples)
                        .map(sample -> (sample - mean) * (sample - mean))
                        .average()
                        .orElseThrow();
    }
}
