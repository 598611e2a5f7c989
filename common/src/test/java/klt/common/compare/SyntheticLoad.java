package klt.common.compare;

import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import klt.common.compare.statistics.NormalDistribution;
import klt.common.report.RunDocument;
import klt.common.report.latency.Latency;

/**
 * Runs whose response times have a known distribution. The response times within a window are log-normal. So are the medians of the
 * windows, which have a first-order autocorrelation.
 *
 * @param windows number of seconds
 * @param drift standard deviation of the logarithms of the medians
 * @param correlation correlation between the medians of consecutive windows
 * @param between standard deviation of the logarithms of repeated runs
 */
record SyntheticLoad(int windows, double drift, double correlation, double between) {

    private static final int MESSAGES = 1_000;
    private static final double MEDIAN_MICROS = 50_000;

    /** Standard deviation of the logarithms within a window. */
    private static final double SPREAD = 0.4;

    /** Standard deviations at which a normal distribution has the percentiles of a report, and its highest of a thousand values. */
    private static final double P90 = 1.28155, P95 = 1.64485, P99 = 2.32635, P999 = 3.09023, P9999 = 3.29053;

    /** @param shift added to every logarithm */
    RunDocument run(String id, double shift, Random random) {
        SampleRun run = new SampleRun(id);
        double ofRun = Math.log(MEDIAN_MICROS) + shift + between * random.nextGaussian();
        double[] medians = new double[windows];
        double window = random.nextGaussian();
        for (int i = 0; i < windows; i++) {
            medians[i] = ofRun + drift * window;
            window = correlation * window + Math.sqrt(1 - correlation * correlation) * random.nextGaussian();
            run.window(latency(MESSAGES, new double[] {medians[i]}));
        }
        return run.responseTime(latency((long) windows * MESSAGES, medians)).document();
    }

    /** The latency of all windows together. */
    private static Latency latency(long count, double[] medians) {
        double mean = DoubleStream.of(medians)
                .map(median -> Math.exp(median + SPREAD * SPREAD / 2))
                .average()
                .orElseThrow();
        return new Latency(
                count,
                0,
                Optional.of(mean),
                quantile(medians, 0),
                quantile(medians, P90),
                quantile(medians, P95),
                quantile(medians, P99),
                quantile(medians, P999),
                quantile(medians, P9999),
                quantile(medians, P9999));
    }

    /** Computes a quantile of all windows together by bisection. */
    private static Optional<Long> quantile(double[] medians, double deviations) {
        DoubleUnaryOperator share = at -> DoubleStream.of(medians)
                .map(median -> NormalDistribution.share((at - median) / SPREAD))
                .average()
                .orElseThrow();
        double wanted = NormalDistribution.share(deviations);
        double low = DoubleStream.of(medians).min().orElseThrow() + SPREAD * (deviations - 0.001);
        double high = DoubleStream.of(medians).max().orElseThrow() + SPREAD * (deviations + 0.001);
        while (high - low > 1e-6) {
            double middle = (low + high) / 2;
            if (share.applyAsDouble(middle) < wanted) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Optional.of(Math.round(Math.exp(high)));
    }
}
