package klt.bench;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import klt.common.schedule.FireTimes;
import klt.common.schedule.Segment;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The fire time of one message. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FireTimesBenchmark {

    private static final double RATE = 10_000;

    private final FireTimes oneRate = FireTimes.constant(RATE, FireTimes.UNBOUNDED, FireTimes.UNBOUNDED);
    private final FireTimes tenRates = new FireTimes(
            IntStream.range(0, 10)
                    .mapToObj(k -> new Segment(TimeUnit.SECONDS.toNanos(k), RATE + k))
                    .toList(),
            FireTimes.UNBOUNDED,
            FireTimes.UNBOUNDED);
    private long sequence;

    @Benchmark
    public long oneRate() {
        return oneRate.fireNanos(sequence++);
    }

    /** A message in the first of ten segments, which is found last. */
    @Benchmark
    public long firstOfTenRates() {
        return tenRates.fireNanos(sequence++ & 0xfff);
    }
}
