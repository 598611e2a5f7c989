package klt.common.compare.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentTTest {

    /** Integrated numerically. */
    @ParameterizedTest
    @CsvSource({
        "1, 12.706",
        "2, 4.303",
        "2.5, 3.575",
        "3.4, 2.981",
        "7, 2.365",
        "12.3, 2.173",
        "45, 2.014",
        "200, 1.972",
        "1e9, 1.960"
    })
    void isWithinTwoPercentOfTheExactQuantile(double degrees, double exact) {
        assertThat(StudentT.quantile(degrees)).isCloseTo(exact, within(0.02 * exact));
    }

    @ParameterizedTest
    @CsvSource({"0.2", "0.99"})
    void takesOneDegreeForLess(double degrees) {
        assertThat(StudentT.quantile(degrees)).isEqualTo(StudentT.quantile(1));
    }
}
