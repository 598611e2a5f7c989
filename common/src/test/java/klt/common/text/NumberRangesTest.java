package klt.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NumberRangesTest {

    @Test
    void numbersThatAreEquallyFarApartAreOneRange() {
        assertThat(NumberRanges.of(new int[] {0, 1, 2, 5, 7, 8})).isEqualTo("0-2,5,7,8");
        assertThat(NumberRanges.of(new int[] {1, 4, 7, 10, 11, 12, 13})).isEqualTo("1-10/3,11-13");
        assertThat(NumberRanges.of(new int[] {62, 63})).isEqualTo("62,63");
        assertThat(NumberRanges.of(new int[] {63})).isEqualTo("63");
    }

    @Test
    void notMoreRangesThanALineTakes() {
        int[] apart = IntStream.range(0, 1_000).map(n -> n * n).toArray();

        assertThat(NumberRanges.of(apart).split(",")).hasSize(21).endsWith("…");
    }
}
