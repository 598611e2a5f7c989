package klt.common.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import klt.common.report.RunDocument;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Many pairs of runs whose true difference is known: every other pair has none. */
class CoverageTest {

    private static final int PAIRS = 500;
    private static final double DIFFERENCE = 0.2;

    @ParameterizedTest
    @EnumSource(names = {"MEAN", "P99"})
    void intervalsOfSingleRunsIncludeTheTrueDifferenceAsOftenAsTheyClaim(Figure.Stat stat) {
        check(stat, new SyntheticLoad(60, 0.15, 0.5, 0), 1);
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "3, 0.1"})
    void intervalsOfRepeatedRunsIncludeWhatDiffersFromRunToRun(int runs, double between) {
        check(Figure.Stat.P99, new SyntheticLoad(20, 0.1, 0.3, between), runs);
    }

    private static void check(Figure.Stat stat, SyntheticLoad load, int runs) {
        Figure figure = new Figure(Figure.Metric.RESPONSE, stat);
        Random random = new Random(1);
        int covered = 0;
        int falseAlarms = 0;
        for (int pair = 0; pair < PAIRS; pair++) {
            double difference = pair % 2 * DIFFERENCE;
            Change change = Comparer.change(figure, side(load, runs, 0, random), side(load, runs, difference, random));
            covered += change.low() <= difference && difference <= change.high() ? 1 : 0;
            falseAlarms += difference == 0 && change.isShown() ? 1 : 0;
        }
        assertThat((double) covered / PAIRS).isBetween(0.92, 0.98);
        assertThat(falseAlarms / (PAIRS / 2.0)).isLessThan(0.08);
    }

    private static List<RunDocument> side(SyntheticLoad load, int runs, double shift, Random random) {
        return IntStream.range(0, runs)
                .mapToObj(run -> load.run("r-" + run, shift, random))
                .toList();
    }
}
