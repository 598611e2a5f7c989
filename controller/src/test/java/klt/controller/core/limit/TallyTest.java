package klt.controller.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import klt.common.spec.load.LimitSettings;
import klt.controller.core.limit.JudgedWindow.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TallyTest {

    /** Six windows decide a load, of which one may be bad; the hold has ten, of which two may be bad. */
    private static final LimitSettings SETTINGS =
            new LimitSettings(100, 1_000, 0.03, Duration.ofSeconds(10), 6, 0.2, Duration.ofSeconds(100));

    private static Tally tally(int good, int bad) {
        return new Tally(good, bad, 0, 0, 0);
    }

    private static JudgedWindow window(Result result, boolean hold) {
        return new JudgedWindow(100, hold, result, List.of());
    }

    @Test
    void windowsOfTheHoldAreCountedApart() {
        Tally all = Tally.NONE
                .plus(window(Result.GOOD, false))
                .plus(window(Result.GOOD, true))
                .plus(window(Result.GOOD, true))
                .plus(window(Result.BAD, false))
                .plus(window(Result.BAD, false))
                .plus(window(Result.BAD, false))
                .plus(window(Result.BAD, true));

        assertThat(all).isEqualTo(new Tally(1, 3, 0, 2, 1));
        assertThat(all.measured()).isEqualTo(4);
        assertThat(all.held()).isEqualTo(3);
    }

    @Test
    void excludedWindowsAreCountedTogether() {
        Tally all = tally(1, 1).plus(window(Result.EXCLUDED, false)).plus(window(Result.EXCLUDED, true));

        assertThat(all).isEqualTo(new Tally(1, 1, 2, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, false, false",
        "4, 0, false, false",
        "5, 0, true, false",
        "4, 1, false, false",
        "5, 1, true, false",
        "0, 1, false, false",
        "0, 2, false, true",
        "4, 2, false, true",
        // two of ten are tolerated, three are not
        "8, 2, true, false",
        "7, 3, false, true"
    })
    void missingWindowsCountAgainstBothBounds(int good, int bad, boolean lower, boolean upper) {
        assertThat(tally(good, bad).isLowerBound(SETTINGS)).isEqualTo(lower);
        assertThat(tally(good, bad).isUpperBound(SETTINGS)).isEqualTo(upper);
    }

    @ParameterizedTest
    @CsvSource({"0, 2, false", "0, 3, true", "9, 3, true", "12, 3, false"})
    void theHoldCanOverturnALoad(int heldGood, int heldBad, boolean upper) {
        Tally held = new Tally(6, 0, 0, heldGood, heldBad);

        assertThat(held.isUpperBound(SETTINGS)).isEqualTo(upper);
        assertThat(held.isLowerBound(SETTINGS)).isEqualTo(!upper);
    }

    @ParameterizedTest
    @CsvSource({"9, 0, false", "10, 0, true", "8, 2, true", "0, 0, false"})
    void theHoldIsOverAfterItsWindows(int heldGood, int heldBad, boolean over) {
        assertThat(new Tally(6, 0, 0, heldGood, heldBad).isHeld(SETTINGS)).isEqualTo(over);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 2, 0, false",
        "0, 0, 3, 0, true",
        "1, 1, 3, 0, true",
        "2, 1, 3, 0, false",
        "2, 1, 4, 0, true",
        "2, 1, 4, 1, false"
    })
    void aLoadIsOutOfReachIfMostWindowsAreExcluded(int good, int bad, int excluded, int held, boolean expected) {
        Tally some = new Tally(good, bad, excluded, held, 0);

        assertThat(some.isOutOfReach(SETTINGS)).isEqualTo(expected);
        assertThat(some.isUpperBound(SETTINGS)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, false, false, false",
        "1, 0, false, true, false",
        "0, 1, false, false, true",
        "1, 1, true, false, true",
        "2, 1, true, true, false"
    })
    void theWindowsPointOneWay(int good, int bad, boolean mixed, boolean looksGood, boolean looksBad) {
        Tally some = tally(good, bad);

        assertThat(some.isMixed()).isEqualTo(mixed);
        assertThat(some.looksGood()).isEqualTo(looksGood);
        assertThat(some.looksBad()).isEqualTo(looksBad);
    }
}
