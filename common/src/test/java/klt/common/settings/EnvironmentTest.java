package klt.common.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {

    private static Environment with(String value) {
        return new Environment(Map.of("NAME", value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void anEmptyVariableCountsAsAbsent(String value) {
        assertThat(with(value).text("NAME")).isEmpty();
        assertThat(with(value).text("NAME", "default")).isEqualTo("default");
        assertThat(with(value).wholeNumber("NAME", 5, 1, 9)).isEqualTo(5);
        assertThat(with(value).list("NAME")).isEmpty();
    }

    @Test
    void anAbsentVariableGivesTheDefault() {
        assertThat(with("x").text("OTHER")).isEmpty();
        assertThat(with("x").text("OTHER", "default")).isEqualTo("default");
        assertThat(with("x").wholeNumber("OTHER", 5, 1, 9)).isEqualTo(5);
        assertThat(with("x").list("OTHER")).isEmpty();
    }

    @Test
    void textsAreStripped() {
        assertThat(with(" a b ").text("NAME")).contains("a b");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "9,9", "' 7 ',7", "+3,3"})
    void aWholeNumberIsReadWithinItsBounds(String value, int number) {
        assertThat(with(value).wholeNumber("NAME", 5, 1, 9)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "10", "-1", "1.5", "five", "1e1", "0x5", "2147483648", "99999999999999999999", "1 2", "1\n2"
            })
    void aWrongNumberStopsWithOneLineThatNamesTheVariable(String value) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> with(value).wholeNumber("NAME", 5, 1, 9))
                .withMessageStartingWith("NAME takes a whole number from 1 to 9, not '")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void aLongValueIsQuotedInPart() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> with("x".repeat(100_000)).wholeNumber("NAME", 5, 1, 9))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThanOrEqualTo(500));
    }

    @Test
    void aListIsSeparatedByCommas() {
        assertThat(with("a, b ,,c,").list("NAME")).containsExactly("a", "b", "c");
        assertThat(with(",").list("NAME")).isEmpty();
    }

    @Test
    void itIsShownWithoutValues() {
        assertThat(with("hunter2")).hasToString("Environment[NAME]");
    }

    @Test
    void itReadsTheProcess() {
        assertThat(Environment.ofProcess().variables()).isEqualTo(System.getenv());
    }
}
