package klt.worker.produce.message;

import java.util.List;
import klt.common.spec.message.size.Sizes;
import klt.common.spec.message.size.Sizes.Histogram.Bucket;
import klt.worker.produce.random.MessageRandom;
import klt.worker.produce.random.MessageRandom.Purpose;
import klt.worker.produce.random.WeightedChoice;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/** Draws value sizes. On the hot path: does not allocate per message. */
abstract class SizeSampler {

    /**
     * Maximum number of draws. At least a third of a distribution lies within its limits, so fewer than one in 10¹⁷ messages need more
     * draws.
     */
    private static final int ATTEMPTS = 100;

    /** Returns the size of a message's value, in bytes. */
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
            case Sizes.CutOff cutOff -> new CutOff(random, cutOff);
            case Sizes.Histogram histogram -> new Histogram(random, histogram.buckets());
        };
    }

    /** Draws sizes until one is within the limits. */
    private static final class CutOff extends SizeSampler {

        private final MessageRandom random;
        private final ZigguratSampler.NormalizedGaussian gaussian;
        private final Sizes.CutOff sizes;

        CutOff(MessageRandom random, Sizes.CutOff sizes) {
            this.random = random;
            this.gaussian = ZigguratSampler.NormalizedGaussian.of(random);
            this.sizes = sizes;
        }

        @Override
        int size(long sequence) {
            random.at(sequence);
            double size = 0;
            for (int i = 0; i < ATTEMPTS; i++) {
                size = Math.rint(sizes.at(gaussian.sample()));
                if (size >= sizes.min() && size <= sizes.max()) {
                    return (int) size;
                }
            }
            return (int) Math.clamp(size, sizes.min(), sizes.max());
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
