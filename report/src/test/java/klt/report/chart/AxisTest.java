package klt.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {

    @ParameterizedTest
    @CsvSource({"1000, 1200, 200", "999, 1200, 200", "0.3, 0.4, 0.1", "0, 1, 0.2", "4, 5, 1"})
    void aLinearAxisEndsOnARoundValueAboveTheHighest(double highest, double end, double step) {
        Axis axis = Axis.linear(highest, String::valueOf);

        assertThat(axis.high()).isCloseTo(end, offset(1e-9));
        assertThat(axis.ticks().get(1).value()).isCloseTo(step, offset(1e-9));
        assertThat(axis.place(axis.high())).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"900, 20000, 100, 100000", "1000, 1100, 1000, 10000", "1000, 1000, 1000, 10000", "0, 0, 1, 10"})
    void aLogarithmicAxisHoldsAllValuesInWholeDecades(double least, double highest, double low, double high) {
        Axis axis = Axis.logarithmic(least, highest, String::valueOf);

        assertThat(axis.low()).isCloseTo(low, offset(1e-6));
        assertThat(axis.high()).isCloseTo(high, offset(1e-6));
        assertThat(axis.place(axis.low())).isZero();
        assertThat(axis.place(Math.sqrt(axis.low() * axis.high()))).isBetween(0.499, 0.501);
    }

    @Test
    void aTimeAxisHasRoundSteps() {
        assertThat(Axis.time(60).ticks()).extracting(Axis.Tick::label).startsWith("0:00", "0:15", "0:30");
        assertThat(Axis.time(3_600).ticks()).extracting(Axis.Tick::label).endsWith("45:00", "1:00:00");
        assertThat(Axis.time(0).high()).isEqualTo(1);
    }
}
