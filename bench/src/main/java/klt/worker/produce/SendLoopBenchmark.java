package klt.worker.produce;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import klt.common.schedule.FireTimes;
import klt.common.spec.RunSpec;
import klt.common.spec.SpecReader;
import klt.common.spec.SpecResult;
import klt.worker.core.Schedule;
import klt.worker.core.ShardWalk;
import org.apache.kafka.clients.producer.Producer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * All that a message of 100 B costs of ours, from its fire time to the recording of its ack, on one thread and without Kafka's client:
 * the messages are all due, and are answered at once.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(SendLoopBenchmark.MESSAGES)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SendLoopBenchmark {

    /** So many that what is made anew for each call of the loop does not show. */
    static final int MESSAGES = 100_000;

    private static final int SHARDS = 64;
    private static final double RATE = 10_000_000;
    private static final FireTimes FIRE_TIMES = FireTimes.constant(RATE, FireTimes.UNBOUNDED, FireTimes.UNBOUNDED);

    private final RunSpec spec = spec("{messages: 1, payload: {format: raw, size: 100}}");
    private final Producer<byte[], byte[]> producer = new AnsweringProducer();
    private final Messages messages =
            new Messages(spec, Messages.payload(spec, "worker-1", "r-1", new BusTimestamp(() -> 0)));
    private final ShardWalk walk =
            new ShardWalk(IntStream.range(0, SHARDS).boxed().toList(), SHARDS, 0);
    private final SendLoop paced = loop(new Schedule.Paced(FIRE_TIMES, 0, 0, Schedule.NEVER));
    private final SendLoop atMax = loop(new Schedule.AtMax(0, false, Schedule.NEVER));

    private static RunSpec spec(String yaml) {
        return switch (SpecReader.readYaml(yaml)) {
            case SpecResult.Valid(RunSpec valid) -> valid;
            case SpecResult.Invalid invalid -> throw new IllegalArgumentException(invalid.toString());
        };
    }

    private static SendLoop loop(Schedule schedule) {
        Outcomes outcomes = new Outcomes(System::nanoTime, new ErrorTable(), error -> {});
        return new SendLoop(System::nanoTime, nanos -> {}, outcomes, schedule);
    }

    @Benchmark
    public long paced() {
        long end = walk.sequence() + MESSAGES;
        paced.change(new Schedule.Paced(FIRE_TIMES, end, 0, Schedule.NEVER));
        paced.run(producer, messages, walk, System.nanoTime() - FIRE_TIMES.fireNanos(end));
        return paced.sent();
    }

    @Benchmark
    public long atMax() {
        atMax.change(new Schedule.AtMax(walk.sequence() + MESSAGES, false, Schedule.NEVER));
        atMax.run(producer, messages, walk, System.nanoTime());
        return atMax.sent();
    }
}
