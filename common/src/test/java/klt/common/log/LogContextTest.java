package klt.common.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogContextTest {

    @Test
    void numbersThatAreEquallyFarApartAreOneSequence() {
        assertThat(LogContext.sequences(new int[] {0, 1, 2, 5, 7, 8})).isEqualTo("0-2,5,7,8");
        assertThat(LogContext.sequences(new int[] {1, 4, 7, 10, 11, 12, 13})).isEqualTo("1-10/3,11-13");
        assertThat(LogContext.sequences(new int[] {62, 63})).isEqualTo("62,63");
        assertThat(LogContext.sequences(new int[] {63})).isEqualTo("63");
    }
}
