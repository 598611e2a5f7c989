package klt.common.spec.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import klt.common.spec.message.size.Sizes;
import klt.common.spec.message.size.Sizes.Histogram.Bucket;
import org.junit.jupiter.api.Test;

class SizesTest {

    @Test
    void theAverageOfASymmetricDistributionIsItsMiddle() {
        assertThat(new Sizes.Uniform(100, 201).average()).isEqualTo(150.5);
        assertThat(new Sizes.Normal(1_000, 300, 500, 1_500).average()).isCloseTo(1_000, within(1e-6));
    }

    /** The average of a normal distribution that is truncated at its mean is √(2/π) deviations away from the mean. */
    @Test
    void theAverageCountsWhatIsCutOff() {
        assertThat(new Sizes.Normal(1_000, 100, 1_000, 1_000_000).average())
                .isCloseTo(1_000 + 100 * Math.sqrt(2 / Math.PI), within(0.01));
    }

    @Test
    void theAverageOfALognormalDistributionIsAboveItsMedian() {
        assertThat(new Sizes.LogNormal(1_000, 0.5, 0, 60_000_000).average())
                .isCloseTo(1_000 * Math.exp(0.125), within(0.01));
        assertThat(new Sizes.LogNormal(1_000, 3, 100, 2_001).average()).isBetween(100.0, 1_500.0);
    }

    @Test
    void aHistogramIsWeighted() {
        Sizes sizes = new Sizes.Histogram(List.of(new Bucket(0, 101, 3), new Bucket(1_024, 1_025, 1)));

        assertThat(sizes.average()).isEqualTo((3 * 50 + 1_024) / 4.0);
        assertThat(sizes.min()).isZero();
        assertThat(sizes.max()).isEqualTo(1_024);
    }
}
