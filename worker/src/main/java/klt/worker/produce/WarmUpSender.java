package klt.worker.produce;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import klt.common.clock.Ticker;
import klt.common.kafka.PartitionNumbers;
import klt.common.protocol.Grant;
import klt.common.protocol.Plan;
import klt.common.schedule.FireTimes;
import klt.common.spec.load.StageSizes;
import klt.worker.clock.BusTime;
import klt.worker.core.Schedule;
import klt.worker.produce.message.BusTimestamp;
import klt.worker.produce.message.Messages;
import klt.worker.produce.message.PayloadWriter;
import klt.worker.produce.outcome.AckRecorder;
import klt.worker.produce.outcome.ErrorTable;
import klt.worker.produce.payload.Payloads;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages with the code used by a run: the messages, the send loop, Kafka's producer with the run's settings, and the ack recorder.
 * The messages are sent in slices, each with a separate loop. Not thread-safe.
 */
public final class WarmUpSender implements AutoCloseable {

    /** The messages' schedule, with short intervals. */
    private static final FireTimes FIRE_TIMES = FireTimes.constant(50_000, FireTimes.UNBOUNDED);

    private static final long BUFFER_BYTES_MAX = 8L << 20;

    /** How far in the future to set the gate's pulse; messages that do not leave the process may be sent even after a freeze. */
    private static final long PULSE_AHEAD_NANOS = TimeUnit.HOURS.toNanos(1);

    private static final int PRODUCER_NUMBER = 0;

    private final Plan plan;
    private final Ticker ticker;
    private final Messages messages;
    private final Optional<StageSizes> sizes;
    private final Producer<byte[], byte[]> producer;
    private long sent;

    /**
     * @param payloads the run's payloads
     * @param count total number of messages to send, over which all stages' sizes are spread
     * @param worker the worker's name, which is part of JSON messages
     * @param bootstrap address of the server that receives the messages, which uses neither TLS nor authentication
     * @param partitions partition count of its only topic
     * @throws IllegalArgumentException if the run's messages cannot be created
     */
    public WarmUpSender(
            String run,
            Plan plan,
            Payloads payloads,
            long count,
            String worker,
            String bootstrap,
            int partitions,
            BusTime busTime,
            Ticker ticker) {
        this.plan = plan;
        sizes = payloads.stageSizes(count);
        this.ticker = ticker;
        PayloadWriter payload = payloads.writer(worker, run, new BusTimestamp(busTime::offsetNanos));
        PartitionNumbers oneTopic = PartitionNumbers.ofFirst(plan.spec().topic(), partitions);
        messages = Messages.of(run, plan, payload, PRODUCER_NUMBER, oneTopic, busTime::offsetNanos);
        Map<String, Object> properties = TargetCluster.properties(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap, ProducerConfig.CLIENT_ID_CONFIG, "warm-up"),
                plan.spec(),
                payloads.bytesMax());
        properties.put(
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                Math.min(plan.spec().producer().bufferMemory(), BUFFER_BYTES_MAX));
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Sends this many messages and waits for their outcomes.
     *
     * @return the meter that measured the messages
     */
    public RunMeter send(int count) {
        long first = sent;
        sent += count;
        ErrorTable errors = new ErrorTable();
        AckRecorder outcomes = new AckRecorder(ticker, errors, error -> {}, 1, 1);
        outcomes.sendingThread(Thread.currentThread());
        End end = new End();
        SendLoop loop = new SendLoop(
                ticker,
                LockSupport::parkNanos,
                outcomes,
                new SendGate(() -> ticker.nanos() + PULSE_AHEAD_NANOS),
                plan.shardCount(),
                new SendLoop.SendPlan(schedule(), List.of(everythingFrom(first))),
                end);
        end.loop = loop;
        long startNanos = ticker.nanos() - FIRE_TIMES.fireNanos(first);
        RunMeter meter = new RunMeter();
        meter.attach(
                loop,
                outcomes,
                errors,
                new ClientTotals(List.of(producer), ticker),
                Optional.ofNullable(messages.stamper()),
                startNanos);
        loop.run(List.of(producer), messages, startNanos);
        producer.flush();
        return meter;
    }

    /**
     * Returns a schedule of the same kind as the run's, because sending at fire times takes a different code path from sending at rate max.
     */
    private Schedule schedule() {
        return plan.spec().load().isMax()
                ? new Schedule.AtMax(sent, 0, false, Schedule.NEVER)
                : new Schedule.Paced(FIRE_TIMES, plan.spec().load().pacing(), sent, 0, 0, Schedule.NEVER, sizes);
    }

    private Grant everythingFrom(long sequence) {
        List<Integer> shards = IntStream.range(0, plan.shardCount()).boxed().toList();
        return new Grant(1, "warm-up", 1, sequence, Optional.empty(), false, shards);
    }

    /** Closes the producer without waiting for the acks of messages in flight. */
    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }

    /** Stops a slice's loop once the whole slice has been sent. */
    private static final class End implements Runnable {
        private @Nullable SendLoop loop;

        @Override
        public void run() {
            Objects.requireNonNull(loop).stop();
        }
    }
}
