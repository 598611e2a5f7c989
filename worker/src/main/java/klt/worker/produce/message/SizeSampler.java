package klt.worker.produce.message;

import java.util.List;
import klt.common.spec.message.Sizes;
import klt.common.spec.message.Sizes.Histogram.Bucket;
import klt.worker.produce.random.MessageRandom;
import klt.worker.produce.random.MessageRandom.Purpose;
import klt.worker.produce.random.WeightedChoice;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/** Draws the sizes of values. On the hot path: allocates nothing per message. */
abstract class SizeSampler {

    /** At least a third of a distribution is between its limits, so fewer than one in 10¹⁷ messages needs more draws than this. */
    private static final int ATTEMPTS = 100;

    /** The size of the value of a message, in bytes. */
    abstract int size(long sequence);

    static SizeSampler of(Sizes sizes, long seed) {
        MessageRandom random = new MessageRandom(seed, Purpose.SIZE);
        return switch (sizes) {
            case Sizes.Fixed(int bytes) ->
                new SizeSampler() {
                    @Override
                    int size(long sequence) {
                        return bytes;
                    }
                };
            case Sizes.Uniform(int min, int max) ->
                new SizeSampler() {
                    @Override
                    int size(long sequence) {
                        random.at(sequence);
                        return random.nextInt(min, max + 1);
                    }
                };
            case Sizes.Normal normal -> new Normal(random, normal);
            case Sizes.LogNormal logNormal -> new LogNormal(random, logNormal);
            case Sizes.Histogram histogram -> new Histogram(random, histogram.buckets());
        };
    }

    /** A function of a normally distributed number, until it is between the limits. */
    private abstract static class CutOff extends SizeSampler {

        private final MessageRandom random;
        private final ZigguratSampler.NormalizedGaussian gaussian;
        private final int min;
        private final int max;

        CutOff(MessageRandom random, int min, int max) {
            this.random = random;
            this.gaussian = ZigguratSampler.NormalizedGaussian.of(random);
            this.min = min;
            this.max = max;
        }

        /** @param deviations from the middle of the distribution */
        abstract double size(double deviations);

        @Override
        final int size(long sequence) {
            random.at(sequence);
            double size = 0;
            for (int i = 0; i < ATTEMPTS; i++) {
                size = Math.rint(size(gaussian.sample()));
                if (size >= min && size <= max) {
                    return (int) size;
                }
            }
            return (int) Math.clamp(size, min, max);
        }
    }

    private static final class Normal extends CutOff {

        private final double mean;
        private final double deviation;

        Normal(MessageRandom random, Sizes.Normal sizes) {
            super(random, sizes.min(), sizes.max());
            mean = sizes.mean();
            deviation = sizes.deviation();
        }

        @Override
        double size(double deviations) {
            return mean + deviation * deviations;
        }
    }

    private static final class LogNormal extends CutOff {

        private final double median;
        private final double sigma;

        LogNormal(MessageRandom random, Sizes.LogNormal sizes) {
            super(random, sizes.min(), sizes.max());
            median = sizes.median();
            sigma = sizes.sigma();
        }

        @Override
        double size(double deviations) {
            // not Math.exp, whose last bit depends on the processor
            return median * StrictMath.exp(sigma * deviations);
        }
    }

    private static final class Histogram extends SizeSampler {

        private final MessageRandom random;
        private final WeightedChoice choice;
        private final int[] from;
        private final int[] to;

        Histogram(MessageRandom random, List<Bucket> buckets) {
            this.random = random;
            choice = new WeightedChoice(buckets.stream().map(Bucket::weight).toList());
            from = buckets.stream().mapToInt(Bucket::from).toArray();
            to = buckets.stream().mapToInt(Bucket::to).toArray();
        }

        @Override
        int size(long sequence) {
            random.at(sequence);
            int bucket = choice.next(random);
            return random.nextInt(from[bucket], to[bucket]);
        }
    }
}
