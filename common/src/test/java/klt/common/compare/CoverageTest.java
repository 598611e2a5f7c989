package klt.common.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import klt.common.report.RunDocument;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Many pairs of runs whose true difference is known: every other pair has none. */
@Tag("extended")
class CoverageTest {

    private static final int PAIRS = 500;
    private static final double DIFFERENCE = 0.2;
    private static final Figure P99 = new Figure(Figure.Metric.RESPONSE, Figure.Stat.P99);
    private static final Figure RATE = new Figure(Figure.Metric.RATE, Figure.Stat.VALUE);

    /** Makes a side whose figure is this much higher, as a difference of logarithms. */
    private interface Source {
        List<RunDocument> side(double shift, Random random);
    }

    /** @param falseAlarms fraction of the pairs without a difference for which one is shown */
    private record Coverage(double covered, double falseAlarms) {}

    @ParameterizedTest
    @EnumSource(names = {"MEAN", "P99"})
    void intervalsOfSingleRunsIncludeTheTrueDifferenceAsOftenAsTheyClaim(Figure.Stat stat) {
        check(measure(new Figure(Figure.Metric.RESPONSE, stat), runs(1, new SyntheticLoad(60, 0.15, 0.5, 0))));
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "3, 0.1"})
    void intervalsOfRepeatedRunsIncludeWhatDiffersFromRunToRun(int runs, double between) {
        check(measure(P99, runs(runs, new SyntheticLoad(20, 0.1, 0.3, between))));
    }

    private static void check(Coverage coverage) {
        assertThat(coverage.covered()).isBetween(0.92, 0.98);
        assertThat(coverage.falseAlarms()).isLessThan(0.08);
    }

    @Test
    void intervalsOfShortRunsAreWide() {
        Coverage coverage = measure(P99, runs(1, new SyntheticLoad(10, 0.15, 0, 0)));

        assertThat(coverage.covered()).isGreaterThan(0.97);
        assertThat(coverage.falseAlarms()).isLessThan(0.03);
    }

    @Test
    void intervalsOfStronglyCorrelatedWindowsCoverLess() {
        Coverage coverage = measure(P99, runs(1, new SyntheticLoad(20, 0.15, 0.8, 0)));

        assertThat(coverage.covered()).isBetween(0.88, 0.96);
        assertThat(coverage.falseAlarms()).isLessThan(0.13);
    }

    @ParameterizedTest
    @CsvSource({"0.02", "0.001"})
    void intervalsOfTheRateIncludeHowLateTheLastAckIs(double drift) {
        Coverage coverage = measure(RATE, (shift, random) -> List.of(lateLastAck(shift, drift, random)));

        assertThat(coverage.covered()).isGreaterThan(0.92);
        assertThat(coverage.falseAlarms()).isLessThan(0.08);
    }

    /** The rates of its seconds vary, and its last ack is received about half a second after its load ends. */
    private static RunDocument lateLastAck(double shift, double drift, Random random) {
        int seconds = 30;
        SampleRun run = new SampleRun("r");
        long messages = 0;
        for (int second = 0; second < seconds; second++) {
            int acked = (int) Math.round(1_000 * Math.exp(shift + drift * random.nextGaussian()));
            run.window(acked);
            messages += acked;
        }
        return run.rate(messages / (seconds - 0.5 * Math.log(1 - random.nextDouble())))
                .document();
    }

    private static Source runs(int runs, SyntheticLoad load) {
        return (shift, random) -> IntStream.range(0, runs)
                .mapToObj(run -> load.run("r-" + run, shift, random))
                .toList();
    }

    private static Coverage measure(Figure figure, Source source) {
        Random random = new Random(1);
        int covered = 0;
        int falseAlarms = 0;
        for (int pair = 0; pair < PAIRS; pair++) {
            double difference = pair % 2 * DIFFERENCE;
            Change change = Comparer.change(figure, source.side(0, random), source.side(difference, random));
            covered += change.low() <= difference && difference <= change.high() ? 1 : 0;
            falseAlarms += difference == 0 && change.isShown() ? 1 : 0;
        }
        return new Coverage((double) covered / PAIRS, falseAlarms / (PAIRS / 2.0));
    }
}
