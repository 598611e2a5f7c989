package klt.worker.produce.message;

import java.util.concurrent.TimeUnit;
import klt.common.spec.message.Keys;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Writes a message's key. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KeyBenchmark {

    private final KeyWriter sequential = KeyWriter.of(new Keys.Sequential(), 1);
    private final KeyWriter random = KeyWriter.of(new Keys.Uniform(1_000_000), 1);
    private final KeyWriter zipf = KeyWriter.of(new Keys.Zipf(1_000_000, 0.99), 1);
    private final KeyWriter hotSet = KeyWriter.of(new Keys.HotSet(1_000_000, 0.2, 0.8), 1);
    private long sequence;

    @Benchmark
    public byte @Nullable [] sequential() {
        return sequential.key(sequence++);
    }

    @Benchmark
    public byte @Nullable [] random() {
        return random.key(sequence++);
    }

    @Benchmark
    public byte @Nullable [] zipf() {
        return zipf.key(sequence++);
    }

    @Benchmark
    public byte @Nullable [] hotSet() {
        return hotSet.key(sequence++);
    }
}
