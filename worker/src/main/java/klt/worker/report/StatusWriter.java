package klt.worker.report;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import klt.common.clock.Ticker;
import klt.common.protocol.BusCodec;
import klt.common.protocol.BusTopics;
import klt.common.protocol.Consumed;
import klt.common.protocol.Envelope;
import klt.common.protocol.StatusRecord;
import klt.worker.clock.BusTime;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes this worker's records to the status topic, in order. As long as Kafka does not take them, the newest heartbeat waits alone,
 * since its totals hold those of all before, and so does the newest record of each other {@link Subject}; the newest
 * {@value #INTERVALS_WAITING_MAX} intervals wait with them; older ones are dropped, counted and said.
 *
 * <p>One thread offers; the producer's I/O thread answers.
 */
public final class StatusWriter {

    /** Records that Kafka has not answered yet; bounds their memory and how old a heartbeat can get. */
    static final int OUTSTANDING_MAX = 16;

    /** Five minutes of one run. */
    static final int INTERVALS_WAITING_MAX = 300;

    private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);

    private final String worker;
    private final byte[] key;
    private final String topic;
    private final LongSupplier term;
    private final BusTime busTime;
    private final Ticker ticker;

    private volatile Optional<Link> link = Optional.empty();
    private final AtomicLong outstanding = new AtomicLong();
    private final AtomicLong heartbeatsAcked = new AtomicLong();
    private final AtomicLong heartbeatsDropped = new AtomicLong();
    private final AtomicLong intervalsDropped = new AtomicLong();
    private final AtomicLong clockJumps = new AtomicLong();

    /** intervals that were given up by the client, to be sent again; no more of them than were outstanding */
    private final Queue<StatusRecord> unwritten = new ConcurrentLinkedQueue<>();

    // the offering thread's own
    private final Deque<StatusRecord> waiting = new ArrayDeque<>();
    private long number;

    /** @param stamped the topic's records get the broker's time */
    private record Link(Producer<byte[], byte[]> producer, boolean stamped) {}

    /** @param term the newest controller's */
    public StatusWriter(String worker, String topic, LongSupplier term, BusTime busTime, Ticker ticker) {
        this.worker = worker;
        this.key = worker.getBytes(StandardCharsets.UTF_8);
        this.topic = topic;
        this.term = term;
        this.busTime = busTime;
        this.ticker = ticker;
    }

    /** The topic is there. What is offered waits until then. */
    public void open(Producer<byte[], byte[]> producer, boolean stamped) {
        link = Optional.of(new Link(producer, stamped));
    }

    public boolean isOpen() {
        return link.isPresent();
    }

    void offer(StatusRecord record) {
        if (record instanceof StatusRecord.Heartbeat
                && waiting.removeIf(StatusRecord.Heartbeat.class::isInstance)
                && link.isPresent()) {
            heartbeatsDropped.incrementAndGet();
        }
        Optional<List<Object>> subject = Subject.of(record);
        if (subject.isPresent()) {
            waiting.removeIf(older -> Subject.of(older).equals(subject));
        }
        waiting.add(record);
        if (waiting.stream().filter(StatusWriter::isOfAnInterval).count() > INTERVALS_WAITING_MAX) {
            dropOldestInterval();
        }
        pump();
    }

    private void dropOldestInterval() {
        waiting.stream().filter(StatusWriter::isOfAnInterval).findFirst().ifPresent(waiting::remove);
        intervalDropped("Kafka has not taken any for long");
    }

    /** It holds measurements that no later record has. */
    private static boolean isOfAnInterval(StatusRecord record) {
        return record instanceof StatusRecord.Interval || record instanceof Consumed;
    }

    private void intervalDropped(String reason) {
        if (intervalsDropped.incrementAndGet() == 1) {
            LOG.warn("an interval of measurements is dropped, and maybe more after it: {}", reason);
        }
    }

    /** Sends what waits, as far as the limit and the client let it. */
    void pump() {
        for (StatusRecord record = unwritten.poll(); record != null; record = unwritten.poll()) {
            waiting.addFirst(record);
        }
        link.ifPresent(open -> {
            boolean taken = true;
            while (taken && !waiting.isEmpty() && outstanding.get() < OUTSTANDING_MAX) {
                taken = send(open, waiting.getFirst());
                if (taken) {
                    waiting.removeFirst();
                }
            }
        });
    }

    /** @return false when the client does not take it now, because it does not know the topic's leader */
    private boolean send(Link open, StatusRecord record) {
        byte[] value = BusCodec.STATUS.encode(new Envelope<>(term.getAsLong(), worker, number, record));
        Delivery delivery = new Delivery(open, record, ticker.nanos(), Thread.currentThread());
        outstanding.incrementAndGet();
        try {
            var unused = open.producer().send(new ProducerRecord<>(topic, BusTopics.PARTITION, key, value), delivery);
        } catch (KafkaException e) {
            delivery.onCompletion(null, e);
        }
        if (delivery.refused) {
            return false;
        }
        number++;
        return true;
    }

    /** Awaits the answer for one record. */
    private final class Delivery implements Callback {
        private final Link open;
        private final StatusRecord record;
        private final long sentNanos;
        private final Thread sender;
        private boolean refused;

        private Delivery(Link open, StatusRecord record, long sentNanos, Thread sender) {
            this.open = open;
            this.record = record;
            this.sentNanos = sentNanos;
            this.sender = sender;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception error) {
            outstanding.decrementAndGet();
            if (metadata != null && error == null) {
                written(metadata);
            } else if (Thread.currentThread().equals(sender) && isPassing(error)) {
                refused = true;
            } else {
                lost(error);
            }
        }

        private void written(RecordMetadata metadata) {
            if (record instanceof StatusRecord.Heartbeat) {
                heartbeatsAcked.incrementAndGet();
            }
            if (open.stamped() && busTime.observe(sentNanos, ticker.nanos(), metadata.timestamp())) {
                clockJumps.incrementAndGet();
                LOG.warn("the broker's clock has jumped, or another broker leads {}", topic);
            }
        }

        private void lost(@Nullable Exception error) {
            boolean repeatable = record instanceof StatusRecord.Interval
                    || Subject.of(record).isPresent();
            if (repeatable && isPassing(error)) {
                // a repeat changes nothing: it has the same number, or says less than a newer one
                unwritten.add(record);
            } else if (isOfAnInterval(record)) {
                intervalDropped(String.valueOf(error));
            } else if (heartbeatsDropped.incrementAndGet() == 1) {
                LOG.warn("a heartbeat was not written to {}: {}", topic, String.valueOf(error));
            }
        }

        private boolean isPassing(@Nullable Exception error) {
            return error instanceof RetriableException;
        }
    }

    /** Waits until Kafka has answered everything, at most so long, and closes. */
    void close(Duration limit) {
        long deadline = ticker.nanos() + limit.toNanos();
        while ((!waiting.isEmpty() || !unwritten.isEmpty() || outstanding.get() > 0)
                && ticker.nanos() - deadline < 0
                && link.isPresent()) {
            pump();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        link.ifPresent(open -> open.producer().close(Duration.ZERO));
    }

    public long heartbeatsAcked() {
        return heartbeatsAcked.get();
    }

    public long heartbeatsDropped() {
        return heartbeatsDropped.get();
    }

    public long intervalsDropped() {
        return intervalsDropped.get();
    }

    public long clockJumps() {
        return clockJumps.get();
    }
}
