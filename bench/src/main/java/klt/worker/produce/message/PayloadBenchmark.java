package klt.worker.produce.message;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Writing the value of one message. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PayloadBenchmark {

    /** As if sent at 10,000/s: the timestamp's date is recomputed as often as in a run. */
    private static final long INTERVAL_NANOS = 100_000;

    private final PayloadWriter json200B = json(200);
    private final PayloadWriter json1KiB = json(1_024);
    private final PayloadWriter raw100B = new RawPayload(1, 100);
    private final PayloadWriter raw1KiB = new RawPayload(1, 1_024);
    private long sequence;

    private static PayloadWriter json(int size) {
        return new JsonPayload(1, size, "worker-1", "r-20260111-1234-abc", new BusTimestamp(() -> 0));
    }

    /** The fields of a JSON message do not fit in 100 B. */
    @Benchmark
    public byte[] json200B() {
        return write(json200B);
    }

    @Benchmark
    public byte[] json1KiB() {
        return write(json1KiB);
    }

    @Benchmark
    public byte[] raw100B() {
        return write(raw100B);
    }

    @Benchmark
    public byte[] raw1KiB() {
        return write(raw1KiB);
    }

    private byte[] write(PayloadWriter payload) {
        long n = sequence++;
        payload.write(n, n * INTERVAL_NANOS);
        return payload.value();
    }
}
