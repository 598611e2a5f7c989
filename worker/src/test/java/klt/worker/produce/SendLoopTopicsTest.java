package klt.worker.produce;

import static klt.worker.TestRuns.plan;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import klt.common.histogram.LatencyAggregate;
import klt.common.protocol.Plan;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.StatusRecord.TopicInterval;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** A run with several topics: the topic of each message, and the counts for each topic. */
class SendLoopTopicsTest extends SendLoopHarness {

    private static final int TOPICS = 3;
    private static final int MESSAGES = 3_000;

    private final Map<TopicPartition, Long> places = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    SendLoopTopicsTest() {
        super(1, TOPICS);
    }

    private void run(String more, Answer answer) {
        Plan plan = plan("{verification: after, topic: {name: 't{0..2}', weights: [1, 2, 5], partitions: 2}, messages: "
                + MESSAGES + more + ", rate: 1000}");
        run(
                loop(plan),
                List.of(new StubProducer((record, callback) -> {
                    time.pass(250_000);
                    places.merge(new TopicPartition(record.topic(), record.partition()), 1L, Long::sum);
                    int number = counts.merge(record.topic(), 1, Integer::sum);
                    Exception error = answer.to(record, number);
                    callback.onCompletion(
                            error == null
                                    ? new RecordMetadata(new TopicPartition(record.topic(), 0), 0, 0, 0, 0, 0)
                                    : null,
                            error);
                })),
                plan,
                plan.partitionNumbers());
    }

    private interface Answer {
        /** The error for a topic's message with this number; null if there is none. */
        Exception to(ProducerRecord<byte[], byte[]> record, int number);
    }

    private Map<Integer, TopicInterval> taken() {
        Map<Integer, TopicInterval> taken = new HashMap<>();
        meter.takeLatencies().topics().forEach(part -> taken.put(part.topic(), part));
        return taken;
    }

    private static long samples(TopicInterval topic) {
        LatencyAggregate all = new LatencyAggregate();
        all.add(topic.responseTime(), 0);
        return all.count();
    }

    @Test
    void eachTopicHasItsOutcomes() {
        run(
                ", warmup: 0s",
                (record, number) -> !record.topic().equals("t1")
                        ? null
                        : number <= 20
                                ? new TimeoutException("")
                                : number <= 27 ? new RecordTooLargeException("") : null);

        Map<Integer, TopicInterval> topics = taken();

        assertThat(topics).hasSize(TOPICS);
        assertThat(topics.get(0).outcomes().acked()).isEqualTo(counts.get("t0").longValue());
        assertThat(topics.get(2).outcomes().acked()).isEqualTo(counts.get("t2").longValue());
        TopicInterval failing = topics.get(1);
        assertThat(failing.outcomes().acked()).isEqualTo(counts.get("t1") - 27);
        assertThat(failing.outcomes().indeterminate() + failing.outcomes().failed())
                .isEqualTo(27);
        assertThat(failing.outcomes().failed()).isPositive();
        assertThat(failing.unanswered()).isEqualTo(27);
        for (TopicInterval topic : topics.values()) {
            assertThat(topic.payloadBytes()).isEqualTo(topic.outcomes().acked() * VALUE_BYTES);
            assertThat(samples(topic)).isEqualTo(topic.outcomes().acked());
            assertThat(topic.outcomes().aborted()).isZero();
        }
        assertThat(topics.values().stream()
                        .mapToLong(topic -> topic.outcomes().acked())
                        .sum())
                .isEqualTo(totals().acked());
        assertThat(taken()).isEmpty();
    }

    @Test
    void messagesOfTheWarmUpAreNotCounted() {
        run(", warmup: 1s", (record, number) -> number == 1 ? new RecordTooLargeException("") : null);

        Map<Integer, TopicInterval> topics = taken();

        assertThat(topics.values().stream()
                        .mapToLong(topic -> topic.outcomes().acked())
                        .sum())
                .isEqualTo(MESSAGES - 1_000);
        assertThat(topics.values().stream().mapToLong(topic -> samples(topic)).sum())
                .isEqualTo(MESSAGES - 1_000);
        for (TopicInterval topic : topics.values()) {
            assertThat(topic.outcomes().failed()).isZero();
            assertThat(topic.payloadBytes()).isEqualTo(topic.outcomes().acked() * VALUE_BYTES);
        }
    }

    @Test
    void theLedgersAreInTheOrderOfTheTopics() {
        run(", partitioner: {kind: round-robin}", (record, number) -> null);

        SendLedgerReport ledgers = meter.evidence("r-1", 0).orElseThrow();

        assertThat(ledgers.partitions()).isEqualTo(2 * TOPICS);
        List<Long> sent = new ArrayList<>();
        for (int topic = 0; topic < TOPICS; topic++) {
            sent.add(places.get(new TopicPartition("t" + topic, 0)));
            sent.add(places.get(new TopicPartition("t" + topic, 1)));
        }
        assertThat(ledgers.given().stream().map(SendLedgerReport.Given::sent)).isEqualTo(sent);
        assertThat(sent.stream().mapToLong(Long::longValue).sum()).isEqualTo(MESSAGES);
    }
}
