package klt.worker.produce;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import klt.bench.BenchPayloads;
import klt.common.kafka.PartitionNumbers;
import klt.common.protocol.Grant;
import klt.common.schedule.FireTimes;
import klt.common.spec.RunSpec;
import klt.common.spec.SpecReader;
import klt.common.spec.SpecResult;
import klt.common.spec.load.Pacing;
import klt.worker.clock.SendTime;
import klt.worker.core.Schedule;
import klt.worker.produce.message.BusTimestamp;
import klt.worker.produce.message.Messages;
import klt.worker.produce.outcome.AckRecorder;
import klt.worker.produce.outcome.ErrorTable;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
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
 * The full cost of a 100 B message in this load tester's own code, from its fire time to the recording of its ack, on one thread and
 * without Kafka's client. All messages are already due, and are acknowledged immediately.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(SendLoopBenchmark.MESSAGES)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SendLoopBenchmark {

    /** Large enough for the cost of calling the loop to be negligible. */
    static final int MESSAGES = 100_000;

    private static final int SHARDS = 64;
    private static final double RATE = 10_000_000;
    private static final FireTimes FIRE_TIMES = FireTimes.constant(RATE, FireTimes.UNBOUNDED);

    private final RunSpec spec = spec("{messages: 1, payload: {format: raw, size: 100}}");
    private final Producer<byte[], byte[]> producer = new AnsweringProducer();
    private final Messages messages = new Messages(
            spec,
            BenchPayloads.of(spec).writer("worker-1", "r-1", new BusTimestamp(() -> 0)),
            new SendTime(() -> 0),
            new PartitionNumbers(List.of("loadtest"), List.of(6)));
    private final SendGate gate = new SendGate(System::nanoTime);
    private final List<Grant> grants = List.of(new Grant(
            1,
            "worker-1",
            1,
            0,
            Optional.empty(),
            false,
            IntStream.range(0, SHARDS).boxed().toList()));

    private @Nullable SendLoop loop;

    private static RunSpec spec(String yaml) {
        return switch (SpecReader.readYaml(yaml)) {
            case SpecResult.Valid(RunSpec valid) -> valid;
            case SpecResult.Invalid invalid -> throw new IllegalArgumentException(invalid.toString());
        };
    }

    @Benchmark
    public long paced() {
        return send(
                new Schedule.Paced(FIRE_TIMES, Pacing.BALANCED, MESSAGES, 0, 0, Schedule.NEVER, Optional.empty()),
                System.nanoTime() - FIRE_TIMES.fireNanos(MESSAGES));
    }

    @Benchmark
    public long atMax() {
        return send(new Schedule.AtMax(MESSAGES, 0, false, Schedule.NEVER), System.nanoTime());
    }

    /** Sends all messages. Stops the loop when there is nothing left to send, because it would otherwise wait. */
    private long send(Schedule schedule, long startNanos) {
        AckRecorder outcomes = new AckRecorder(System::nanoTime, new ErrorTable(), error -> {}, 1, 1);
        SendLoop sends = new SendLoop(
                System::nanoTime,
                nanos -> {},
                outcomes,
                gate,
                SHARDS,
                new SendLoop.SendPlan(schedule, grants),
                () -> Objects.requireNonNull(loop).stop());
        loop = sends;
        gate.pulse();
        gate.clear(gate.freezes());
        sends.run(List.of(producer), messages, startNanos);
        return sends.counters().sent();
    }
}
