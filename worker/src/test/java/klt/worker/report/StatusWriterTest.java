package klt.worker.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import klt.common.histogram.EncodedHistogram;
import klt.common.protocol.BusCodec;
import klt.common.protocol.Decoded;
import klt.common.protocol.Envelope;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.StatusRecord.Heartbeat;
import klt.common.protocol.StatusRecord.Hello;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.Vitals;
import klt.worker.clock.BusTime;
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
        for (int i = 0; i < StatusWriter.INTERVALS_WAITING_MAX + 7; i++) {
            writer.offer(interval(i));
        }
        writer.open(producer, true);
        answerAll();

        assertThat(writer.intervalsDropped()).isEqualTo(7);
        assertThat(written()).startsWith("interval 7").hasSize(StatusWriter.INTERVALS_WAITING_MAX);
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

        assertThat(written()).hasSize(1);
        assertThat(writer.intervalsDropped()).isEqualTo(1);
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
                    default -> "?";
                })
                .toList();
    }

    private static Heartbeat heartbeat(long tick) {
        return new Heartbeat(
                new Hello("w1", "host", "1", 2, 1), tick, false, Optional.empty(), new Vitals(1, 1, 1, 1), List.of());
    }

    private static Interval interval(long number) {
        return new Interval(
                "r",
                number,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                EncodedHistogram.EMPTY,
                EncodedHistogram.EMPTY,
                EncodedHistogram.EMPTY);
    }
}
