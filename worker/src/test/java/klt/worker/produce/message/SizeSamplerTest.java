package klt.worker.produce.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import klt.common.spec.message.size.Sizes;
import klt.common.spec.message.size.Sizes.Histogram.Bucket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeSamplerTest {

    private static final int MESSAGES = 200_000;

    private static int[] draw(Sizes sizes, long seed) {
        SizeSampler sampler = SizeSampler.of(sizes, seed);
        return IntStream.range(0, MESSAGES).map(sampler::size).toArray();
    }

    static List<Sizes> all() {
        return List.of(
                new Sizes.Fixed(100),
                new Sizes.Uniform(100, 300),
                new Sizes.Uniform(7, 7),
                new Sizes.Normal(1_000, 100, 0, 5_000),
                new Sizes.Normal(100, 500, 100, 600),
                new Sizes.LogNormal(1_000, 0.8, 0, 1_000_000),
                new Sizes.LogNormal(1_000, 3, 100, 2_050),
                new Sizes.Histogram(
                        List.of(new Bucket(0, 256, 234), new Bucket(256, 1_024, 456), new Bucket(9, 10, 1))));
    }

    @ParameterizedTest
    @MethodSource("all")
    void theAverageIsThatOfTheSpecAndTheLimitsHold(Sizes sizes) {
        int[] drawn = draw(sizes, 3);

        assertThat(Arrays.stream(drawn).min().orElseThrow()).isGreaterThanOrEqualTo(sizes.min());
        assertThat(Arrays.stream(drawn).max().orElseThrow()).isLessThanOrEqualTo(sizes.max());
        assertThat(Arrays.stream(drawn).average().orElseThrow())
                .isCloseTo(sizes.average(), within(0.01 * sizes.average() + 0.5));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void eachSizeOfAUniformDistributionIsEquallyLikely(long seed) {
        long[] counts = new long[201];
        for (int size : draw(new Sizes.Uniform(100, 300), seed)) {
            counts[size - 100]++;
        }
        double[] equal = new double[201];
        Arrays.fill(equal, 1);

        ChiSquare.assertFits(counts, equal);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aHistogramHasItsWeightsAndIsFlatWithinARange(long seed) {
        List<Bucket> buckets =
                List.of(new Bucket(0, 256, 234), new Bucket(256, 1_024, 456), new Bucket(2_000, 2_001, 30));
        long[] counts = new long[2_001];
        double[] weights = new double[2_001];
        for (Bucket bucket : buckets) {
            Arrays.fill(weights, bucket.from(), bucket.to(), (double) bucket.weight() / (bucket.to() - bucket.from()));
        }

        for (int size : draw(new Sizes.Histogram(buckets), seed)) {
            counts[size]++;
        }

        ChiSquare.assertFits(counts, weights);
    }

    @Test
    void aNormalDistributionHasItsDeviation() {
        double variance = Arrays.stream(draw(new Sizes.Normal(1_000, 100, 0, 5_000), 1))
                .mapToDouble(size -> (size - 1_000.0) * (size - 1_000.0))
                .average()
                .orElseThrow();

        assertThat(Math.sqrt(variance)).isCloseTo(100, within(1.0));
    }

    @Test
    void halfOfALognormalDistributionIsBelowItsMedian() {
        long below = Arrays.stream(draw(new Sizes.LogNormal(1_000, 0.8, 0, 1_000_000), 1))
                .filter(size -> size < 1_000)
                .count();

        assertThat((double) below / MESSAGES).isCloseTo(0.5, within(0.005));
    }

    @Test
    void lengthsHaveAnArrayEachUntilTheyTakeTooMuch() {
        ArraysByLength arrays = new ArraysByLength();
        for (int length = 0; length < 5_000; length++) {
            assertThat(arrays.of(length)).hasSize(length).isSameAs(arrays.of(length));
        }
        assertThat(arrays.of(ArraysByLength.KEPT_BYTES_MAX)).isNotSameAs(arrays.of(ArraysByLength.KEPT_BYTES_MAX));
        assertThat(arrays.of(4_999)).isSameAs(arrays.of(4_999));
    }
}
