package klt.common.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import klt.common.report.RunDocument;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many pairs of runs whose true difference is known. */
class CoverageTest {

    private static final int PAIRS = 500;

    /** With a true difference, the share of intervals that include it; without one, those that raise no false alarm. */
    @ParameterizedTest
    @CsvSource({"P99, 0", "P99, 0.2", "MEAN, 0.2"})
    void intervalsOfSingleRunsIncludeTheTrueDifferenceAsOftenAsTheyClaim(Figure.Stat stat, double difference) {
        SyntheticLoad load = new SyntheticLoad(60, 0.15, 0.5, 0);

        assertThat(coverage(stat, difference, load, 1)).isBetween(0.92, 0.98);
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "3, 0.1", "5, 0.1"})
    void intervalsOfRepeatedRunsIncludeWhatDiffersFromRunToRun(int runs, double between) {
        SyntheticLoad load = new SyntheticLoad(20, 0.1, 0.3, between);

        assertThat(coverage(Figure.Stat.P99, 0.2, load, runs)).isBetween(0.92, 0.98);
    }

    private static double coverage(Figure.Stat stat, double difference, SyntheticLoad load, int runs) {
        Figure figure = new Figure(Figure.Metric.RESPONSE, stat);
        Random random = new Random(1);
        int covered = 0;
        for (int pair = 0; pair < PAIRS; pair++) {
            Change change = Comparer.change(figure, side(load, runs, 0, random), side(load, runs, difference, random));
            covered += change.low() <= difference && difference <= change.high() ? 1 : 0;
        }
        return (double) covered / PAIRS;
    }

    private static List<RunDocument> side(SyntheticLoad load, int runs, double shift, Random random) {
        return IntStream.range(0, runs)
                .mapToObj(run -> load.run("r-" + run, shift, random))
                .toList();
    }
}
