package klt.worker.consume;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import klt.common.header.HeaderReader;
import klt.common.header.MessageHeader;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Records when the consumers of groups in this JVM received records, by the machine's own clock and without any of their code: not before
 * the poll that returned them, and not after the next poll. Must be set as the interceptor of every client.
 */
public final class Arrivals implements ConsumerInterceptor<byte[], byte[]>, ProducerInterceptor<byte[], byte[]> {

    private static final Map<String, Queue<Poll>> BY_TOPIC = new ConcurrentHashMap<>();
    private boolean inGroup;
    private Optional<Poll> last = Optional.empty();

    /** The records of a topic that one poll returned. */
    static final class Poll {

        private final Instant notBefore;
        private final List<Long> sequences = new ArrayList<>();
        private volatile Optional<Instant> next = Optional.empty();

        private Poll(Instant notBefore) {
            this.notBefore = notBefore;
        }

        Instant notBefore() {
            return notBefore;
        }

        /** The consumer reads its clock after the poll and before this time. */
        Instant notAfter() {
            return next.orElseGet(Instant::now);
        }
    }

    /**
     * How long after they were due the messages of a topic arrived, in µs, sorted. Must be called when everything that was sent has been
     * counted.
     *
     * @param at the bound on the arrival of a poll's records
     */
    static List<Long> waits(String topic, Instant start, int rate, Function<Poll, Instant> at) {
        List<Long> waits = new ArrayList<>();
        for (Poll poll : BY_TOPIC.getOrDefault(topic, new ConcurrentLinkedQueue<>())) {
            Instant arrival = at.apply(poll);
            for (long sequence : poll.sequences) {
                Instant due = start.plus(Duration.ofSeconds(sequence).dividedBy(rate));
                waits.add(Math.max(0, ChronoUnit.MICROS.between(due, arrival)));
            }
        }
        return waits.stream().sorted().toList();
    }

    @Override
    public void configure(Map<String, ?> settings) {
        inGroup = settings.get("group.id") != null;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        Instant now = Instant.now();
        if (inGroup && !records.isEmpty()) {
            HeaderReader header = new HeaderReader();
            Poll poll = new Poll(now);
            String topic = records.iterator().next().topic();
            records.forEach(record -> {
                header.read(record.headers().lastHeader(MessageHeader.KEY).value(), record.key(), record.value());
                poll.sequences.add(header.sequence());
            });
            BY_TOPIC.computeIfAbsent(topic, of -> new ConcurrentLinkedQueue<>()).add(poll);
            last.ifPresent(before -> before.next = Optional.of(now));
            last = Optional.of(poll);
        }
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

    @Override
    public void close() {}
}
