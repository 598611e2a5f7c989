package klt.worker.produce;

import static klt.worker.TestRuns.SHARDS;
import static klt.worker.TestRuns.everything;
import static klt.worker.TestRuns.plan;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import klt.common.protocol.Plan;
import klt.common.protocol.SendLedgerReport;
import klt.common.spec.message.Sizes;
import klt.worker.core.Schedule;
import klt.worker.core.ScheduleState;
import klt.worker.produce.message.Messages;
import klt.worker.produce.message.RawPayload;
import klt.worker.produce.outcome.AckRecorder;
import klt.worker.produce.outcome.ErrorTable;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** A worker with several producers. */
class SendLoopProducersTest {

    private static final int PARTITIONS = 7;
    private static final int PRODUCERS = 3;

    private final FakeTime time = new FakeTime(0);
    private final ErrorTable errors = new ErrorTable();
    private final AckRecorder outcomes = new AckRecorder(time, errors, error -> {}, PRODUCERS);
    private final RunMeter meter = new RunMeter();
    /** by producer, the partitions of its messages */
    private final Map<Integer, List<Integer>> sent = new TreeMap<>();

    private final Map<Integer, List<Callback>> unanswered = new TreeMap<>();

    /** Sends everything at rate max; nothing is answered. */
    private void send(String yaml) {
        Plan plan = plan(yaml);
        Schedule schedule = Schedule.of(plan, new ScheduleState(List.of(), false, Optional.empty()), Instant.EPOCH);
        SendLoop[] running = new SendLoop[1];
        running[0] = new SendLoop(
                time,
                time,
                outcomes,
                new SendGate(time),
                SHARDS,
                new SendLoop.SendPlan(schedule, List.of(everything(1, "w"))),
                () -> running[0].stop());
        List<Producer<byte[], byte[]>> producers = IntStream.range(0, PRODUCERS)
                .<Producer<byte[], byte[]>>mapToObj(
                        number -> new StubProducer((record, callback) -> take(number, record, callback)))
                .toList();
        Messages messages =
                Messages.of("r-1", plan, new RawPayload(1, new Sizes.Fixed(1_024), 0), 5, PARTITIONS, () -> 0);
        outcomes.sendingThread(Thread.currentThread());
        meter.attach(
                running[0],
                outcomes,
                errors,
                new ClientTotals(producers, time),
                Optional.ofNullable(messages.stamper()),
                0);
        running[0].run(producers, messages, 0);
    }

    private void take(int producer, ProducerRecord<byte[], byte[]> record, Callback callback) {
        sent.computeIfAbsent(producer, number -> new ArrayList<>()).add(record.partition());
        unanswered.computeIfAbsent(producer, number -> new ArrayList<>()).add(callback);
    }

    @Test
    void aPartitionAlwaysUsesTheSameProducer() {
        send("{messages: 700, rate: max, partitioner: round-robin, producer: {perWorker: 3}}");

        assertThat(sent.keySet()).containsExactly(0, 1, 2);
        assertThat(sent.get(0)).hasSize(300).containsOnly(0, 3, 6);
        assertThat(sent.get(1)).hasSize(200).containsOnly(1, 4);
        assertThat(sent.get(2)).hasSize(200).containsOnly(2, 5);
    }

    @Test
    void theLoadTesterChoosesThePartitionsOfMessagesWithoutHeaders() {
        send("{messages: 700, rate: max, producer: {perWorker: 3, batchSize: 0}}");

        assertThat(sent.values().stream().mapToInt(List::size).sum()).isEqualTo(700);
        assertThat(sent.get(0)).hasSize(300).containsOnly(0, 3, 6);
    }

    @Test
    void theTotalsAndLatenciesAreThoseOfAllProducers() {
        send("{messages: 700, rate: max, partitioner: round-robin, verification: after, producer: {perWorker: 3}}");
        outcomes.sendingThread(new Thread());

        time.pass(5_000_000);
        unanswered.get(2).forEach(callback -> callback.onCompletion(null, new TimeoutException("expired")));
        answerAll(0);
        time.pass(2_000_000);
        answerAll(1);

        RunTotals totals = meter.totals(nanos -> Instant.EPOCH.plusNanos(nanos));
        assertThat(totals.sent()).isEqualTo(700);
        assertThat(totals.acked()).isEqualTo(500);
        assertThat(totals.indeterminate()).isEqualTo(200);
        assertThat(totals.payloadBytes()).isEqualTo(500 * 1_024);
        assertThat(totals.times().lastAckNanos()).hasValue(time.nanos());
        RunMeter.Latencies latencies = meter.takeLatencies();
        assertThat(latencies.responseTime().getTotalCount()).isEqualTo(500);
        assertThat(latencies.serviceTime().getCountBetweenValues(4_000, 6_000)).isEqualTo(300);
        assertThat(meter.takeLatencies().responseTime().getTotalCount()).isZero();
        assertThat(meter.progress().completed().messages()).isEqualTo(700);
        SendLedgerReport ledger = meter.evidence("r-1", 0).orElseThrow();
        assertThat(ledger.given()).hasSize(PARTITIONS).allSatisfy(given -> {
            assertThat(given.sent()).isEqualTo(100);
            assertThat(given.completed()).isEqualTo(100);
        });
    }

    private void answerAll(int producer) {
        LongStream.range(0, unanswered.get(producer).size())
                .forEach(i -> unanswered
                        .get(producer)
                        .get((int) i)
                        .onCompletion(new RecordMetadata(new TopicPartition("t", 0), i, 0, 0, 0, 0), null));
    }
}
