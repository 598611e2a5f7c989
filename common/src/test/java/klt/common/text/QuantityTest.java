package klt.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

    private static final long SEED = 20_260_108L;

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1000,1000",
        "50k,50000",
        "50K,50000",
        "1.5M,1500000",
        "1m,1000000",
        "2G,2000000000",
        "' 7 k ',7000",
        "333.3333333333333,333.3333333333333",
        "999999999999999,999999999999999",
        "0.00100000000000000002,0.00100000000000000002"
    })
    void countsAreReadWithTheirUnits(String text, BigDecimal count) {
        assertThat(Quantity.count(text)).hasValueSatisfying(v -> assertThat(v).isEqualByComparingTo(count));
    }

    @ParameterizedTest
    @CsvSource({
        "1024,1024",
        "1B,1",
        "1k,1000",
        "1kB,1000",
        "1KB,1000",
        "2M,2000000",
        "2MB,2000000",
        "3GB,3000000000",
        "1Ki,1024",
        "64KiB,65536",
        "1Mi,1048576",
        "1.5MiB,1572864",
        "1Gi,1073741824",
        "1GiB,1073741824"
    })
    void bytesAreReadWithTheirUnits(String text, BigDecimal bytes) {
        assertThat(Quantity.bytes(text)).hasValueSatisfying(v -> assertThat(v).isEqualByComparingTo(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "0s,PT0S",
        "500ms,PT0.5S",
        "250us,PT0.00025S",
        "90s,PT1M30S",
        "1h20m,PT1H20M",
        "1.5h,PT1H30M",
        "1d2h3m4s5ms6us,P1DT2H3M4.005006S",
        "0.1us,PT0.0000001S",
        "' 5s ',PT5S"
    })
    void durationsAreReadWithTheirUnits(String text, Duration duration) {
        assertThat(Quantity.duration(text)).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "k",
                "-1",
                "+1",
                "1,000",
                "1_000",
                "1e3",
                "0x10",
                ".5",
                "5.",
                "1.2.3",
                "1 2",
                "1kk",
                "NaN",
                "Infinity",
                "١",
                "1000000000000000",
                "0.123456789012345678901",
                "1T",
                "1ſ"
            })
    void whatIsNoQuantityIsEmpty(String text) {
        assertThat(Quantity.count(text)).isEmpty();
        assertThat(Quantity.bytes(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "5",
                "5 s",
                "-5s",
                "1h 20m",
                "5s!",
                "!5s",
                "5S",
                "1e3s",
                "1000000000000s",
                "999999999999d",
                "1.s",
                "5mss"
            })
    void whatIsNoDurationIsEmpty(String text) {
        assertThat(Quantity.duration(text)).isEmpty();
    }

    @Test
    void theLongestTextsAreReadQuickly() {
        assertThat(Quantity.duration("1d".repeat(50_000))).contains(Duration.ofDays(50_000));
        assertThat(Quantity.duration("9".repeat(100_000) + "s")).isEmpty();
        assertThat(Quantity.count("9".repeat(100_000))).isEmpty();
    }

    @Test
    void everyDurationReadsBackAsItWasWritten() {
        SplittableRandom random = new SplittableRandom(SEED);

        for (int i = 0; i < 10_000; i++) {
            Duration duration = Duration.ofNanos((long) Math.pow(10, random.nextDouble(0, 18)));
            String text = Quantity.format(duration);
            assertThat(Quantity.duration(text)).as("%s, seed %d", text, SEED).contains(duration);
        }
        assertThat(Quantity.duration(Quantity.format(Duration.ZERO))).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S,0s",
        "PT90S,1m30s",
        "PT24H,1d",
        "PT1.0000001S,1s0.1us",
        "PT0.0015S,1ms500us",
        "PT0.000000001S,0.001us"
    })
    void durationsAreWrittenInTheLargestUnitsThatFit(Duration duration, String text) {
        assertThat(Quantity.format(duration)).isEqualTo(text);
    }
}
