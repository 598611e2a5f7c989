package klt.worker.produce;

import static klt.worker.TestRuns.SHARDS;
import static klt.worker.TestRuns.grants;
import static klt.worker.TestRuns.plan;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import klt.common.kafka.PartitionNumbers;
import klt.common.protocol.Plan;
import klt.common.spec.RunSpec.Verification;
import klt.worker.TestRuns;
import klt.worker.clock.SendTime;
import klt.worker.core.Schedule;
import klt.worker.core.ScheduleState;
import klt.worker.produce.message.HeaderStamper;
import klt.worker.produce.message.Messages;
import klt.worker.produce.message.PayloadWriter;
import klt.worker.produce.outcome.AckRecorder;
import klt.worker.produce.outcome.ErrorTable;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendLoopAllocationTest {

    private static final int WARM_UP = 100_000;
    private static final int MEASURED = 300_000;

    /**
     * Maximum number of allocated bytes per message; an object per message would take at least 16 bytes. Each of the two ledgers, of the
     * grant and of the partition, keeps one byte per message. The other allocations do not occur for each message: a longer key, a
     * timestamp once per millisecond, the date once per second, and a histogram that grows by about 100 KB when the machine stalls for
     * longer than before.
     */
    private static final double BYTES_PER_MESSAGE_MAX = 8;

    private static final String SCHEMA = """
            {"type": "record", "name": "R", "fields": [{"name": "i", "type": "int"}, {"name": "s", "type": ["null", "string"]},\
             {"name": "a", "type": {"type": "array", "items": "double"}}, {"name": "m", "type": {"type": "map", "values": "bytes"}},\
             {"name": "d", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9}}]}""";

    private static final String PROTO = """
            syntax = "proto3"; import "google/protobuf/timestamp.proto"; message R {int32 i = 1; optional string s = 2;\
             repeated double a = 3; map<string, bytes> m = 4; google.protobuf.Timestamp at = 5; oneof o {R r = 6; bool b = 7;}}""";

    private static final String JSON_SCHEMA = """
            {"type": "object", "required": ["i"], "properties": {"i": {"type": "integer"}, "s": {"type": ["null", "string"]},\
             "a": {"type": "array", "items": {"type": "number"}}, "m": {"additionalProperties": {"enum": [1, 2]}},\
             "d": {"format": "date-time"}, "e": {"format": "date"}}}""";

    private static final RecordMetadata ACK = new RecordMetadata(new TopicPartition("t", 0), 7, 0, 0, 0, 0);

    private static final long FAR_NANOS = TimeUnit.DAYS.toNanos(1);

    private final com.sun.management.ThreadMXBean threads =
            ManagementFactory.getPlatformMXBean(com.sun.management.ThreadMXBean.class);
    private final Callback[] inFlight = new Callback[64];
    private long sends;
    private long allocatedBefore;
    private long allocatedAfter;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{messages: 400001, rate: 10M}",
                "{messages: 400001, rate: max}",
                "{messages: 400001, rate: 10M, load: {arrivals: poisson}}",
                "{messages: 400001, load: {stages: '100ms:10M,10s:10M'}}",
                "{messages: 400001, load: {stages: [{sine: {mean: 10M, amplitude: 10M, period: 1s, duration: 10s}}]}}",
                "{messages: 400001, rate: 10M, load: {pacing: exact}}",
                "{messages: 400001, rate: 10M, key: {kind: sequential}}",
                "{messages: 400001, rate: 10M, key: {kind: zipf, cardinality: 1M}}",
                "{messages: 400001, rate: max, key: {kind: hotset}, verification: after}",
                "{messages: 400001, rate: 10M, payload: {format: raw, size: 100}}",
                "{messages: 400001, rate: 10M, payload: {format: raw, size: {uniform: {min: 0, max: 2KiB}}}, verification: after}",
                "{messages: 400001, rate: 10M, payload: {size: {histogram: {300-400: 3, 500-1000: 1}}}}",
                "{messages: 400001, rate: 10M, payload: {size: {lognormal: {median: 400, sigma: 0.5, min: 256, max: 2KiB}}}}",
                "{messages: 400001, load: {stages: [{duration: 20ms, target: 10M, size: 300}, {duration: 20ms, target: 10M, size: 400}],"
                        + " repeat: 40}, verification: after}",
                "{messages: 400001, payload: {format: raw, size: 9}, load: {repeat: 40, stages: [{duration: 20ms, target: 10M}, {duration: 20ms,"
                        + " target: 10M, size: {uniform: {min: 0, max: 1KiB}}}]}}",
                "{messages: 400001, rate: max, partitioner: {kind: weighted, weights: [5, 1, 1]}}",
                "{messages: 400001, rate: max, payload: {format: raw, tombstones: 0.1, compressibility: 0.5}, key: {kind: random}}",
                "{messages: 400001, rate: max, payload: {format: template, template: '{{sequence}} {{uuid}} {{timestamp}} {{string 99}}'}}",
                "{messages: 400001, rate: 10M, payload: {format: template, template: '{{int -5 10000}}{{oneOf a bc}}{{fake Name.fullName}}'}}",
                "{messages: 400001, rate: max, payload: {format: hex, hex: '00ff'}, verification: after}",
                "{messages: 400001, rate: 10M, payload: {format: avro, schema: '" + SCHEMA + "'}}",
                "{messages: 400001, rate: 10M, payload: {format: protobuf, schema: '" + PROTO + "'}}",
                "{messages: 400001, rate: 10M, payload: {format: json-schema, schema: '" + JSON_SCHEMA + "'}}",
                "{messages: 400001, rate: max, headers: {a: b, c: d}, verification: after}",
                "{messages: 400001, rate: 10M, verification: after}",
                "{messages: 400001, rate: max, key: {kind: sequential}, verification: after}",
                "{messages: 400001, rate: max, topic: {name: 't{1..3}', weights: [5, 1, 1]}}",
                "{messages: 400001, rate: 10M, topic: {name: 't{1..3}', partitions: 2}, verification: after}",
                "{messages: 400001, rate: max, producer: {perWorker: 2}, verification: after}",
                "{messages: 400001, rate: 10M, transactions: {messages: 1000, abortShare: 0.1}, verification: after}"
            })
    void aMessageAllocatesNothingOfOurs(String yaml) {
        Plan plan = plan(yaml);
        PartitionNumbers partitions = plan.partitionNumbers();
        int perWorker = plan.spec().producer().perWorker();
        AckRecorder outcomes = new AckRecorder(
                System::nanoTime,
                new ErrorTable(),
                error -> {},
                perWorker,
                partitions.topics().size());
        ScheduleState state = new ScheduleState(List.of(), false, Optional.empty());
        Schedule schedule = Schedule.of(plan, state, Instant.EPOCH);
        AtomicReference<SendLoop> running = new AtomicReference<>();
        SendLoop loop = new SendLoop(
                System::nanoTime,
                nanos -> {},
                outcomes,
                // the pulse is far in the future, so a freeze of this machine never closes the gate
                new SendGate(() -> System.nanoTime() + FAR_NANOS),
                SHARDS,
                new SendLoop.SendPlan(schedule, grants("w1.1", "w1.2")),
                () -> running.get().stop());
        running.set(loop);
        PayloadWriter payload = TestRuns.payload(plan.spec());
        Messages messages = plan.spec().verification() == Verification.NONE
                ? new Messages(plan.spec(), payload, new SendTime(() -> 0), partitions)
                : new Messages(
                        plan.spec(),
                        payload,
                        new HeaderStamper(plan.spec(), "r-1", SHARDS, 1, partitions.count(), () -> 0),
                        partitions);
        Producer<byte[], byte[]> producer =
                new StubProducer((record, callback) -> answerTheOneBefore(callback), step -> answerAll());
        plan.spec()
                .transactions()
                .map(spec ->
                        new Transactions(spec, 1, producer, outcomes.producers().getFirst(), System::nanoTime))
                .ifPresent(loop::sendIn);
        outcomes.sendingThread(Thread.currentThread());

        loop.run(Collections.nCopies(perWorker, producer), messages, System.nanoTime());

        double perMessage = (double) (allocatedAfter - allocatedBefore) / MEASURED;
        assertThat(loop.counters().sent()).isEqualTo(WARM_UP + MEASURED + 1);
        assertThat(perMessage).isLessThan(BYTES_PER_MESSAGE_MAX);
    }

    /** A message is answered 64 messages later, on this thread, so that its allocations are counted too. */
    private void answerTheOneBefore(Callback callback) {
        int place = (int) (sends & 63);
        Callback before = inFlight[place];
        if (before != null) {
            before.onCompletion(ACK, null);
        }
        inFlight[place] = callback;
        sends++;
        if (sends == WARM_UP) {
            allocatedBefore = threads.getCurrentThreadAllocatedBytes();
        } else if (sends == WARM_UP + MEASURED) {
            allocatedAfter = threads.getCurrentThreadAllocatedBytes();
        }
    }

    /** As Kafka's client does before a transaction ends. */
    private void answerAll() {
        for (int place = 0; place < inFlight.length; place++) {
            Callback before = inFlight[place];
            if (before != null) {
                before.onCompletion(ACK, null);
                inFlight[place] = null;
            }
        }
    }
}
