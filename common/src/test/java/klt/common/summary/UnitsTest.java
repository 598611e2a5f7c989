package klt.common.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {

    private static final Units UNITS = new Units(Glyphs.UNICODE);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0 µs",
                "7|7 µs",
                "850|850 µs",
                "999.6|1.00 ms",
                "1000|1.00 ms",
                "7412|7.41 ms",
                "40100|40.1 ms",
                "123456|123 ms",
                "999960|1.00 s",
                "1230000|1.23 s",
                "75000000|75.0 s",
                "1000000000|1000 s"
            })
    void writesLatenciesWithThreeDigitsAndAUnit(double micros, String text) {
        assertThat(UNITS.micros(micros)).isEqualTo(text);
    }

    @Test
    void writesADashForWhatWasNotMeasured() {
        assertThat(UNITS.micros(Optional.empty())).isEqualTo("–");
        assertThat(UNITS.micros(Optional.of(0L))).isEqualTo("0 µs");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|0", "0.5|0.5", "999.94|999.9", "1000|1,000", "12345.6|12,346", "1000000|1,000,000"})
    void writesRatesWithAFractionOnlyWhereItMatters(double rate, String text) {
        assertThat(UNITS.rate(rate)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0 B",
                "999|999 B",
                "1024|1.02 kB",
                "10240000|10.2 MB",
                "999999|1 MB",
                "5000000000|5 GB",
                "7000000000000|7 TB"
            })
    void writesBytesInDecimalUnits(long bytes, String text) {
        assertThat(UNITS.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|0.0 s", "9.94|9.9 s", "10.02|10 s", "59.6|1 min 00 s", "65|1 min 05 s", "3725|1 h 02 min"})
    void writesTimesAsPeopleWaitThem(double seconds, String text) {
        assertThat(UNITS.seconds(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|0%", "0.001|0.1%", "0.12345|12.3%", "1|100%"})
    void writesFractionsAsPercent(double fraction, String text) {
        assertThat(UNITS.percent(fraction)).isEqualTo(text);
    }

    @Test
    void writesTheSameInEveryCountry() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(UNITS.count(10_000)).isEqualTo("10,000");
            assertThat(UNITS.rate(0.5)).isEqualTo("0.5");
            assertThat(UNITS.seconds(1.5)).isEqualTo("1.5 s");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0.0%",
                "-0.0001|0.0%",
                "0.1234|+12.3%",
                "-0.0567|-5.7%",
                "9.9994|+999.9%",
                "12.346|+1,235%",
                "-1|-100.0%"
            })
    void writesChangesWithTheirSign(double fraction, String text) {
        assertThat(UNITS.change(fraction)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|0 pp", "0.001|+0.1 pp", "-0.0000123|-0.00123 pp", "0.5|+50 pp"})
    void writesDifferencesOfFractionsInPercentagePoints(double fraction, String text) {
        assertThat(UNITS.points(fraction)).isEqualTo(text);
    }
}
