package klt.worker.produce;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import klt.bench.BenchPayloads;
import klt.common.kafka.PartitionNumbers;
import klt.common.protocol.Grant;
import klt.common.spec.RunSpec;
import klt.common.spec.SpecReader;
import klt.common.spec.SpecResult;
import klt.worker.clock.SendTime;
import klt.worker.core.Schedule;
import klt.worker.produce.message.BusTimestamp;
import klt.worker.produce.message.HeaderStamper;
import klt.worker.produce.message.Messages;
import klt.worker.produce.message.PayloadWriter;
import klt.worker.produce.outcome.AckRecorder;
import klt.worker.produce.outcome.ErrorTable;
import klt.worker.produce.payload.Payloads;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a worker's sending code on the calling thread, as fast as possible. Does no other expensive work, so that two senders' slices can
 * follow each other closely.
 */
public final class SliceSender implements AutoCloseable {

    private static final int SHARDS = 64;
    private static final String RUN = "r-20260111-1234-abc";
    private static final int PRODUCER = 0x5EED1234;

    private final RunSpec spec;
    private final Producer<byte[], byte[]> producer;
    private final Messages messages;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long sent;

    /**
     * A slice's cost.
     *
     * @param nanos time until all messages were acknowledged
     * @param threadNanos the sending thread's CPU time
     */
    public record Slice(long nanos, long threadNanos) {}

    /** @param yaml the run's spec; its topic must exist */
    public SliceSender(String kafka, String yaml) {
        spec = switch (SpecReader.readYaml(yaml)) {
            case SpecResult.Valid(RunSpec valid) -> valid;
            case SpecResult.Invalid invalid -> throw new IllegalArgumentException(invalid.toString());
        };
        Map<String, Object> kafkaOnly = new HashMap<>(Map.of("bootstrap.servers", kafka));
        Payloads payloads = BenchPayloads.of(spec);
        producer = new KafkaProducer<>(
                TargetCluster.properties(kafkaOnly, spec, payloads.bytesMax()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        String topic = spec.topic().name();
        PartitionNumbers partitions = new PartitionNumbers(
                List.of(topic), List.of(producer.partitionsFor(topic).size()));
        long epochNanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - System.nanoTime();
        PayloadWriter payload = payloads.writer("worker-1", RUN, new BusTimestamp(() -> epochNanos));
        messages = spec.carriesHeader()
                ? new Messages(
                        spec,
                        payload,
                        new HeaderStamper(spec, RUN, SHARDS, PRODUCER, partitions.count(), () -> epochNanos),
                        partitions)
                : new Messages(spec, payload, new SendTime(() -> epochNanos), partitions);
    }

    /** Sends the next {@code count} messages. */
    public Slice send(int count) {
        AckRecorder outcomes = new AckRecorder(System::nanoTime, new ErrorTable(), error -> {}, 1, 1);
        outcomes.sendingThread(Thread.currentThread());
        Ending ending = new Ending();
        SendLoop loop = new SendLoop(
                System::nanoTime,
                LockSupport::parkNanos,
                outcomes,
                // the pulse is far in the future, so a machine freeze never closes the gate
                new SendGate(() -> System.nanoTime() + TimeUnit.DAYS.toNanos(1)),
                SHARDS,
                new SendLoop.SendPlan(
                        new Schedule.AtMax(sent + count, 0, false, Schedule.NEVER), List.of(everythingFrom(sent))),
                ending);
        ending.loop = loop;
        long threadBefore = threads.getCurrentThreadCpuTime();
        long before = System.nanoTime();
        loop.run(List.of(producer), messages, before);
        long threadAfter = threads.getCurrentThreadCpuTime();
        producer.flush();
        long after = System.nanoTime();
        sent += count;
        if (outcomes.acked() != count) {
            throw new IllegalStateException(outcomes.acked() + " of " + count + " messages were acknowledged");
        }
        return new Slice(after - before, threadAfter - threadBefore);
    }

    private static Grant everythingFrom(long sequence) {
        List<Integer> all = IntStream.range(0, SHARDS).boxed().toList();
        return new Grant(1, "worker-1", 1, sequence, Optional.empty(), false, all);
    }

    @Override
    public void close() {
        producer.close();
    }

    /** Stops the loop when there is nothing left to send, because it would otherwise wait. */
    private static final class Ending implements Runnable {
        private @Nullable SendLoop loop;

        @Override
        public void run() {
            Objects.requireNonNull(loop).stop();
        }
    }
}
