package klt.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import klt.common.schedule.Arrivals;
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

/** Computes the fire time of one message. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FireTimesBenchmark {

    private static final double RATE = 10_000;
    private static final long NANOS = TimeUnit.DAYS.toNanos(10);
    private static final Segment WAVE = new Segment.Sine(NANOS, RATE, RATE / 2, TimeUnit.MINUTES.toNanos(10), 0);

    private final FireTimes.Reader oneRate =
            FireTimes.constant(RATE, FireTimes.UNBOUNDED).reader();
    private final FireTimes.Reader ramp = reader(Arrivals.UNIFORM, new Segment.Ramp(NANOS, 0, 2 * RATE));
    private final FireTimes.Reader sine = reader(Arrivals.UNIFORM, WAVE);
    private final FireTimes.Reader poisson = reader(new Arrivals.Poisson(1), new Segment.Constant(NANOS, RATE));
    private final FireTimes.Reader poissonSine = reader(new Arrivals.Poisson(1), WAVE);
    private final FireTimes.Reader tenRates = reader(
            Arrivals.UNIFORM,
            IntStream.range(0, 10)
                    .mapToObj(k -> new Segment.Constant(TimeUnit.SECONDS.toNanos(1), RATE + k))
                    .toArray(Segment[]::new));
    private long sequence;

    private static FireTimes.Reader reader(Arrivals arrivals, Segment... segments) {
        return new FireTimes(List.of(segments), arrivals, FireTimes.UNBOUNDED).reader();
    }

    @Benchmark
    public long oneRate() {
        return oneRate.fireNanos(sequence++);
    }

    @Benchmark
    public long ramp() {
        return ramp.fireNanos(sequence++);
    }

    @Benchmark
    public long sine() {
        return sine.fireNanos(sequence++);
    }

    @Benchmark
    public long poisson() {
        return poisson.fireNanos(sequence++);
    }

    @Benchmark
    public long poissonSine() {
        return poissonSine.fireNanos(sequence++);
    }

    @Benchmark
    public long tenRates() {
        return tenRates.fireNanos(sequence++ & 0xffff);
    }
}
