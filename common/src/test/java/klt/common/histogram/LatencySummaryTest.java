package klt.common.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencySummaryTest {

    private static final long SEED = 20_260_105L;

    @Test
    void fiveWorkersMergedAreExactlyOneHistogramOfAllSamples() {
        for (long seed = SEED; seed < SEED + 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            LatencyAggregate merged = new LatencyAggregate();
            LatencyRecorder single = new LatencyRecorder();
            for (int worker = 0; worker < 5; worker++) {
                LatencyRecorder own = new LatencyRecorder();
                // of different magnitudes, so that the arrays differ in length
                double magnitude = random.nextDouble(3, 11);
                for (int i = random.nextInt(1, 5_000); i > 0; i--) {
                    long nanos = (long) Math.pow(10, random.nextDouble(0, magnitude));
                    own.recordNanos(nanos);
                    single.recordNanos(nanos);
                }
                merged.add(LatencyHistogram.of(own.takeInterval()));
            }

            LatencySummary all = LatencySummary.of(single.takeInterval(), 0);

            assertThat(merged.summary()).as("seed %d", seed).isEqualTo(all);
        }
    }

    @Test
    void percentilesAreThoseOfTheSortedSamplesWithinThreeDigits() {
        SplittableRandom random = new SplittableRandom(SEED);
        Histogram histogram = new Histogram(LatencyRecorder.SIGNIFICANT_DIGITS);
        List<Long> sorted = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            long micros = (long) Math.pow(10, random.nextDouble(0, 7));
            histogram.recordValue(micros);
            sorted.add(micros);
        }
        Collections.sort(sorted);

        LatencySummary summary = LatencySummary.of(histogram, 0);

        assertThat(summary.count()).isEqualTo(10_000);
        assertClose(summary.p50(), sorted.get(4_999));
        assertClose(summary.p90(), sorted.get(8_999));
        assertClose(summary.p95(), sorted.get(9_499));
        assertClose(summary.p99(), sorted.get(9_899));
        assertClose(summary.p999(), sorted.get(9_989));
        assertClose(summary.p9999(), sorted.get(9_998));
        assertClose(summary.max(), sorted.getLast());
        double mean = sorted.stream().mapToLong(v -> v).average().orElseThrow();
        assertThat(summary.mean().orElseThrow()).as("seed %d", SEED).isCloseTo(mean, offset(mean / 1_000));
    }

    private static void assertClose(Optional<Long> actual, long exact) {
        assertThat(actual.orElseThrow()).as("seed %d", SEED).isBetween(exact, exact + exact / 1_000 + 1);
    }

    @Test
    void anEmptyHistogramHasNoFigure() {
        LatencySummary summary = LatencySummary.of(new Histogram(LatencyRecorder.SIGNIFICANT_DIGITS), 0);

        assertThat(summary).isEqualTo(LatencySummary.EMPTY);
        assertThat(summary.isEmpty()).isTrue();
        assertThat(summary.p50()).isEmpty();
        assertThat(summary.mean()).isEmpty();
    }
}
