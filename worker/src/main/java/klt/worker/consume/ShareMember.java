package klt.worker.consume;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import klt.worker.kafka.ThrottleMeter;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a share group, which acknowledges each record after processing it. When it stops, its unprocessed records are delivered to
 * other members. One member reports the whole group's progress.
 */
final class ShareMember extends Member {

    private static final Duration POLL = Duration.ofMillis(100);

    /** Interval between checks for the start of the run. */
    private static final long BEFORE_START_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Kafka's default lock time, used if the broker does not report a different one. */
    private static final int LOCK_MILLIS = 30_000;

    /** A record's lock is renewed after the lock time divided by this number. */
    private static final int LOCK_PARTS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(ShareMember.class);

    private final Supplier<ShareConsumer<byte[], byte[]>> consumers;
    private final Optional<Supplier<ShareProgress>> progresses;
    private volatile Optional<ShareProgress> progress = Optional.empty();

    /** @param progresses creates the client that reads the group's progress; empty unless this member reports it */
    ShareMember(
            String name,
            Setting setting,
            GroupMeter meter,
            Supplier<ShareConsumer<byte[], byte[]>> consumers,
            Optional<Supplier<ShareProgress>> progresses) {
        super(name, setting, meter);
        this.consumers = consumers;
        this.progresses = progresses;
    }

    @Override
    int members() {
        return progress.map(ShareProgress::members).orElse(0);
    }

    @Override
    int partitions() {
        return progress.map(ShareProgress::partitions).orElse(0);
    }

    @Override
    void forget() {
        progress.ifPresent(ShareProgress::close);
        progress = Optional.empty();
    }

    @Override
    void read() throws InterruptedException {
        // close() sends the acknowledgements
        try (var consumer = consumers.get()) {
            progress = progresses.map(Supplier::get);
            consumer.setAcknowledgementCommitCallback((offsets, error) -> {
                if (error != null) {
                    LOG.atDebug()
                            .addKeyValue("run", setting.run())
                            .log("records were not acknowledged and will be redelivered: {}", error.toString());
                }
            });
            Optional<ThrottleMeter> throttle = ThrottleMeter.of(consumer, ticker);
            consumer.subscribe(setting.topics());
            long reportedNanos = ticker.nanos();
            while (!isStopping()) {
                var some = consumer.poll(POLL);
                if (!some.isEmpty()) {
                    reportedNanos = awaitStart(consumer, throttle, reportedNanos);
                }
                boolean early = !mayRead() && !isStopping();
                long now = ticker.nanos();
                for (ConsumerRecord<byte[], byte[]> record : some) {
                    if (early) {
                        // the next poll returns the same record
                        consumer.acknowledge(record, AcknowledgeType.RENEW);
                    } else if (process(now)) {
                        take(record, now);
                        consumer.acknowledge(record, AcknowledgeType.ACCEPT);
                    } else {
                        consumer.acknowledge(record, AcknowledgeType.RELEASE);
                    }
                    reportedNanos = reportProgress(consumer, throttle, reportedNanos);
                }
                if (!some.isEmpty()) {
                    consumer.commitAsync();
                }
                reportedNanos = reportProgress(consumer, throttle, reportedNanos);
            }
        }
    }

    /**
     * Holds the received records until the run starts or their locks must be renewed, and keeps reporting in the meantime.
     *
     * @return when the member last reported
     */
    private long awaitStart(ShareConsumer<byte[], byte[]> consumer, Optional<ThrottleMeter> throttle, long lastNanos)
            throws InterruptedException {
        long lockNanos = TimeUnit.MILLISECONDS.toNanos(
                consumer.acquisitionLockTimeoutMs().orElse(LOCK_MILLIS));
        long renewNanos = ticker.nanos() + lockNanos / LOCK_PARTS;
        long reportedNanos = lastNanos;
        while (!mayRead() && renewNanos - ticker.nanos() > 0 && pass(BEFORE_START_NANOS)) {
            reportedNanos = reportProgress(consumer, throttle, reportedNanos);
        }
        return reportedNanos;
    }

    /** Waits for a record's processing time. @return false if the member was stopped in the meantime */
    private boolean process(long receivedNanos) throws InterruptedException {
        long left = service.doneNanos(receivedNanos) - ticker.nanos();
        if (isStopping() || (left > 0 && !pass(left))) {
            return false;
        }
        service.take(receivedNanos);
        return true;
    }

    private void take(ConsumerRecord<byte[], byte[]> record, long receivedNanos) {
        count(record);
        if (record.deliveryCount().orElse((short) 1) > 1) {
            meter.redelivered();
        }
        // count the record even if it is redelivered: the previous member may have been stopped or lost before
        // processing it
        measure(record, receivedNanos);
    }

    /** @return when the records' locks were last renewed */
    private long reportProgress(
            ShareConsumer<byte[], byte[]> consumer, Optional<ThrottleMeter> throttle, long lastNanos) {
        if (!isReportDue(lastNanos)) {
            return lastNanos;
        }
        consumer.commitAsync();
        throttle.ifPresent(this::reportThrottle);
        progress.ifPresent(ShareProgress::look);
        progress.flatMap(ShareProgress::trouble).ifPresentOrElse(this::report, this::reportNone);
        return ticker.nanos();
    }
}
