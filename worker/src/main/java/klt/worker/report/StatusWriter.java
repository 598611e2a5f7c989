package klt.worker.report;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import klt.common.clock.Ticker;
import klt.common.protocol.ReportRefused;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.topics.BusCodec;
import klt.common.protocol.topics.BusTopics;
import klt.common.protocol.topics.Envelope;
import klt.worker.clock.BusTime;
import klt.worker.core.Reason;
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
 * Writes this worker's records to the status topic, in the order of the {@link StatusQueue}.
 *
 * <p>While Kafka acknowledges nothing, only the newest heartbeat is kept, because its totals include those of all earlier ones. The same
 * applies to every other {@link CoalescingKey}. The newest {@value StatusQueue#INTERVALS_MAX} intervals are also kept; older ones are
 * dropped, counted and logged.
 *
 * <p>One thread offers records; the producer's I/O thread handles the acks.
 */
public final class StatusWriter {

    /** Maximum number of unacknowledged records in flight, which limits their memory and the age of a heartbeat. */
    static final int OUTSTANDING_MAX = 16;

    private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);

    private final String worker;
    private final byte[] key;
    private final String topic;
    private final LongSupplier term;
    private final BusTime busTime;
    private final Ticker ticker;

    private volatile Optional<Link> link = Optional.empty();
    private volatile Runnable room = () -> {};
    private final AtomicLong outstanding = new AtomicLong();
    /** whether records are waiting for an ack to make room */
    private final AtomicBoolean full = new AtomicBoolean();

    private final AtomicLong heartbeatsAcked = new AtomicLong();
    private final AtomicLong heartbeatsDropped = new AtomicLong();
    private final AtomicLong intervalsDropped = new AtomicLong();
    private final AtomicLong clockJumps = new AtomicLong();

    /** records that the client failed to write, to be resent; bounded by the number of outstanding records */
    private final Queue<StatusRecord> unwritten = new ConcurrentLinkedQueue<>();

    /** reports that will never be written; bounded by the number of outstanding records */
    private final Queue<ReportRefused> refusals = new ConcurrentLinkedQueue<>();

    // offering thread only
    private final StatusQueue waiting = new StatusQueue();
    private final Set<List<String>> reported = new HashSet<>();
    private long number;

    /** @param stamped whether the broker sets the timestamps of the topic's records */
    private record Link(Producer<byte[], byte[]> producer, boolean stamped) {}

    /** @param term the newest controller's term */
    public StatusWriter(String worker, String topic, LongSupplier term, BusTime busTime, Ticker ticker) {
        this.worker = worker;
        this.key = worker.getBytes(StandardCharsets.UTF_8);
        this.topic = topic;
        this.term = term;
        this.busTime = busTime;
        this.ticker = ticker;
    }

    /** Called once the topic exists. Offered records wait until then. */
    public void open(Producer<byte[], byte[]> producer, boolean stamped) {
        link = Optional.of(new Link(producer, stamped));
    }

    public boolean isOpen() {
        return link.isPresent();
    }

    /** @param notified called on any thread when {@link #pump} can send more waiting records */
    void onRoom(Runnable notified) {
        room = notified;
    }

    void offer(StatusRecord record) {
        waiting.add(record).ifPresent(this::displaced);
        pump();
    }

    private void displaced(StatusRecord record) {
        if (StatusQueue.isOfAnInterval(record)) {
            intervalDropped("Kafka has acknowledged no interval for a long time");
        } else if (link.isPresent()) {
            heartbeatsDropped.incrementAndGet();
        }
    }

    private void intervalDropped(String reason) {
        if (intervalsDropped.incrementAndGet() == 1) {
            LOG.warn("dropped an interval of measurements; more may follow: {}", reason);
        }
    }

    /** Sends as many waiting records as the limit and the client allow. */
    void pump() {
        takeBack();
        link.ifPresent(open -> {
            while (!waiting.isEmpty() && hasRoom() && send(open, waiting.next())) {
                waiting.removeNext();
            }
        });
    }

    /** Resends records that the client failed to write, unless there are newer ones with the same key. */
    private void takeBack() {
        for (StatusRecord record = unwritten.poll(); record != null; record = unwritten.poll()) {
            waiting.putBack(record);
        }
        for (ReportRefused report = refusals.poll(); report != null; report = refusals.poll()) {
            note(report);
        }
    }

    private void note(ReportRefused report) {
        if (reported.add(List.of(report.run(), report.report()))) {
            LOG.atError()
                    .addKeyValue("run", report.run())
                    .log(
                            "a report of the type {} with {} bytes was not written to {}: {}; further ones are only counted as missing",
                            report.report(),
                            report.bytes(),
                            topic,
                            report.reason());
            waiting.add(report);
        }
    }

    private boolean hasRoom() {
        if (outstanding.get() < OUTSTANDING_MAX) {
            return true;
        }
        full.set(true);
        // check again, because an ack that arrived before full was set did not trigger a notification
        return outstanding.get() < OUTSTANDING_MAX;
    }

    /** @return false if the client cannot accept the record now, because it does not know the topic's leader */
    private boolean send(Link open, StatusRecord record) {
        byte[] value = BusCodec.STATUS.encode(new Envelope<>(term.getAsLong(), worker, number, record));
        if (value.length > BusTopics.WRITTEN_BYTES_MAX) {
            String reason =
                    String.format(Locale.ROOT, "larger than the limit of %,d bytes", BusTopics.WRITTEN_BYTES_MAX);
            if (record instanceof StatusRecord.Interval interval
                    && !interval.topics().isEmpty()) {
                reportRefusal(record, ReportRefused.TOPICS, value.length, reason);
                return send(open, withoutTopics(interval));
            }
            refuse(record, value.length, reason);
            if (record instanceof StatusRecord.Heartbeat heartbeat
                    && !heartbeat.runs().isEmpty()) {
                return send(open, alone(heartbeat));
            }
            return true;
        }
        Delivery delivery = new Delivery(open, record, value.length, ticker.nanos(), Thread.currentThread());
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

    /** Returns a heartbeat without its runs, which make it too large. It still shows that the worker is alive. */
    private static StatusRecord.Heartbeat alone(StatusRecord.Heartbeat heartbeat) {
        return new StatusRecord.Heartbeat(
                heartbeat.worker(),
                heartbeat.lastTick(),
                heartbeat.leaving(),
                heartbeat.clock(),
                heartbeat.vitals(),
                List.of());
    }

    private static StatusRecord.Interval withoutTopics(StatusRecord.Interval interval) {
        return new StatusRecord.Interval(
                interval.run(),
                interval.number(),
                interval.second(),
                interval.sent(),
                interval.completed(),
                interval.warmup(),
                interval.payloadBytes(),
                interval.inFlight(),
                interval.times(),
                interval.latencies(),
                List.of());
    }

    /** Counts a record that will never be written. May be called by any thread. */
    private void refuse(StatusRecord record, long bytes, String reason) {
        reportRefusal(record, BusCodec.STATUS.typeOf(record), bytes, reason);
        if (StatusQueue.isOfAnInterval(record)) {
            intervalDropped(reason);
        } else if (record instanceof StatusRecord.Heartbeat && heartbeatsDropped.incrementAndGet() == 1) {
            LOG.warn("a heartbeat was not written to {}: {}", topic, reason);
        }
    }

    private void reportRefusal(StatusRecord record, String report, long bytes, String reason) {
        CoalescingKey.runs(record).forEach(run -> refusals.add(new ReportRefused(run, report, bytes, reason)));
    }

    /** Handles a record's ack or error. */
    private final class Delivery implements Callback {
        private final Link open;
        private final StatusRecord record;
        private final long bytes;
        private final long sentNanos;
        private final Thread sender;
        private boolean refused;

        private Delivery(Link open, StatusRecord record, long bytes, long sentNanos, Thread sender) {
            this.open = open;
            this.record = record;
            this.bytes = bytes;
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
            if (!refused && full.compareAndSet(true, false)) {
                room.run();
            }
        }

        private void written(RecordMetadata metadata) {
            if (record instanceof StatusRecord.Heartbeat) {
                heartbeatsAcked.incrementAndGet();
            }
            if (open.stamped() && busTime.observe(sentNanos, ticker.nanos(), metadata.timestamp())) {
                clockJumps.incrementAndGet();
                LOG.warn("the broker's clock has jumped, or the leader of {} has changed", topic);
            }
        }

        private void lost(@Nullable Exception error) {
            boolean repeatable = !(record instanceof StatusRecord.Heartbeat || record instanceof StatusRecord.Bye);
            if (isPassing(error)) {
                if (repeatable) {
                    // a repeated record changes nothing, because readers ignore numbers that are not new
                    unwritten.add(record);
                } else if (heartbeatsDropped.incrementAndGet() == 1) {
                    LOG.warn("a heartbeat was not written to {}: {}", topic, String.valueOf(error));
                }
            } else {
                refuse(record, bytes, error == null ? "no ack" : Reason.of(error));
            }
        }

        private boolean isPassing(@Nullable Exception error) {
            return error instanceof RetriableException;
        }
    }

    /** Waits for Kafka to acknowledge everything, but at most this long, and closes the writer. */
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
