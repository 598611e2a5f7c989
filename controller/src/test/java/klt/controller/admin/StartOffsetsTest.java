package klt.controller.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StartOffsetsTest {

    private static final List<Long> BEGINS = List.of(0L, 100L, 50L);
    private static final List<Long> ENDS = List.of(1_000L, 300L, 50L);

    @Test
    void anOffsetOutsideAPartitionMovesToItsNearerEnd() {
        assertThat(StartOffsets.at(200, BEGINS, ENDS)).containsExactly(200L, 200L, 50L);
        assertThat(StartOffsets.at(7, BEGINS, ENDS)).containsExactly(7L, 100L, 50L);
        assertThat(StartOffsets.at(5_000, BEGINS, ENDS)).isEqualTo(ENDS);
    }

    @Test
    void aPartOfTheBytesIsTheSamePartOfEachPartition() {
        assertThat(StartOffsets.behind(0.25, BEGINS, ENDS)).containsExactly(750L, 250L, 50L);
        assertThat(StartOffsets.behind(0.0001, BEGINS, ENDS)).containsExactly(999L, 299L, 50L);
        assertThat(StartOffsets.behind(0, BEGINS, ENDS)).isEqualTo(ENDS);
        assertThat(StartOffsets.behind(3, BEGINS, ENDS)).isEqualTo(BEGINS);
    }
}
