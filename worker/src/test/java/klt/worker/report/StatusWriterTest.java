package klt.worker.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import klt.common.histogram.LatencyHistogram;
import klt.common.histogram.LatencyRecorder;
import klt.common.protocol.PartitionAuditReport;
import klt.common.protocol.ReportRefused;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.StatusRecord.Heartbeat;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.TopicInterval;
import klt.common.protocol.StatusRecord.Vitals;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.common.protocol.interval.IntervalLatencies;
import klt.common.protocol.interval.SenderTimes;
import klt.common.protocol.topics.BusCodec;
import klt.common.protocol.topics.BusTopics;
import klt.common.protocol.topics.Decoded;
import klt.common.protocol.topics.Envelope;
import klt.common.spec.limit.Limits;
import klt.worker.clock.BusTime;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class StatusWriterTest {

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final BusTime busTime = new BusTime(() -> 1_000, InstantSource.fixed(Instant.EPOCH));
    private final StatusWriter writer = new StatusWriter("w1.1", "klt-status", () -> 7, busTime, () -> 1_000);

    @Test
    void keepsWhatIsOfferedBeforeTheTopicIsThere() {
        writer.offer(heartbeat(1));
        writer.offer(interval(1));
        writer.offer(heartbeat(2));
        assertThat(producer.history()).isEmpty();

        writer.open(producer, true);
        writer.pump();

        assertThat(written()).containsExactly("interval 1", "heartbeat 2");
        assertThat(writer.heartbeatsDropped()).isZero();
    }

    @Test
    void numbersItsRecordsAndNamesItsTerm() {
        writer.open(producer, true);
        writer.offer(heartbeat(1));
        writer.offer(heartbeat(2));

        assertThat(envelopes()).extracting(Envelope::number).containsExactly(0L, 1L);
        assertThat(envelopes()).extracting(Envelope::term).containsOnly(7L);
        assertThat(envelopes()).extracting(Envelope::writer).containsOnly("w1.1");
        assertThat(producer.history()).extracting(ProducerRecord::partition).containsOnly(0);
        assertThat(producer.history())
                .extracting(r -> new String(r.key(), StandardCharsets.UTF_8))
                .containsOnly("w1.1");
    }

    @Test
    void keepsOnlyTheNewestHeartbeatWhileKafkaDoesNotAnswer() {
        writer.open(producer, true);
        for (int i = 0; i < 100; i++) {
            writer.offer(interval(i));
            writer.offer(heartbeat(i));
        }
        assertThat(producer.history()).hasSize(StatusWriter.OUTSTANDING_MAX);

        answerAll();

        assertThat(written().stream().filter(r -> r.startsWith("interval")))
                .isEqualTo(
                        LongStream.range(0, 100).mapToObj(i -> "interval " + i).toList());
        assertThat(written()).endsWith("interval 99", "heartbeat 99").hasSizeLessThan(120);
        assertThat(writer.intervalsDropped()).isZero();
    }

    @Test
    void dropsAndCountsTheOldestIntervalsBeyondTheLimit() {
        for (int i = 0; i < StatusQueue.INTERVALS_MAX + 7; i++) {
            writer.offer(interval(i));
        }
        writer.open(producer, true);
        answerAll();

        assertThat(writer.intervalsDropped()).isEqualTo(7);
        assertThat(written()).startsWith("interval 7").hasSize(StatusQueue.INTERVALS_MAX);
    }

    @Test
    void triesAgainInOrderWhenTheClientDoesNotKnowTheLeader() {
        writer.open(producer, true);
        producer.sendException = new TimeoutException("no metadata");
        writer.offer(interval(1));
        writer.offer(heartbeat(1));
        assertThat(producer.history()).isEmpty();

        producer.sendException = null;
        writer.pump();

        assertThat(written()).containsExactly("interval 1", "heartbeat 1");
        assertThat(envelopes()).extracting(Envelope::number).containsExactly(0L, 1L);
        assertThat(writer.intervalsDropped()).isZero();
    }

    @Test
    void sendsAnIntervalAgainThatTheClientGaveUp() throws Exception {
        writer.open(producer, true);
        writer.offer(interval(1));
        writer.offer(heartbeat(1));
        onAnotherThread(() -> producer.errorNext(new TimeoutException("expired")));
        onAnotherThread(() -> producer.errorNext(new TimeoutException("expired")));
        writer.pump();

        assertThat(written()).containsExactly("interval 1", "heartbeat 1", "interval 1");
        assertThat(writer.heartbeatsDropped()).isEqualTo(1);
    }

    @Test
    void dropsAnIntervalThatKafkaWillNeverTake() throws Exception {
        writer.open(producer, true);
        writer.offer(interval(1));
        onAnotherThread(() -> producer.errorNext(new RecordTooLargeException()));
        writer.pump();

        assertThat(written()).containsExactly("interval 1", "rejected interval");
        assertThat(writer.intervalsDropped()).isEqualTo(1);
    }

    @Test
    void aHeartbeatDoesNotWaitForWhatReadersHaveToReport() {
        writer.open(producer, true);
        for (int partition = 0; partition < 2_000; partition++) {
            writer.offer(audited(partition));
        }
        writer.offer(heartbeat(1));

        answer(StatusWriter.OUTSTANDING_MAX + 1);

        assertThat(written()).contains("heartbeat 1");
    }

    @Test
    void newsOfAPartitionTakesThePlaceOfItsOlderReport() {
        for (int partition = 0; partition < 3; partition++) {
            writer.offer(audited(partition));
        }
        writer.offer(audited(0));
        writer.open(producer, true);
        answerAll();

        assertThat(written()).containsExactly("partition 0", "partition 1", "partition 2");
    }

    @Test
    void notifiesAsSoonAsThereIsRoomForWaitingReports() throws Exception {
        List<String> notified = new ArrayList<>();
        writer.onRoom(() -> notified.add("room"));
        writer.open(producer, true);
        for (int partition = 0; partition <= StatusWriter.OUTSTANDING_MAX; partition++) {
            writer.offer(audited(partition));
        }
        assertThat(notified).isEmpty();

        onAnotherThread(producer::completeNext);
        assertThat(notified).containsExactly("room");

        writer.pump();
        onAnotherThread(producer::completeNext);
        assertThat(notified).as("nothing waits any more").hasSize(1);
    }

    @Test
    void aReportThatKafkaRefusesIsItselfReported() throws Exception {
        writer.open(producer, true);
        writer.offer(audited(3));
        onAnotherThread(() -> producer.errorNext(new RecordTooLargeException("too large for the topic")));
        writer.offer(heartbeat(1));

        assertThat(written()).containsExactly("partition 3", "heartbeat 1", "rejected audited");
        ReportRefused refused = (ReportRefused) envelopes().getLast().body();
        assertThat(refused.run()).isEqualTo("r");
        assertThat(refused.bytes()).isPositive();
        assertThat(refused.reason()).isEqualTo("RecordTooLargeException: too large for the topic");
    }

    @Test
    void aReportBeyondTheLimitIsNotSentButReported() {
        writer.open(producer, true);
        writer.offer(tooLarge());
        writer.pump();

        assertThat(written()).containsExactly("rejected audited");
        ReportRefused refused = (ReportRefused) envelopes().getLast().body();
        assertThat(refused.bytes()).isGreaterThan(BusTopics.WRITTEN_BYTES_MAX);
        assertThat(refused.reason()).isEqualTo("larger than the limit of 900,000 bytes");
    }

    @Test
    void anIntervalBeyondTheLimitIsWrittenWithoutItsTopics() {
        writer.open(producer, true);
        writer.offer(ofManyTopics());
        writer.pump();

        assertThat(written()).containsExactly("interval 1", "rejected interval-topics");
        assertThat(((Interval) envelopes().getFirst().body()).topics()).isEmpty();
        assertThat(((ReportRefused) envelopes().getLast().body()).reason())
                .isEqualTo("larger than the limit of 900,000 bytes");
        assertThat(writer.intervalsDropped()).isZero();
    }

    @Test
    void anIntervalThatIsLostAfterOneWithoutItsTopicsIsReportedToo() throws Exception {
        writer.open(producer, true);
        writer.offer(ofManyTopics());
        writer.pump();
        onAnotherThread(producer::completeNext);
        onAnotherThread(producer::completeNext);
        writer.offer(interval(2));
        onAnotherThread(() -> producer.errorNext(new RecordTooLargeException()));
        writer.pump();

        assertThat(written())
                .containsExactly("interval 1", "rejected interval-topics", "interval 2", "rejected interval");
        assertThat(writer.intervalsDropped()).isEqualTo(1);
    }

    /** Response times that spread more widely than those of a real cluster. */
    private static Interval ofManyTopics() {
        Histogram wide = new Histogram(LatencyRecorder.SIGNIFICANT_DIGITS);
        for (long micros = 0; micros < 10_000_000; micros += 100) {
            wide.recordValue(micros);
        }
        TopicInterval topic = new TopicInterval(0, Interval.Outcomes.NONE, 0, LatencyHistogram.of(wide), 0);
        return interval(1, Collections.nCopies(Limits.TOPICS_MAX, topic));
    }

    @Test
    void aRefusedReportIsReportedOncePerKind() throws Exception {
        writer.open(producer, true);
        for (int i = 0; i < 3; i++) {
            writer.offer(audited(3));
            onAnotherThread(() -> producer.errorNext(new RecordTooLargeException()));
            writer.pump();
            onAnotherThread(producer::completeNext);
        }

        assertThat(written()).containsOnlyOnce("rejected audited");
    }

    /** Longer than any record that a worker creates. */
    private static PartitionAuditReport tooLarge() {
        List<PartitionAuditReport.Received> received = IntStream.range(0, PartitionAuditReport.PRODUCERS_MAX)
                .mapToObj(producer -> new PartitionAuditReport.Received(
                        Integer.MIN_VALUE + producer,
                        1L << 52,
                        1L << 52,
                        1L << 52,
                        1L << 52,
                        Long.MIN_VALUE,
                        holes(5),
                        1L << 52))
                .toList();
        return new PartitionAuditReport(
                "r",
                1,
                0,
                7,
                false,
                "",
                new PartitionAuditReport.Records(0, 0, 0, 0, 0),
                received,
                List.of(),
                0,
                List.of());
    }

    private static List<PartitionAuditReport.Hole> holes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        new PartitionAuditReport.Hole((1L << 52) + 2L * i, (1L << 52) + 2L * i + 1, 1L << 52, 1L << 52))
                .toList();
    }

    private static PartitionAuditReport audited(int partition) {
        return new PartitionAuditReport(
                "r",
                1,
                partition,
                7,
                false,
                "",
                new PartitionAuditReport.Records(0, 0, 0, 0, 0),
                List.of(),
                List.of(),
                0,
                List.of());
    }

    private void answer(int count) {
        for (int i = 0; i < count; i++) {
            producer.completeNext();
            writer.pump();
        }
    }

    private void answerAll() {
        do {
            writer.pump();
        } while (producer.completeNext());
    }

    private static void onAnotherThread(Runnable action) throws InterruptedException {
        Thread.ofPlatform().start(action).join();
    }

    private List<Envelope<StatusRecord>> envelopes() {
        List<Envelope<StatusRecord>> envelopes = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : producer.history()) {
            if (BusCodec.STATUS.decode(record.value()) instanceof Decoded.Good<StatusRecord>(var envelope)) {
                envelopes.add(envelope);
            }
        }
        return envelopes;
    }

    private List<String> written() {
        return envelopes().stream()
                .map(envelope -> switch (envelope.body()) {
                    case Heartbeat heartbeat -> "heartbeat " + heartbeat.lastTick();
                    case Interval interval -> "interval " + interval.number();
                    case PartitionAuditReport audited -> "partition " + audited.partition();
                    case ReportRefused refused -> "rejected " + refused.report();
                    default -> "?";
                })
                .toList();
    }

    private static Heartbeat heartbeat(long tick) {
        return new Heartbeat(
                new WorkerInfo("w1", "host", "1", 2, 1),
                tick,
                false,
                Optional.empty(),
                new Vitals(1, 1, 1, 1),
                List.of());
    }

    private static Interval interval(long number) {
        return interval(number, List.of());
    }

    private static Interval interval(long number, List<TopicInterval> topics) {
        return new Interval(
                "r",
                number,
                0,
                0,
                new Interval.Outcomes(0, 0, 0, 0),
                Interval.Outcomes.NONE,
                0,
                0,
                SenderTimes.NONE,
                new IntervalLatencies(
                        LatencyHistogram.EMPTY,
                        LatencyHistogram.EMPTY,
                        0,
                        LatencyHistogram.EMPTY,
                        LatencyHistogram.EMPTY,
                        0,
                        LatencyHistogram.EMPTY),
                topics);
    }
}
