package klt.common.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import klt.common.compare.Comparison.Outcome;
import klt.common.compare.FailIf.Decision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailIfTest {

    @ParameterizedTest
    @CsvSource({
        "response.p99 > +10%, response.p99, true, 0.1",
        "response.p99.9>2.5%, response.p999, true, 0.025",
        "rate < -5%, rate, false, -0.05",
        "endToEnd.mean > 0%, endToEnd.mean, true, 0",
        "errors > +0.1pp, errors, true, 0.001"
    })
    void readsACondition(String text, String figure, boolean above, double bound) {
        FailIf condition = FailIf.parse(text);

        assertThat(condition.figure().name()).isEqualTo(figure);
        assertThat(condition.above()).isEqualTo(above);
        assertThat(condition.bound()).isEqualTo(bound);
        assertThat(condition.expression()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "response.p99",
                "response.p99 > 10",
                "response.p99 > +10ms",
                "response.p99 >= +10%",
                "response.p98 > +10%",
                "response > +10%",
                "lag > +10%",
                "errors > +10%",
                "rate < -5pp",
                "rate > -5%",
                "response.p99 < +5%",
                "response.p99 > +10% or rate < -5%"
            })
    void refusesAnythingElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> FailIf.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "response.p99 > +10%, WORSE, 0.11, FAILED",
        "response.p99 > +10%, WORSE, Infinity, FAILED",
        "response.p99 > +10%, WORSE, 0.09, PASSED",
        "response.p99 > +10%, NO_DIFFERENCE, 0.5, PASSED",
        "response.p99 > +10%, BETTER, -0.5, PASSED",
        "rate < -5%, WORSE, -0.06, FAILED",
        "rate < -5%, BETTER, 0.06, PASSED",
        "response.p99 < -5%, BETTER, -0.06, FAILED",
        "response.p99 > +10%, TOO_FEW_WINDOWS, 0.5, UNDECIDED",
        "response.p99 > +10%, TOO_FEW_MESSAGES, 0.5, UNDECIDED",
        "response.p99 > +10%, NOT_MEASURED, NaN, UNDECIDED",
        "response.p99 > +10%, INVALID, 0.5, UNDECIDED"
    })
    void failsOnlyWhereTheChangeIsBeyondTheBoundAndShown(
            String text, Outcome outcome, double change, Decision decision) {
        assertThat(FailIf.parse(text).result(outcome, change)).isEqualTo(new FailIf.Result(text, decision));
    }
}
