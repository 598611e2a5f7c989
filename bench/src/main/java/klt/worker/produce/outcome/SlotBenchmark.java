package klt.worker.produce.outcome;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import klt.common.protocol.Grant;
import klt.worker.core.SendQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Acquires and releases a message's slot on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SlotBenchmark {

    private final AckRecorder outcomes = new AckRecorder(System::nanoTime, new ErrorTable(), error -> {}, 1, 1);
    private final SlotRing slots = new SlotRing(outcomes.producers().getFirst());
    private final SendQueue work = work();

    private static SendQueue work() {
        SendQueue work = new SendQueue(1);
        work.adopt(List.of(new Grant(1, "worker-1", 1, 0, Optional.empty(), false, List.of(0))));
        return work;
    }

    /** Uses only the slot ring. */
    @Benchmark
    public long takeAndGive() {
        SendSlot slot = slots.take();
        slots.give(slot);
        return outcomes.acked();
    }

    /** Also handles an ack, which records two latencies. The send and the ack each read the clock once. */
    @Benchmark
    public long takeAndAck() {
        long now = System.nanoTime();
        slots.take()
                .of(now, now, AckRecorder.Category.MEASURED, work.cursor(), null, null, 0, 100)
                .onCompletion(null, null);
        return outcomes.acked();
    }
}
