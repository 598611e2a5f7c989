package klt.worker.produce.message;

import static klt.worker.TestRuns.SHARDS;
import static klt.worker.TestRuns.spec;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import klt.common.header.HeaderReader;
import klt.common.header.MessageHeader;
import klt.common.protocol.Grant;
import klt.common.spec.RunSpec;
import klt.worker.TestRuns;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class HeaderStamperTest {

    private static final String RUN = "r-1";
    private static final int PARTITIONS = 3;
    private static final int PRODUCER = 77;
    private static final long OFFSET_NANOS = 1_700_000_000_000_000_000L;
    private static final long START = 5_000_000_000L;
    private static final long NEAR = OFFSET_NANOS / 1_000;
    private static final Grant GRANT = TestRuns.everything(1, "w1.1");

    private final HeaderReader reader = new HeaderReader();
    private long offset = OFFSET_NANOS;

    private Messages messages(String yaml) {
        RunSpec spec = spec(yaml);
        return new Messages(
                spec,
                TestRuns.payloads(spec).writer("worker-1", RUN, new BusTimestamp(() -> offset)),
                new HeaderStamper(spec, RUN, SHARDS, PRODUCER, PARTITIONS, () -> offset),
                TestRuns.partitions(PARTITIONS));
    }

    private ProducerRecord<byte[], byte[]> send(Messages messages, long sequence, Grant grant) {
        ProducerRecord<byte[], byte[]> record =
                messages.of(sequence, START + sequence * 1_000, START + sequence * 1_000 + 2_500_000, grant, false);
        assertThat(record.headers().toArray()).hasSize(1);
        assertThat(reader.read(record.headers().lastHeader(MessageHeader.KEY).value(), record.key(), record.value()))
                .isTrue();
        messages.ledger().advance();
        return record;
    }

    @Test
    void aHeaderSaysAllOfItsMessage() {
        Messages messages = messages("{messages: 1, verification: after}");

        ProducerRecord<byte[], byte[]> record = send(messages, 200, GRANT);

        assertThat(reader.producer()).isEqualTo(PRODUCER);
        assertThat(reader.runHash()).isEqualTo(MessageHeader.runHash(RUN));
        assertThat(reader.topicHash()).isEqualTo(MessageHeader.topicHash("loadtest"));
        assertThat(reader.partition()).isEqualTo(record.partition());
        assertThat(reader.shard()).isEqualTo(200 % SHARDS);
        assertThat(reader.epoch()).isEqualTo(1);
        assertThat(reader.isRepair()).isFalse();
        assertThat(reader.sequence()).isEqualTo(200);
        assertThat(reader.ordinal()).isZero();
        assertThat(reader.fireMicros(NEAR)).isEqualTo((OFFSET_NANOS + START + 200_000) / 1_000);
        assertThat(reader.sendMicros(NEAR) - reader.fireMicros(NEAR)).isEqualTo(2_500);
    }

    @Test
    void partitionsThatAreAddedAreUsed() {
        Messages messages = messages("{messages: 1, verification: after, producer: {batchSize: 1kB}}");
        Set<Integer> before = new HashSet<>();
        for (long sequence = 0; sequence < 100; sequence++) {
            before.add(send(messages, sequence, GRANT).partition());
        }

        messages.grow(before.size() + 2);
        Set<Integer> after = new HashSet<>();
        for (long sequence = 100; sequence < 200; sequence++) {
            after.add(send(messages, sequence, GRANT).partition());
        }

        assertThat(after).hasSize(before.size() + 2).containsAll(before);
        assertThat(messages.stamper().partitions()).isEqualTo(before.size() + 2);
    }

    @Test
    void ofARepairToo() {
        send(messages("{messages: 1, verification: after}"), 5, TestRuns.repair(4, "w1.1", 0, 10, List.of(5)));

        assertThat(reader.isRepair()).isTrue();
    }

    @Test
    void theHeaderHasThePartitionOfThePartitioner() {
        for (String partitioner :
                List.of("round-robin", "{kind: fixed, partition: 2}", "{kind: weighted, weights: [1, 2]}")) {
            Messages messages = messages("{messages: 1, partitioner: " + partitioner + ", verification: after}");
            for (long n = 0; n < 50; n++) {
                assertThat(send(messages, n, GRANT).partition()).isEqualTo(reader.partition());
            }
        }
    }

    @Test
    void aTombstoneHasAValidHeaderToo() {
        Messages messages =
                messages("{messages: 1, payload: {tombstones: 0.5}, key: {kind: random}, verification: after}");
        int tombstones = 0;
        for (long n = 0; n < 1_000; n++) {
            tombstones += send(messages, n, GRANT).value() == null ? 1 : 0;
        }
        assertThat(tombstones).isBetween(430, 570);
    }

    @Test
    void ordinalsCountWhatEachPartitionWasGiven() {
        for (String key : List.of("none", "sequential", "random")) {
            Messages messages = messages(
                    "{messages: 1, key: {kind: " + key + "}, verification: after, producer: {batchSize: 3kB}}");
            Map<Integer, Long> next = new HashMap<>();
            for (long n = 8; n < 1_200; n++) {
                ProducerRecord<byte[], byte[]> record = send(messages, n, GRANT);

                assertThat(reader.partition()).isEqualTo(record.partition());
                assertThat(reader.ordinal()).isEqualTo(next.getOrDefault(record.partition(), 0L));
                next.merge(record.partition(), 1L, Long::sum);
            }
            assertThat(next.keySet()).containsExactlyInAnyOrder(0, 1, 2);
            assertThat(messages.stamper().evidence(RUN, 0).given().stream().mapToLong(given -> given.sent()))
                    .containsExactly(next.get(0), next.get(1), next.get(2));
        }
    }

    @Test
    void aMessageThatWasNotTakenLeavesItsOrdinalToTheNext() {
        Messages messages = messages("{messages: 1, verification: after}");
        messages.of(0, START, START, GRANT, false);

        send(messages, 1, GRANT);

        assertThat(reader.ordinal()).isZero();
    }

    @Test
    void theClocksOffsetIsReadAgainEachSecond() {
        Messages messages = messages("{messages: 1, verification: after}");
        send(messages, 0, GRANT);
        offset += 1_000_000;

        send(messages, 1, GRANT);
        assertThat(reader.fireMicros(NEAR)).isEqualTo((OFFSET_NANOS + START) / 1_000 + 1);
        send(messages, 1_000_000, GRANT);

        assertThat(reader.fireMicros(NEAR)).isEqualTo((OFFSET_NANOS + START) / 1_000 + 1_000_000 + 1_000);
    }

    @Test
    void evidenceIsOfThePartitionsThatAreAskedFor() {
        HeaderStamper stamper = messages("{messages: 1, verification: after}").stamper();

        assertThat(stamper.evidence(RUN, 1).first()).isEqualTo(1);
        assertThat(stamper.evidence(RUN, 1).given()).hasSize(PARTITIONS - 1);
        assertThat(stamper.evidence(RUN, 1).partitions()).isEqualTo(PARTITIONS);
        assertThat(stamper.evidence(RUN, 1).producer()).isEqualTo(PRODUCER);
    }
}
