package klt.common.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogContextTest {

    @Test
    void numbersThatAreEquallyFarApartAreOneSequence() {
        assertThat(LogContext.sequences(new int[] {0, 1, 2, 5, 7, 8})).isEqualTo("0-2,5,7,8");
        assertThat(LogContext.sequences(new int[] {1, 4, 7, 10, 11, 12, 13})).isEqualTo("1-10/3,11-13");
        assertThat(LogContext.sequences(new int[] {62, 63})).isEqualTo("62,63");
        assertThat(LogContext.sequences(new int[] {63})).isEqualTo("63");
    }

    @Test
    void notMoreSequencesThanALineTakes() {
        int[] apart = IntStream.range(0, 1_000).map(n -> n * n).toArray();

        assertThat(LogContext.sequences(apart).split(",")).hasSize(21).endsWith("…");
    }
}
