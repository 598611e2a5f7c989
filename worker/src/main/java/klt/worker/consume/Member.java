package klt.worker.consume;

import static org.apache.kafka.common.acl.AclOperation.READ;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import klt.common.clock.Backoff;
import klt.common.clock.Ticker;
import klt.common.header.HeaderReader;
import klt.common.header.MessageHeader;
import klt.common.histogram.LatencyRecorder;
import klt.common.kafka.Acl;
import klt.common.kafka.PartitionNumbers;
import klt.common.spec.RunSpec;
import klt.common.spec.consumers.Group;
import klt.worker.clock.BusTime;
import klt.worker.core.Reason;
import klt.worker.core.ServiceTime;
import klt.worker.kafka.ThrottleMeter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member of a consumer group or share group, with its own thread. It retries if Kafka rejects it. */
abstract class Member {

    private static final long NANOS_PER_MICRO = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(Member.class);

    /**
     * The settings shared by all of a group's members.
     *
     * @param partitions numbers of the partitions read by the group
     */
    record Setting(String run, RunSpec spec, PartitionNumbers partitions, Group group, BusTime busTime, Ticker ticker) {

        List<String> topics() {
            return partitions.topics();
        }

        /** Returns the ACLs that a member needs. */
        List<Acl> acls() {
            return List.of(Acl.User.WORKERS.topics(READ, topics()), Acl.User.WORKERS.groups(READ));
        }

        /** Returns a partition's number, or empty if the run does not use it. */
        OptionalInt number(TopicPartition key) {
            return partitions.number(key.topic(), key.partition());
        }
    }

    final Setting setting;
    final GroupMeter meter;
    final Ticker ticker;
    private final String name;
    private final int runHash;
    private final LatencyRecorder endToEnd;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile long measuredFromMicros = Long.MIN_VALUE;
    private volatile OptionalLong startNanos = OptionalLong.empty();
    private volatile long reportEveryNanos = TimeUnit.SECONDS.toNanos(1);
    private volatile Optional<String> trouble = Optional.empty();

    // this thread only
    final ServiceTime service;
    private final HeaderReader header = new HeaderReader();
    private final Backoff backoff = Backoff.ofClients();
    private long throttledNanosReported;

    /** @param name name of the member's thread */
    Member(String name, Setting setting, GroupMeter meter) {
        this.name = name;
        this.setting = setting;
        this.meter = meter;
        ticker = setting.ticker();
        runHash = MessageHeader.runHash(setting.run());
        endToEnd = meter.recorder();
        service = new ServiceTime(setting.group().microsPerRecord());
        thread = Thread.ofPlatform().name(name).unstarted(this::execute);
    }

    final void start() {
        thread.start();
    }

    /** Makes the member leave the group before the next record. */
    final void stop() {
        stop.countDown();
    }

    /** Sets the run's start. Messages due before the end of the warm-up have no end-to-end latency. */
    final void startAt(Instant start) {
        startNanos = OptionalLong.of(setting.busTime().toTicker(start));
        // a boundary at the start would exclude the first messages if a sender's clock put them just before it
        if (!setting.spec().load().warmup().isZero()) {
            measuredFromMicros = ChronoUnit.MICROS.between(
                    Instant.EPOCH, start.plus(setting.spec().load().warmup()));
        }
    }

    /** Returns whether the member may start reading. A run that sends nothing is measured from that time. */
    final boolean mayRead() {
        OptionalLong start = startNanos;
        return setting.spec().load().sends() || (start.isPresent() && ticker.nanos() - start.getAsLong() >= 0);
    }

    /** The time since a ticker time, without the time before the run's start; 0 before the start. */
    final long nanosInRunSince(long sinceNanos) {
        OptionalLong start = startNanos;
        long now = ticker.nanos();
        return start.isEmpty() ? 0 : Math.max(0, Math.min(now - sinceNanos, now - start.getAsLong()));
    }

    /** Sets the interval between progress reports. */
    final void reportEvery(long nanos) {
        reportEveryNanos = nanos;
    }

