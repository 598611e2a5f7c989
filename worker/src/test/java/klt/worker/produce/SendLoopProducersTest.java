package klt.worker.produce;

import static klt.worker.TestRuns.plan;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import klt.common.protocol.Plan;
import klt.common.protocol.SendLedgerReport;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** A worker with several producers. */
class SendLoopProducersTest extends SendLoopHarness {

    private static final int PARTITIONS = 7;
    private static final int PRODUCERS = 3;

    /** by producer, the partitions of its messages */
    private final Map<Integer, List<Integer>> partitions = new TreeMap<>();

    private final Map<Integer, List<Callback>> callbacks = new TreeMap<>();

    SendLoopProducersTest() {
        super(PRODUCERS);
    }

    /** Sends everything at rate max; nothing is answered. */
    private void send(String yaml) {
        Plan plan = plan(yaml);
        List<Producer<byte[], byte[]>> producers = IntStream.range(0, PRODUCERS)
                .<Producer<byte[], byte[]>>mapToObj(
                        number -> new StubProducer((record, callback) -> take(number, record, callback)))
                .toList();
        run(loop(plan), producers, plan, PARTITIONS);
    }

    private void take(int producer, ProducerRecord<byte[], byte[]> record, Callback callback) {
        partitions.computeIfAbsent(producer, number -> new ArrayList<>()).add(record.partition());
        callbacks.computeIfAbsent(producer, number -> new ArrayList<>()).add(callback);
    }

    @Test
    void aPartitionAlwaysUsesTheSameProducer() {
        send("{messages: 700, rate: max, partitioner: round-robin, producer: {perWorker: 3}}");

        assertThat(partitions.keySet()).containsExactly(0, 1, 2);
        assertThat(partitions.get(0)).hasSize(300).containsOnly(0, 3, 6);
        assertThat(partitions.get(1)).hasSize(200).containsOnly(1, 4);
        assertThat(partitions.get(2)).hasSize(200).containsOnly(2, 5);
    }

    @Test
    void theLoadTesterChoosesThePartitionsOfMessagesWithoutHeaders() {
        send("{messages: 700, rate: max, producer: {perWorker: 3, batchSize: 0}}");

        assertThat(partitions.values().stream().mapToInt(List::size).sum()).isEqualTo(700);
        assertThat(partitions.get(0)).hasSize(300).containsOnly(0, 3, 6);
    }

    @Test
    void theTotalsAndLatenciesAreThoseOfAllProducers() {
        send("{messages: 700, rate: max, partitioner: round-robin, verification: after, producer: {perWorker: 3}}");
        outcomes.sendingThread(new Thread());

        time.pass(5_000_000);
        callbacks.get(2).forEach(callback -> callback.onCompletion(null, new TimeoutException("expired")));
        answerAll(0);
        time.pass(2_000_000);
        answerAll(1);

        RunTotals totals = totals();
        assertThat(totals.sent()).isEqualTo(700);
        assertThat(totals.acked()).isEqualTo(500);
        assertThat(totals.indeterminate()).isEqualTo(200);
        assertThat(totals.payloadBytes()).isEqualTo(500 * VALUE_BYTES);
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
        List<Callback> all = callbacks.get(producer);
        for (int i = 0; i < all.size(); i++) {
            all.get(i).onCompletion(new RecordMetadata(new TopicPartition("t", 0), i, 0, 0, 0, 0), null);
        }
    }
}
