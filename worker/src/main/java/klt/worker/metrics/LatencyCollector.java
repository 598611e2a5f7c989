package klt.worker.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Exposes one of each run's latencies as a Prometheus histogram, whose buckets can be summed across workers. The histogram is updated once
 * a second from the interval's histogram, so it adds nothing to the hot path. Messages without an ack are above all bounds: they are
 * included in the count but not in the sum.
 */
final class LatencyCollector implements Collector {

    /** Bucket bounds, µs: three per decade, from a fast local broker's latency to the clients' timeouts. */
    private static final long[] BOUNDS_MICROS = {
        100,
        250,
        500,
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        30_000_000,
        60_000_000
    };

    private static final double MICROS_PER_SECOND = 1e6;

    /** A run's counts, by bucket; the last bucket is above all bounds. */
    private static final class Buckets {
        private final long[] counts = new long[BOUNDS_MICROS.length + 1];
        private double sumMicros;

        void add(Histogram micros, long unanswered) {
            counts[BOUNDS_MICROS.length] += unanswered;
            if (micros.getTotalCount() == 0) {
                // an empty histogram has no mean
                return;
            }
            int bucket = 0;
            for (HistogramIterationValue value : micros.recordedValues()) {
                long lowest = micros.lowestEquivalentValue(value.getValueIteratedTo());
                while (bucket < BOUNDS_MICROS.length && lowest > BOUNDS_MICROS[bucket]) {
                    bucket++;
                }
                counts[bucket] += value.getCountAtValueIteratedTo();
            }
            sumMicros += micros.getMean() * micros.getTotalCount();
        }

        HistogramDataPointSnapshot point(Labels labels) {
            ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
            for (int i = 0; i < counts.length; i++) {
                double bound =
                        i < BOUNDS_MICROS.length ? BOUNDS_MICROS[i] / MICROS_PER_SECOND : Double.POSITIVE_INFINITY;
                buckets.bucket(bound, counts[i]);
            }
            return HistogramDataPointSnapshot.builder()
                    .labels(labels)
                    .classicHistogramBuckets(buckets.build())
                    .sum(sumMicros / MICROS_PER_SECOND)
                    .build();
        }
    }

    private final String name;
    private final String help;
    private final String worker;
    private final Map<String, Buckets> runs = new TreeMap<>();

    LatencyCollector(String name, String help, String worker) {
        this.name = name;
        this.help = help;
        this.worker = worker;
    }

    /** @param unanswered number of messages without an ack, which are not in the histogram */
    synchronized void add(String run, Histogram micros, long unanswered) {
        runs.computeIfAbsent(run, id -> new Buckets()).add(micros, unanswered);
    }

    synchronized void remove(String run) {
        runs.remove(run);
    }

    @Override
    public synchronized HistogramSnapshot collect() {
        HistogramSnapshot.Builder snapshot =
                HistogramSnapshot.builder().name(name).help(help);
        runs.forEach((run, buckets) -> snapshot.dataPoint(buckets.point(Labels.of("run", run, "worker", worker))));
        return snapshot.build();
    }
}