    /** Returns whether the member's thread has ended, so that its measurements are complete. */
    final boolean isOver() {
        return stop.getCount() == 0 && !thread.isAlive();
    }

    final void awaitEnd() throws InterruptedException {
        thread.join();
    }

    /** Returns why the member cannot read, if it cannot. */
    final Optional<String> trouble() {
        return trouble;
    }

    final LatencyRecorder endToEnd() {
        return endToEnd;
    }

    /** Returns the number of group members reported by this member: itself or, in a share group, all members. */
    abstract int members();

    /** Returns the number of assigned partitions reported by this member: its own or, in a share group, all of them. */
    abstract int partitions();

    /** Participates in the group until the member is stopped. */
    abstract void read() throws InterruptedException;

    /** Called after the member has left the group. */
    abstract void forget();

    private void execute() {
        try {
            setting.busTime().awaitKnown();
            do {
                try {
                    read();
                } catch (InterruptException e) {
                    var unused = Thread.interrupted();
                    throw new InterruptedException();
                } catch (KafkaException e) {
                    report(Reason.of(e, setting.acls()));
                } finally {
                    // a new client's throttle time starts from zero
                    throttledNanosReported = 0;
                    forget();
                }
            } while (!stop.await(backoff.next().toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            // the worker exits immediately, so there is nothing to clean up
        } catch (RuntimeException | Error e) {
            LOG.atError()
                    .addKeyValue("run", setting.run())
                    .log("{} failed because of a bug or lack of memory", name, e);
            trouble = Optional.of(Reason.of(e));
        }
    }

    final boolean isStopping() {
        return stop.getCount() == 0;
    }

    /** @return false if the member was stopped in the meantime */
    final boolean pass(long nanos) throws InterruptedException {
        return !stop.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Returns whether the next progress report is due. */
    final boolean isReportDue(long lastNanos) {
        return ticker.nanos() - lastNanos >= reportEveryNanos;
    }

    final void report(String why) {
        if (!trouble.equals(Optional.of(why))) {
            LOG.atWarn()
                    .addKeyValue("run", setting.run())
                    .log("{} cannot read {}: {}", name, setting.spec().topic().name(), why);
        }
        trouble = Optional.of(why);
    }

    final void reportNone() {
        trouble = Optional.empty();
        backoff.reset();
    }

    /** Reports the throttle time since the last call. */
    final void reportThrottle(ThrottleMeter throttle) {
        long total = throttle.totalNanos();
        meter.throttled(total - throttledNanosReported);
        throttledNanosReported = total;
    }

    final void count(ConsumerRecord<byte[], byte[]> record) {
        meter.record(Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize()));
    }

    /**
     * Records a message's end-to-end latency from its due time or, if the run sends nothing, any record's latency from its timestamp.
     *
     * @param receivedNanos ticker time at which the record was received
     */
    final void measure(ConsumerRecord<byte[], byte[]> record, long receivedNanos) {
        long nanos = receivedNanos + setting.busTime().offsetNanos();
        if (!setting.spec().load().sends()) {
            measureFromTimestamp(record, nanos);
            return;
        }
        Header klt = record.headers().lastHeader(MessageHeader.KEY);
        if (klt == null || !header.read(klt.value(), record.key(), record.value()) || header.runHash() != runHash) {
            meter.foreign();
            return;
        }
        long fireMicros = header.fireMicros(nanos / NANOS_PER_MICRO);
        if (fireMicros >= measuredFromMicros) {
            // a message may seem to arrive before it was due, because clocks differ slightly
            endToEnd.recordNanos(Math.max(0, nanos - fireMicros * NANOS_PER_MICRO));
        }
    }

    private void measureFromTimestamp(ConsumerRecord<byte[], byte[]> record, long nanos) {
        // records in Kafka's oldest format have no timestamp
        if (record.timestamp() >= 0) {
            endToEnd.recordNanos(Math.max(0, nanos - record.timestamp() * NANOS_PER_MILLI));
        }
    }
}
