package klt.worker.produce;

import static klt.worker.TestRuns.SHARDS;
import static klt.worker.TestRuns.everything;
import static klt.worker.TestRuns.plan;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import klt.common.kafka.PartitionNumbers;
import klt.common.protocol.Grant;
import klt.common.protocol.Plan;
import klt.common.schedule.LoadChange;
import klt.common.spec.message.size.Sizes;
import klt.worker.TestRuns;
import klt.worker.clock.SendTime;
import klt.worker.core.Schedule;
import klt.worker.core.ScheduleState;
import klt.worker.produce.SendLoop.SendPlan;
import klt.worker.produce.message.ArraysByLength;
import klt.worker.produce.message.Messages;
import klt.worker.produce.message.PayloadPool;
import klt.worker.produce.message.PayloadWriter;
import klt.worker.produce.message.RawPayload;
import klt.worker.produce.message.ValueArrays;
import klt.worker.produce.outcome.AckRecorder;
import klt.worker.produce.outcome.ErrorTable;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;

/** A send loop with a simulated clock, and a record of what it does. */
abstract class SendLoopHarness {

    static final Instant START = Instant.parse("2026-11-23T04:12:00Z");
    static final long START_NANOS = 1_000_000_000_000L;
    static final long SECOND = 1_000_000_000L;
    static final String ME = "w1.1";
    static final int VALUE_BYTES = 1_024;
    static final List<Grant> WHOLE = List.of(everything(1, ME));

    final FakeTime time = new FakeTime(START_NANOS - 2 * SECOND);
    final ErrorTable errors = new ErrorTable();
    final List<Throwable> fatal = new ArrayList<>();
    final AckRecorder outcomes;
    final RunMeter meter = new RunMeter();
    final List<Long> sent = new ArrayList<>();
    final List<Long> sentAt = new ArrayList<>();
    final List<Callback> unanswered = new ArrayList<>();
    final List<Long> rests = new ArrayList<>();
    /** its pulse is far ahead of this time, so only a freeze closes it */
    final FakeTime pulses = new FakeTime(START_NANOS + 1_000_000 * SECOND);

    final SendGate gate = new SendGate(pulses);
    LongConsumer onSend = n -> {};
    Runnable onRest = () -> running().stop();
    Optional<SendLoop> running = Optional.empty();

    SendLoopHarness() {
        this(1);
    }

    /** @param producers the producers to which the loop sends */
    SendLoopHarness(int producers) {
        this(producers, 1);
    }

    /** @param topics of the run */
    SendLoopHarness(int producers, int topics) {
        outcomes = new AckRecorder(time, errors, fatal::add, producers, topics);
    }

    SendLoop loop(Plan plan) {
        return loop(plan, everything(1, ME));
    }

    SendLoop loop(Plan plan, Grant... grants) {
        return loop(sendPlan(plan, List.of(grants)));
    }

    SendLoop loop(SendPlan first) {
        return new SendLoop(time, time, outcomes, gate, SHARDS, first, () -> {
            rests.add(time.nanos() - START_NANOS);
            onRest.run();
        });
    }

    static SendPlan sendPlan(Plan plan, List<Grant> grants) {
        return new SendPlan(schedule(plan), grants);
    }

    static SendPlan sendPlan(Plan plan, LoadChange... changes) {
        return new SendPlan(schedule(plan, changes), WHOLE);
    }

    static Schedule schedule(Plan plan, LoadChange... changes) {
        return Schedule.of(plan, new ScheduleState(List.of(changes), false, Optional.empty()), START);
    }

    SendLoop running() {
        return running.orElseThrow();
    }

    /** Ends when the loop has nothing to send, unless a test changes that. */
    void run(SendLoop loop) {
        runOn(loop, START_NANOS);
    }

    void runOn(SendLoop loop, long startNanos) {
        StubProducer producer = new StubProducer((record, callback) -> {
            long sequence = ByteBuffer.wrap(record.value()).getLong();
            unanswered.add(callback);
            long at = time.nanos() - START_NANOS;
            onSend.accept(sequence);
            sent.add(sequence);
            sentAt.add(at);
        });
        Messages messages = new Messages(
                plan("{messages: 1}").spec(), new SequencePayload(), new SendTime(() -> 0), TestRuns.partitions(6));
        run(loop, List.of(producer), messages, startNanos);
    }

    /** A run with messages as a worker builds them for a plan. */
    void run(SendLoop loop, List<Producer<byte[], byte[]>> producers, Plan plan, int partitions) {
        run(loop, producers, plan, TestRuns.partitions(partitions));
    }

    void run(SendLoop loop, List<Producer<byte[], byte[]>> producers, Plan plan, PartitionNumbers partitions) {
        PayloadWriter payload = new RawPayload(
                PayloadPool.ofBytes(1, 0), new ValueArrays(new Sizes.Fixed(VALUE_BYTES), 1, new ArraysByLength()));
        run(loop, producers, Messages.of("r-1", plan, payload, 5, partitions, () -> 0), START_NANOS);
    }

    private void run(SendLoop loop, List<Producer<byte[], byte[]>> producers, Messages messages, long startNanos) {
        running = Optional.of(loop);
        outcomes.sendingThread(Thread.currentThread());
        meter.attach(
                loop,
                outcomes,
                errors,
                new ClientTotals(producers, time),
                Optional.ofNullable(messages.stamper()),
                startNanos);
        loop.run(producers, messages, startNanos);
    }

    RunTotals totals() {
        return meter.totals(nanos -> START.plusNanos(nanos - START_NANOS));
    }

    static List<Long> upTo(long messages) {
        return range(0, messages);
    }

    static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    /** A value that contains only the sequence. */
    private static final class SequencePayload implements PayloadWriter {
        private final byte[] value = new byte[Long.BYTES];

        @Override
        public void write(long sequence, long fireAt, long sendNanos) {
            ByteBuffer.wrap(value).putLong(sequence);
        }

        @Override
        public byte[] value() {
            return value;
        }
    }
}
