package klt.controller.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import klt.common.report.limit.LimitResult.Bound;
import klt.common.report.limit.LimitResult.Progress;
import klt.common.report.limit.LimitResult.Verdict;
import klt.common.report.limit.LimitResult.Windows;
import klt.common.spec.load.LimitSettings;
import klt.controller.core.limit.JudgedWindow.Result;
import klt.controller.core.limit.LimitSearch.Next;
import klt.controller.core.limit.LimitTrials.Trial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The single steps of a search: five good windows make a lower bound, two bad ones an upper bound. */
class LimitStepsTest {

    private static final LimitSettings SETTINGS =
            new LimitSettings(1_000, 100_000, 0.03, Duration.ofSeconds(10), 6, 0.2, Duration.ofMinutes(5));

    /** Loads such as {@code 1000 g5 b1, 2000 b2}: the good (g), bad (b), excluded (x) and held (h) windows of each rate. */
    private static NavigableMap<Double, Tally> loads(String text) {
        NavigableMap<Double, Tally> loads = new TreeMap<>();
        for (String load : text.isEmpty() ? new String[0] : text.split(", ")) {
            String[] words = load.split(" ");
            loads.put(
                    Double.parseDouble(words[0]),
                    new Tally(count(words, 'g'), count(words, 'b'), count(words, 'x'), count(words, 'h'), 0));
        }
        return loads;
    }

    private static int count(String[] words, char kind) {
        for (String word : words) {
            if (word.charAt(0) == kind) {
                return Integer.parseInt(word.substring(1));
            }
        }
        return 0;
    }

