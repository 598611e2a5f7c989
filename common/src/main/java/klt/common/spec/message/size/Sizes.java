package klt.common.spec.message.size;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** A distribution of value sizes, in bytes. */
public sealed interface Sizes {

    /** All values have the same size. */
    record Fixed(int bytes) implements Sizes {

        @Override
        public int min() {
            return bytes;
        }

        @Override
        public int max() {
            return bytes;
        }

        @Override
        public double average() {
            return bytes;
        }
    }

    /** Sizes that are a function of a normally distributed number, truncated at min and max. */
    sealed interface CutOff extends Sizes {

        /** Returns the size at this many standard deviations from the distribution's centre. */
        double at(double deviations);

        /** Returns the inverse of {@link #at}. */
        double deviationsOf(int size);

        @Override
        default double average() {
            return Sizes.average(deviationsOf(min()), deviationsOf(max()), this::at);
        }
    }

    /** Each size from min to max is equally likely. */
    record Uniform(int min, int max) implements Sizes {

        @Override
        public double average() {
            return (min + (double) max) / 2;
        }
    }

    /**
     * A normal distribution, truncated at min and max.
     *
     * @param mean between min and max
     * @param deviation standard deviation, at most max − min, so that at least a third of the distribution lies between min and max
     */
    record Normal(int mean, int deviation, int min, int max) implements CutOff {

        @Override
        public double at(double deviations) {
            return mean + deviations * deviation;
        }

        @Override
        public double deviationsOf(int size) {
            return (size - (double) mean) / deviation;
        }
    }

    /**
     * A log-normal distribution, truncated at min and max.
     *
     * @param median median size, between min and max, above 0
     * @param sigma standard deviation of the natural logarithm, at most ln(max/min), for the same reason as in {@link Normal}
     */
    record LogNormal(int median, double sigma, int min, int max) implements CutOff {

        /** Avoids {@link Math}, whose results may differ in the last bit between processors. */
        @Override
        public double at(double deviations) {
            return median * StrictMath.exp(sigma * deviations);
        }

        @Override
        public double deviationsOf(int size) {
            return Math.log(size / (double) median) / sigma;
        }
    }

    /** Weighted size ranges, for example from another system's message counts by size. */
    record Histogram(List<Bucket> buckets) implements Sizes {

        /**
         * A range of equally likely sizes.
         *
         * @param to upper end of the range, exclusive
         * @param weight the range's relative frequency, above 0
         */
        public record Bucket(int from, int to, int weight) {}

        public Histogram {
            buckets = List.copyOf(buckets);
        }

        @Override
        public int min() {
            return buckets.stream().mapToInt(Bucket::from).min().orElseThrow();
        }

        @Override
        public int max() {
            return buckets.stream().mapToInt(Bucket::to).max().orElseThrow() - 1;
        }

        @Override
        public double average() {
            double sum = 0;
            double weights = 0;
            for (Bucket bucket : buckets) {
                sum += bucket.weight() * (bucket.from() + bucket.to() - 1.0) / 2;
                weights += bucket.weight();
            }
            return sum / weights;
        }
    }

    /** Returns the minimum size. */
    int min();

    /** Returns the maximum size. */
    int max();

    double average();

    /** Computes the average of a function of a truncated normal variable, using Simpson's rule. */
    private static double average(double from, double to, DoubleUnaryOperator function) {
        int steps = 2_000;
        // fewer than one in 10¹⁵ messages are further away
        double begin = Math.max(from, -8);
        double step = (Math.min(to, 8) - begin) / steps;
        double sum = 0;
        double density = 0;
        for (int i = 0; i <= steps; i++) {
            double at = begin + i * step;
            double weight = Math.exp(-at * at / 2) * (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2);
            sum += weight * function.applyAsDouble(at);
            density += weight;
        }
        return sum / density;
    }
}
