package klt.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WindowsTest {

    private static final Instant START = Instant.ofEpochMilli(1_000_000);

    private static Windows of(Duration time, long... millisAfterStart) {
        LongStream stamps = LongStream.of(millisAfterStart).map(millis -> START.toEpochMilli() + millis);
        return Windows.of(stamps, START, START.plus(time), Duration.ofSeconds(5));
    }

    @Test
    void countsEachStampInItsWindow() {
        Windows windows = of(Duration.ofSeconds(15), 14_999, 0, 4_999, 5_000, 10_000, 7_000);

        assertThat(windows.counts()).isEqualTo(List.of(2L, 2L, 2L));
    }

    @Test
    void leavesOutWhatIsBeforeTheStartAndAWindowThatIsNotOver() {
        Windows windows = of(Duration.ofMillis(9_999), -1, 1, 5_000, 9_998);

        assertThat(windows.counts()).isEqualTo(List.of(1L));
    }

    @Test
    void hasNoWindowsBeforeTheFirstIsOver() {
        assertThat(of(Duration.ofSeconds(4), 1, 2).counts()).isEmpty();
        assertThat(of(Duration.ofSeconds(-4), 1, 2).counts()).isEmpty();
    }

    @Test
    void givesMessagesPerSecond() {
        assertThat(of(Duration.ofSeconds(10), 1, 2, 3, 4, 5, 5_001).rates()).isEqualTo(List.of(1.0, 0.2));
    }

    @Test
    void findsTheWorstDeviationInEitherDirection() {
        Windows windows = of(Duration.ofSeconds(15), 1, 2, 3, 4, 5, 5_001, 5_002, 5_003, 10_001, 10_002, 10_003);

        assertThat(windows.worstDeviation(1)).isCloseTo(0.4, within(1e-9));
        assertThat(windows.worstDeviation(0.6)).isCloseTo(2.0 / 3, within(1e-9));
        assertThat(windows.skip(1).worstDeviation(0.6)).isCloseTo(0, within(1e-9));
    }
}
