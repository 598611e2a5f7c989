package klt.controller.core.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTimesTest {

    private static final Instant END = Instant.parse("2030-01-01T00:00:00Z");

    private static List<String> times(String expression, String zone, String after, int count) {
        return new CronTimes(expression, ZoneId.of(zone))
                .between(Instant.parse(after), END, count).stream()
                        .map(Instant::toString)
                        .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "0 2 * * 1-5, UTC, 2026-12-04T02:00:00Z, 2026-12-07T02:00:00Z",
        "0 2 * * MON, UTC, 2026-12-04T02:00:00Z, 2026-12-07T02:00:00Z",
        "0 2 * * 0, UTC, 2026-12-04T02:00:00Z, 2026-12-06T02:00:00Z",
        "0 2 * * 7, UTC, 2026-12-04T02:00:00Z, 2026-12-06T02:00:00Z",
        "0 2 * * *, Asia/Kolkata, 2026-12-01T00:00:00Z, 2026-12-01T20:30:00Z",
        "*/15 * * * *, UTC, 2026-12-01T00:15:00Z, 2026-12-01T00:30:00Z",
        "*/15 * * * *, UTC, 2026-12-01T00:14:59.999Z, 2026-12-01T00:15:00Z",
        "0 0 29 2 *, UTC, 2026-12-01T00:00:00Z, 2028-02-29T00:00:00Z",
    })
    void theNextTimeIsTheFirstOneAfterTheGivenTime(String expression, String zone, String after, String next) {
        assertThat(new CronTimes(expression, ZoneId.of(zone)).next(Instant.parse(after)))
                .contains(Instant.parse(next));
    }

    @Test
    void aDayOfMonthAndADayOfWeekAreAlternatives() {
        assertThat(times("0 0 13 * 5", "UTC", "2026-11-01T00:00:00Z", 3))
                .containsExactly("2026-11-06T00:00:00Z", "2026-11-13T00:00:00Z", "2026-11-20T00:00:00Z");
    }

    @Test
    void timesEndAtTheGivenTimeAndNumber() {
        CronTimes times = new CronTimes("*/10 * * * *", ZoneId.of("UTC"));
        Instant after = Instant.parse("2026-12-01T00:00:00Z");

        assertThat(times.between(after, after.plusSeconds(1199), 5)).hasSize(1);
        assertThat(times.between(after, after.plusSeconds(1200), 5)).hasSize(2);
        assertThat(times.between(after, END, 5)).hasSize(5);
        assertThat(times.between(after, after, 5)).isEmpty();
    }

    @Test
    void aTimeThatTheClocksSkipInSpringIsNotDueThatDay() {
        // at 02:00 in Berlin, the clocks are set forward to 03:00
        assertThat(times("30 2 * * *", "Europe/Berlin", "2026-03-27T12:00:00Z", 3))
                .containsExactly("2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z");
    }

    @Test
    void aTimeThatTheClocksRepeatInAutumnIsDueOnce() {
        // at 03:00 in Berlin, the clocks are set back to 02:00
        assertThat(times("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 2))
                .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    }

    @Test
    void timesOfEveryHourAreDueTwiceInAutumn() {
        assertThat(times("0 * * * *", "Europe/Berlin", "2026-10-24T23:30:00Z", 2))
                .containsExactly("2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z");
    }

    @Test
    void aStoredExpressionThatCannotBeParsedIsRejectedWhenItIsRead() {
        assertThatThrownBy(() -> new CronTimes("@daily", ZoneOffset.UTC)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * *",
                "60 * * * *",
                "0 24 * * *",
                "0 0 32 * *",
                "0 0 * 13 *",
                "0 0 * * 8",
                "@daily",
                "x * * * *"
            })
    void aWrongExpressionIsRejected(String expression) {
        assertThat(CronTimes.mistake(expression).orElseThrow()).startsWith("takes minute, hour, day of month");
    }

    @Test
    void anExpressionThatIsNeverDueIsRejected() {
        assertThat(CronTimes.mistake("0 0 30 2 *")).contains("is never due");
        assertThat(CronTimes.mistake("0 2 * * 1-5")).isEmpty();
        assertThat(CronTimes.mistake("0 " + "1,".repeat(100) + "2 * * *").orElseThrow())
                .contains("200 characters");
    }
}