    private static String next(LimitSettings settings, String loads) {
        return switch (new LimitSearch(settings, loads(loads)).next()) {
            case Next.Measure(double rate) -> "measure " + rate;
            case Next.Hold(double rate) -> "hold " + rate;
            case Next.Done() -> "done";
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                              | measure 1000.0
            # single windows bracket the limit
            1000 g1                         | measure 2000.0
            1000 b1                         | measure 500.0
            1000 g1 b1, 2000 b1             | measure 500.0
            1000 g1, 2000 b1                | measure 1414.0
            1000 g1, 1200 b1                | measure 1095.0
            1000 g1, 1100 b1                | measure 1000.0
            60000 g1                        | measure 100000.0
            100000 g1                       | measure 100000.0
            1.5 b1                          | measure 1.0
            1 b1                            | measure 1.0
            1000 g1 b1 x1                   | measure 500.0
            # with only a lower bound it goes up, by more each time
            1000 g5                         | measure 1030.0
            1000 g5, 1030 g5                | measure 1090.0
            1000 g5, 1800 g5                | measure 3400.0
            500 g1, 1000 g5                 | measure 1030.0
            1000 g5, 4000 g5                | measure 8000.0
            1000 g5, 1030 g5, 3000 g1       | measure 3000.0
            100000 g5                       | hold 100000.0
            100000 g5 h30                   | done
            # with only an upper bound it goes down
            1000 b2                         | measure 970.0
            970 b2, 1000 b2                 | measure 910.0
            600 b2, 1000 b2                 | measure 300.0
            400 g1, 1000 b2                 | measure 400.0
            1000 b2, 5000 g1                | measure 970.0
            1.02 b2                         | measure 1.0
            1 b2                            | done
            # between the bounds it halves the bracket
            1000 g5, 1100 b2                | measure 1049.0
            1000 g5, 1060 g1, 1100 b2       | measure 1060.0
            # an upper bound of two windows is measured once more
            1000 g5, 1020 b2                | measure 1020.0
            1000 g5, 1020 b3                | hold 1000.0
            1000 g5 h29, 1020 b3            | hold 1000.0
            1000 g5 h30, 1020 b3            | done
            1000 g5 h30, 1020 h1 b2         | done
            1000 g5 h30, 1020 x3            | done
            # windows of a load that contradict each other move the bound outwards
            1000 g5 b1, 1020 b3             | measure 970.0
            960 g1, 1000 g5 b1, 1020 b3     | measure 960.0
            940 g1, 1000 g5 b1, 1020 b3     | measure 940.0
            900 g1, 1000 g5 b1, 1020 b3     | measure 970.0
            970 g5, 1000 g5 b1, 1020 b3     | hold 970.0
            970 g5 h30, 1000 g5 b1, 1020 b3 | done
            930 g5, 1000 g5 b1, 1020 b3     | measure 970.0
            1000 g5, 1020 g1 b2             | measure 1051.0
            1000 g5, 1020 g1 b2, 1075 b1    | measure 1075.0
            1000 g5, 1020 g1 b2, 1090 b1    | measure 1051.0
            980 g5, 1000 g1 b2, 1060 b1     | measure 1060.0
            1000 g5, 1020 g1 b2, 1051 b3    | hold 1000.0
            1000 g5, 1020 g1 b2, 1051 g5    | measure 1083.0
            99000 g5, 100000 g1 b2          | hold 99000.0
            # excluded windows are measured again, until the load is out of reach
            1000 x1                         | measure 1000.0
            1000 g1, 2000 x2                | measure 2000.0
            1000 x3                         | measure 970.0
            1000 g1, 2000 g1 x2             | measure 4000.0
            """)
    void theNextLoadFollowsFromTheWindows(String loads, String next) {
        assertThat(next(SETTINGS, loads)).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1000 g4, 2000 b1                |      |
            1000 g5, 2000 b1                | 1000 |
            1000 g4, 2000 b2                |      | 2000
            1000 g5, 1500 g5, 2000 b2       | 1500 | 2000
            1000 g5, 2000 b2, 3000 g5       | 1000 | 2000
            1000 g5, 2000 b2, 3000 b2       | 1000 | 2000
            1000 g5, 2000 x3                | 1000 | 2000
            970 g5, 1000 g5 b1, 1020 b3     | 970  | 1020
            970 g5 b1, 1000 g5 b1, 1020 b3  | 970  | 1020
            930 g5, 1000 g5 b1, 1020 b3     | 1000 | 1020
            940 g5, 1000 g5 b1, 1020 b3     | 940  | 1020
            970 g4, 1000 g5 b1, 1020 b3     | 1000 | 1020
            1000 g5, 1020 g1 b2, 1051 b3    | 1000 | 1051
            1000 g5, 1020 g1 b2, 1090 b3    | 1000 | 1020
            1000 g5, 1020 g1 b2, 1051 b1    | 1000 | 1020
            980 g5, 1000 g1 b2, 1060 b3     | 980  | 1060
            1000 g5, 1020 g1 b2, 1051 g5    | 1000 | 1020
            """)
    void theBoundsFollowFromTheWindows(String loads, Double lower, Double upper) {
        LimitSearch search = new LimitSearch(SETTINGS, loads(loads));

        assertThat(search.lower()).isEqualTo(Optional.ofNullable(lower));
        assertThat(search.upper()).isEqualTo(Optional.ofNullable(upper));
    }

    @ParameterizedTest
    @CsvSource({"0.042, measure 1000.0", "0.041, measure 1095.0"})
    void theRoughBracketIsFourTimesAsWide(double width, String next) {
        LimitSettings settings =
                new LimitSettings(1_000, 100_000, width, Duration.ofSeconds(10), 6, 0.2, Duration.ZERO);

        // 1,000 to 1,200 is 16.7 % of 1,200
        assertThat(next(settings, "1000 g1, 1200 b1")).isEqualTo(next);
    }

    private static void add(LimitTrials trials, double rate, Result result, int windows) {
        for (int i = 0; i < windows; i++) {
            trials.add(rate, result, result == Result.BAD ? List.of("errors<1%") : List.of());
        }
    }

    @Test
    void theRemainingTimeIsThatOfTheHalvingsAndTheHold() {
        LimitTrials trials = new LimitTrials(SETTINGS);
        Duration change = Duration.ofSeconds(7);
        add(trials, 1_000, Result.GOOD, 1);
        assertThat(trials.remaining(change)).isEmpty();

        add(trials, 2_000, Result.BAD, 1);
        // 0.5 is halved five times until it is at most 0.03; neither bound is decided; four windows decide a load
        assertThat(trials.remaining(change)).contains(Duration.ofSeconds((5 + 2) * 47 + 300));

        add(trials, 2_000, Result.BAD, 1);
        assertThat(trials.remaining(change)).contains(Duration.ofSeconds((5 + 1) * 47 + 300));

        add(trials, 1_000, Result.GOOD, 4);
        assertThat(trials.remaining(change)).contains(Duration.ofSeconds(5 * 47 + 300));

        add(trials, 1_970, Result.GOOD, 5);
        add(trials, 2_000, Result.BAD, 1);
        assertThat(trials.limit().progress()).isEqualTo(Progress.HOLDING);
        assertThat(trials.remaining(change)).contains(Duration.ofMinutes(5));

        add(trials, 1_970, Result.GOOD, 29);
        assertThat(trials.remaining(change)).contains(Duration.ofSeconds(10));
        assertThat(trials.limit().held()).isFalse();

        add(trials, 1_970, Result.GOOD, 1);
        assertThat(trials.remaining(change)).contains(Duration.ZERO);
        assertThat(trials.limit().held()).isTrue();
        assertThat(trials.limit().progress()).isEqualTo(Progress.DONE);
        assertThat(trials.nextRate()).isEmpty();
    }

    @Test
    void aBracketWithoutAGoodLoadMayReachDownToZero() {
        LimitTrials trials = new LimitTrials(SETTINGS);
        add(trials, 1_000, Result.BAD, 2);

        // 0.97 is halved six times; the lower bound is missing
        assertThat(trials.remaining(Duration.ofSeconds(7))).contains(Duration.ofSeconds((6 + 1) * 47 + 300));
    }

    @Test
    void theWindowsOfALoadIncludeThoseOfTheHold() {
        LimitTrials trials = new LimitTrials(SETTINGS);
        add(trials, 100_000, Result.GOOD, 9);
        add(trials, 100_000, Result.BAD, 1);
        add(trials, 100_000, Result.EXCLUDED, 1);

        assertThat(trials.trials()).containsExactly(new Trial(100_000, Verdict.LOWER_BOUND, new Windows(9, 1, 1)));
        assertThat(trials.limit().bound()).isEqualTo(Bound.HIGHEST_RATE);
        assertThat(trials.verdict(5)).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void theNewestWindowLeavesABacklogUnlessItIsGood() {
        LimitTrials trials = new LimitTrials(SETTINGS);
        assertThat(trials.leavesBacklog()).isFalse();

        add(trials, 1_000, Result.BAD, 1);
        assertThat(trials.leavesBacklog()).isTrue();
        add(trials, 500, Result.GOOD, 1);
        assertThat(trials.leavesBacklog()).isFalse();
        add(trials, 500, Result.EXCLUDED, 1);
        assertThat(trials.leavesBacklog()).isTrue();
    }

    @Test
    void theObjectiveThatIsMissedMostOftenBinds() {
        LimitTrials trials = new LimitTrials(SETTINGS);
        trials.add(1_000, Result.BAD, List.of("errors<1%", "response.p99<20ms"));
        trials.add(1_000, Result.BAD, List.of("response.p99<20ms"));

        assertThat(trials.mostMissed(1_000)).contains("response.p99<20ms");
        assertThat(trials.limit().objective()).contains("response.p99<20ms");
        assertThat(trials.limit().bound()).isEqualTo(Bound.OBJECTIVE);
        assertThat(trials.mostMissed(500)).isEmpty();
    }

    @Test
    void aLoadThatTheLoadTesterCannotSendIsOutOfReach() {
        LimitTrials trials = new LimitTrials(SETTINGS);
        add(trials, 1_000, Result.EXCLUDED, 3);

        assertThat(trials.verdict(1_000)).isEqualTo(Verdict.OUT_OF_REACH);
        assertThat(trials.limit().bound()).isEqualTo(Bound.LOAD_TESTER);
        assertThat(trials.limit().upper()).contains(1_000.0);
        assertThat(trials.limit().lower()).isEmpty();
    }

    @Test
    void nothingIsKnownWithoutBounds() {
        assertThat(new LimitTrials(SETTINGS).limit().bound()).isEqualTo(Bound.NONE);
    }
}
