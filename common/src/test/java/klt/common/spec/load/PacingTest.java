package klt.common.spec.load;

import static klt.common.spec.load.Pacing.BALANCED;
import static klt.common.spec.load.Pacing.EFFICIENT;
import static klt.common.spec.load.Pacing.EXACT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PacingTest {

    @ParameterizedTest
    @CsvSource({
        "EXACT, 10000, 0",
        "EXACT, 10001, 100",
        "EXACT, 1000000, 100",
        "BALANCED, 1000, 0",
        "BALANCED, 1250, 0",
        "BALANCED, 1251, 800",
        "BALANCED, 100000, 800",
        "EFFICIENT, 10, 0",
        "EFFICIENT, 200, 0",
        "EFFICIENT, 201, 5000",
        "EFFICIENT, 100000, 5000",
    })
    void sendsMessagesTogetherWhenSeveralAreDueWithinTheInterval(Pacing pacing, double rate, long micros) {
        assertThat(pacing.intervalNanos(rate)).isEqualTo(TimeUnit.MICROSECONDS.toNanos(micros));
    }

    @ParameterizedTest
    @EnumSource
    void waitsForTheNextMessageWhenNoneIsDue(Pacing pacing) {
        assertThat(pacing.intervalNanos(0)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1", "300", "2000", "20000", "1000000"})
    void aModeIsNeverCloserToTheScheduleThanTheOneBeforeIt(double rate) {
        assertThat(EXACT.intervalNanos(rate)).isLessThanOrEqualTo(BALANCED.intervalNanos(rate));
        assertThat(BALANCED.intervalNanos(rate)).isLessThanOrEqualTo(EFFICIENT.intervalNanos(rate));
    }
}
