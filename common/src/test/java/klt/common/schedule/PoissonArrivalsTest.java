package klt.common.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Poisson arrivals have the properties of a Poisson process: for 100 seeds, at the start of a run and after a trillion messages. */
@Execution(ExecutionMode.CONCURRENT)
class PoissonArrivalsTest {

    private static final int SEEDS = 100;
    private static final int ARRIVALS = 5_000;
    private static final double RATE = 1_000;
    private static final double NANOS = 1e9;

    /** exceeded by one sample in a hundred, and by one in a million */
    private static final double KOLMOGOROV_1_PERCENT = 1.628;

    private static final double KOLMOGOROV_1_PPM = 2.693;
    private static final double NORMAL_1_PERCENT = 2.576;
    private static final double NORMAL_1_PPM = 4.892;

    /** of 100 seeds; a binomial number with mean 1 is above it in one of a thousand tests */
    private static final int BEYOND_1_PERCENT_MAX = 5;

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000_003, 999_999_000_000L})
    void theIntervalsAreExponential(long first) {
        requireSmall(KOLMOGOROV_1_PERCENT, KOLMOGOROV_1_PPM, seed -> {
            double[] intervals = intervals(seed, first);
            Arrays.sort(intervals);
            double distance = 0;
            for (int i = 0; i < intervals.length; i++) {
                double expected = -Math.expm1(-intervals[i]);
                distance = Math.max(
                        distance,
                        Math.max(
                                Math.abs(expected - (double) i / intervals.length),
                                Math.abs(expected - (i + 1.0) / intervals.length)));
            }
            return distance * Math.sqrt(intervals.length);
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000_003, 999_999_000_000L})
    void anIntervalDoesNotDependOnTheOneBefore(long first) {
        requireSmall(NORMAL_1_PERCENT, NORMAL_1_PPM, seed -> {
            double[] intervals = intervals(seed, first);
            double product = 0;
            for (int i = 1; i < intervals.length; i++) {
                product += (intervals[i] - 1) * (intervals[i - 1] - 1);
            }
            return Math.abs(product / Math.sqrt(intervals.length - 1.0));
        });
    }

    /** Windows from a hundredth of a second to many blocks: the variance of the counts is their mean. */
    @ParameterizedTest
    @ValueSource(longs = {10, 100, 10_000, 1_000_000, 100_000_000})
    void theCountsOfWindowsAreDispersedAsTheirMean(long messages) {
        int windows = 200;
        requireSmall(NORMAL_1_PERCENT, NORMAL_1_PPM, seed -> {
            FireTimes times = poisson(seed);
            long window = (long) (messages / RATE * NANOS);
            double squares = 0;
            long before = 0;
            for (int i = 1; i <= windows; i++) {
                long due = times.firstAtOrAfter(i * window);
                double difference = due - before - messages;
                squares += difference * difference;
                before = due;
            }
            double dispersion = squares / messages;
            // the chi-square distribution in the approximation of Wilson and Hilferty
            double variance = 2 / (9.0 * windows);
            return Math.abs(Math.cbrt(dispersion / windows) - (1 - variance)) / Math.sqrt(variance);
        });
    }

    @Test
    void seedsDiffer() {
        assertThat(LongStream.range(0, SEEDS).map(seed -> poisson(seed).fireNanos(1_000_000)))
                .doesNotHaveDuplicates();
    }

    private static FireTimes poisson(long seed) {
        return new FireTimes(
                FireTimes.constant(RATE, FireTimes.UNBOUNDED).segments(),
                new Arrivals.Poisson(seed),
                FireTimes.UNBOUNDED);
    }

    /** In units of their mean. */
    private static double[] intervals(long seed, long first) {
        FireTimes.Reader reader = poisson(seed).reader();
        double[] intervals = new double[ARRIVALS];
        long before = first == 0 ? 0 : reader.fireNanos(first - 1);
        for (int i = 0; i < ARRIVALS; i++) {
            long fire = reader.fireNanos(first + i);
            intervals[i] = (fire - before) / NANOS * RATE;
            before = fire;
        }
        return intervals;
    }

    private static void requireSmall(double rarely, double never, LongToDoubleFunction statistic) {
        double[] values = LongStream.range(0, SEEDS).mapToDouble(statistic).toArray();

        assertThat(Arrays.stream(values).filter(value -> value > rarely).count())
                .isLessThanOrEqualTo(BEYOND_1_PERCENT_MAX);
        assertThat(Arrays.stream(values).max().orElseThrow()).isLessThan(never);
        // a statistic that is always small is not random either
        assertThat(Arrays.stream(values).max().orElseThrow()).isGreaterThan(rarely / 2);
    }
}
