package klt.common.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionSkewTest {

    @Test
    void theSkewIsTheFullestPartitionDividedByTheMean() {
        PartitionSkew skew = PartitionSkew.of(List.of(10L, 40L, 0L, 40L)).orElseThrow();

        assertThat(skew.skew()).isCloseTo(40 / 22.5, within(1e-12));
        assertThat(skew.lowest()).isZero();
        assertThat(skew.highest()).isEqualTo(40);
        assertThat(skew.fullest()).isEqualTo(1);
        assertThat(skew.added()).containsExactly(10L, 40L, 0L, 40L);
    }

    @Test
    void nothingIsSaidOfATopicThatDidNotGrow() {
        assertThat(PartitionSkew.of(List.of())).isEmpty();
        assertThat(PartitionSkew.of(List.of(0L, 0L))).isEmpty();
    }

    @Test
    void manyPartitionsAreNotListed() {
        assertThat(PartitionSkew.of(Collections.nCopies(PartitionSkew.LISTED_MAX, 1L))
                        .orElseThrow()
                        .added())
                .hasSize(PartitionSkew.LISTED_MAX);
        assertThat(PartitionSkew.of(Collections.nCopies(PartitionSkew.LISTED_MAX + 1, 1L))
                        .orElseThrow()
                        .added())
                .isEmpty();
    }
}
