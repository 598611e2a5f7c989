package klt.common.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import klt.common.report.RunDocument;
import klt.common.report.SeriesRow;
import klt.common.report.latency.Latency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyMixtureTest {

    private static LatencyMixture mixture(RunDocument run) {
        List<Latency> windows = run.series().stream()
                .map(SeriesRow::latencies)
                .map(SeriesRow.SenderLatencies::responseTime)
                .filter(Latency::isMeasured)
                .toList();
        return LatencyMixture.of(windows);
    }

    private static double micros(LatencyMixture mixture, double p, Resample drawn) {
        return Math.exp(mixture.percentile(p).of(drawn));
    }

    @ParameterizedTest
    @CsvSource({"30, 0.1", "60, 0.5", "900, 0.3"})
    void mergesWindowsToThePercentilesOfTheirHistograms(int windows, double drift) {
        SampleRun sample = new SampleRun("r");
        Random random = new Random(7);
        for (int second = 0; second < windows; second++) {
            double median = 5_000 * Math.exp(drift * random.nextGaussian());
            sample.window(
                    random.doubles(1_000)
                            .map(any -> median * (0.3 - Math.log(1 - any)))
                            .toArray(),
                    0);
        }
        RunDocument run = sample.document();
        Latency exact = run.result().latencies().responseTime();

        LatencyMixture mixture = mixture(run);
        Resample all = Resample.ofAll(windows);

        assertThat(micros(mixture, 0.5, all))
                .isCloseTo(exact.p50().orElseThrow(), within(0.03 * exact.p50().get()));
        assertThat(micros(mixture, 0.9, all))
                .isCloseTo(exact.p90().orElseThrow(), within(0.03 * exact.p90().get()));
        assertThat(micros(mixture, 0.99, all))
                .isCloseTo(exact.p99().orElseThrow(), within(0.03 * exact.p99().get()));
        assertThat(micros(mixture, 0.999, all))
                .isCloseTo(
                        exact.p999().orElseThrow(), within(0.08 * exact.p999().get()));
    }

    @Test
    void isDominatedByTheWindowsOfAStall() {
        SampleRun run = new SampleRun("r");
        for (int second = 0; second < 50; second++) {
            run.window(IntStream.range(0, 100).mapToDouble(i -> 1_000 + i).toArray(), 0);
        }
        run.window(IntStream.range(0, 100).mapToDouble(i -> 400_000 + i).toArray(), 0);

        LatencyMixture mixture = mixture(run.document());

        assertThat(micros(mixture, 0.95, Resample.ofAll(51))).isBetween(1_000.0, 1_100.0);
        assertThat(micros(mixture, 0.99, Resample.ofAll(51))).isBetween(399_000.0, 401_000.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void ranksMessagesWithoutAnAnswerAboveAllOthers(int failed) {
        SampleRun run = new SampleRun("r");
        double[] answered = IntStream.range(0, 100 - failed)
                .mapToDouble(i -> 1_000 + 10 * i)
                .toArray();
        for (int second = 0; second < 10; second++) {
            run.window(answered, failed);
        }

        LatencyMixture mixture = mixture(run.document());
        Resample all = Resample.ofAll(10);

        double answeredShare = (100 - failed) / 100.0;
        assertThat(mixture.percentile(answeredShare).of(all)).isFinite();
        assertThat(mixture.percentile(answeredShare + 0.001).of(all)).isInfinite();
        assertThat(micros(mixture, 0.5, all)).isBetween(1_480.0, 1_510.0);
    }

    @Test
    void hasNoAnswerIfNothingWasAnswered() {
        RunDocument run = new SampleRun("r").window(new double[0], 5).document();

        assertThat(mixture(run).percentile(0.5).of(Resample.ofAll(1))).isInfinite();
    }

    @Test
    void sumsTheDrawnBlocksAlsoBeyondTheLastWindow() {
        PrefixSums sums = PrefixSums.of(List.of(1, 10, 100, 1_000, 10_000), window -> (double) window);
        RandomIndexes random = new RandomIndexes(3);

        for (int draw = 0; draw < 200; draw++) {
            double sum = Resample.drawn(5, 3, random).sum(sums);
            // five windows, and each block of three or two is consecutive
            assertThat(digits((long) sum)).isEqualTo(5);
        }
    }

    private static int digits(long sum) {
        return String.valueOf(sum).chars().map(digit -> digit - '0').sum();
    }

    @Test
    void drawsEveryWindowEquallyOften() {
        PrefixSums first = PrefixSums.of(List.of(1, 0, 0, 0, 0), window -> (double) window);
        RandomIndexes random = new RandomIndexes(3);

        double drawn = 0;
        for (int draw = 0; draw < 10_000; draw++) {
            drawn += Resample.drawn(5, 2, random).sum(first);
        }

        assertThat(drawn / 10_000).isCloseTo(1, within(0.05));
    }
}
