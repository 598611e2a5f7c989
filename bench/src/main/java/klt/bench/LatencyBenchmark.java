package klt.bench;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import klt.common.histogram.LatencyAggregate;
import klt.common.histogram.LatencyHistogram;
import klt.common.histogram.LatencyRecorder;
import klt.common.histogram.LatencySummary;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the steps of handling latencies: recording one per message, and encoding, merging and summarising histograms once per interval.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LatencyBenchmark {

    /** One interval at 10,000/s; a power of two, so that the index is a mask. */
    private static final int SAMPLES = 1 << 14;

    private static final long SEED = 0x6b6c74;
    private static final double MEDIAN_NANOS = 1_000_000;

    private final long[] latencies = latencies();
    private final LatencyRecorder recorder = new LatencyRecorder();
    private final Histogram interval = interval(latencies);
    private final LatencyHistogram encoded = LatencyHistogram.of(interval);
    private final LatencyAggregate aggregate = new LatencyAggregate();
    private int next;

    /** Returns latencies like a fast broker's: half of them are below 1 ms, one in a thousand is above 20 ms. */
    private static long[] latencies() {
        SplittableRandom random = new SplittableRandom(SEED);
        long[] nanos = new long[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            nanos[i] = (long) (MEDIAN_NANOS * Math.exp(random.nextGaussian()));
        }
        return nanos;
    }

    private static Histogram interval(long[] nanos) {
        LatencyRecorder filled = new LatencyRecorder();
        for (long latency : nanos) {
            filled.recordNanos(latency);
        }
        return filled.takeInterval();
    }

    @Benchmark
    public int record() {
        recorder.recordNanos(latencies[next]);
        next = (next + 1) & (SAMPLES - 1);
        return next;
    }

    @Benchmark
    public LatencyHistogram encode() {
        return LatencyHistogram.of(interval);
    }

    @Benchmark
    public LatencyAggregate merge() {
        aggregate.add(encoded);
        return aggregate;
    }

    @Benchmark
    public LatencySummary summarise() {
        return LatencySummary.of(interval, 0);
    }
}
