package klt.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyCollectorTest {

    private final LatencyCollector collector = new LatencyCollector("klt_test_seconds", "help", "w1");

    @Test
    void countsAValueInTheBucketWhoseBoundItDoesNotExceed() {
        Histogram micros = new Histogram(3);
        for (long value : new long[] {0, 100, 101, 2_500, 2_503, 1_000_000, 60_000_000, 61_000_000, 500_000_000}) {
            micros.recordValue(value);
        }
        collector.add("r1", micros, 0);

        assertThat(countUpTo(0.0001)).isEqualTo(2);
        assertThat(countUpTo(0.00025)).isEqualTo(3);
        assertThat(countUpTo(0.0025)).isEqualTo(4);
        assertThat(countUpTo(0.005)).isEqualTo(5);
        assertThat(countUpTo(1)).isEqualTo(6);
        assertThat(countUpTo(60)).isEqualTo(7);
        assertThat(countUpTo(Double.POSITIVE_INFINITY)).isEqualTo(9);
        assertThat(point().getSum()).isBetween(621.5, 622.8);
    }

    @Test
    void addsUpOverIntervals() {
        Histogram micros = new Histogram(3);
        micros.recordValue(50);
        collector.add("r1", micros, 0);
        collector.add("r1", micros, 0);
        collector.add("r1", new Histogram(3), 0);

        assertThat(countUpTo(0.0001)).isEqualTo(2);
        assertThat(point().getSum()).isEqualTo(100e-6);
    }

    @Test
    void countsTheUnansweredBeyondAllBounds() {
        Histogram micros = new Histogram(3);
        micros.recordValue(50);
        collector.add("r1", micros, 3);
        collector.add("r1", new Histogram(3), 2);

        assertThat(countUpTo(60)).isEqualTo(1);
        assertThat(countUpTo(Double.POSITIVE_INFINITY)).isEqualTo(6);
        assertThat(point().getCount()).isEqualTo(6);
        assertThat(point().getSum()).isEqualTo(50e-6);
    }

    @Test
    void keepsRunsApartUntilTheyAreRemoved() {
        Histogram micros = new Histogram(3);
        micros.recordValue(50);
        collector.add("r1", micros, 0);
        collector.add("r2", micros, 0);
        collector.add("r2", micros, 0);

        assertThat(collector.collect().getDataPoints())
                .extracting(point -> point.getLabels().get("run") + " " + point.getCount())
                .containsExactly("r1 1", "r2 2");
        collector.remove("r1");

        assertThat(point().getLabels().get("run")).isEqualTo("r2");
    }

    private HistogramDataPointSnapshot point() {
        return collector.collect().getDataPoints().getFirst();
    }

    private long countUpTo(double bound) {
        ClassicHistogramBuckets buckets = point().getClassicBuckets();
        long count = 0;
        for (int i = 0; i < buckets.size() && buckets.getUpperBound(i) <= bound; i++) {
            count += buckets.getCount(i);
        }
        return count;
    }
}
