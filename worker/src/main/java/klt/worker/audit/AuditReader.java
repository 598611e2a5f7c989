package klt.worker.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import klt.common.clock.Backoff;
import klt.common.clock.Ticker;
import klt.common.header.MessageHeader;
import klt.common.kafka.PartitionNumbers;
import klt.common.protocol.Audit;
import klt.common.protocol.Plan;
import klt.common.protocol.StatusRecord;
import klt.common.text.Listing;
import klt.worker.core.Reason;
import klt.worker.core.audit.ContestedAudit;
import klt.worker.core.audit.PartitionAudit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a task's partitions from the run's first offset to its last. Reports changes to its findings once a second. At the end, reports all
 * findings, repeatedly until the task is cancelled, because a report may be lost. May start before the last offset is known; until then, it
 * keeps reading as records arrive. The reader has its own thread.
 */
final class AuditReader {

    /** Receives the findings, on the reader's thread. */
    interface Findings {
        void report(StatusRecord record);
    }

    private static final Duration POLL = Duration.ofMillis(200);
    private static final long REPORT_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration REPORT_AGAIN = Duration.ofSeconds(5);

    /** Maximum number of partitions reported per second while reading; the others follow in the next second. */
    private static final int REPORTED_MAX = 100;

    /** Maximum time to wait for a partition that returns no records. */
    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** How long a topic must be missing before it counts as deleted; a newly started broker may not know the topic yet. */
    private static final long ABSENT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final Logger LOG = LoggerFactory.getLogger(AuditReader.class);

    private final String run;
    private final Audit.Task task;
    private final AuditConsumers consumers;
    private final Findings findings;
    private final LongAdder records;
    private final Ticker ticker;
    private final Thread thread;
    private final ContestedAudit contested;
    private final Map<TopicPartition, PartitionAudit> audits = new LinkedHashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Map<Integer, Long> reported = new HashMap<>();
    private volatile List<Long> until;
    private volatile boolean cancelled;
    private long movedNanos;
    private boolean bounded;
    private int nextReported;

    /** @param records counts the records read */
    AuditReader(
            String run,
            Plan plan,
            Audit audit,
            Audit.Task task,
            AuditConsumers consumers,
            Findings findings,
            LongAdder records,
            Ticker ticker) {
        this.run = run;
        this.task = task;
        this.consumers = consumers;
        this.findings = findings;
        this.records = records;
        this.ticker = ticker;
        contested = new ContestedAudit(audit.contested());
        PartitionNumbers partitions = plan.partitionNumbers();
        String topics = plan.spec().topic().name();
        for (int number : task.partitions()) {
            TopicPartition key = partitions.at(number);
            audits.put(
                    key,
                    new PartitionAudit(
                            run, topics, task.id(), number, audit.from().get(number), contested));
            ends.put(key, Long.MAX_VALUE);
        }
        until = audit.until();
        thread = Thread.ofPlatform().name("audit-" + run).unstarted(this::execute);
    }

    void start() {
        thread.start();
    }

    /** @param offsets for each partition, by number, the offset after the run's last message; empty until known */
    void until(List<Long> offsets) {
        until = offsets;
    }

    void cancel() {
        cancelled = true;
        thread.interrupt();
    }

    void awaitEnd() throws InterruptedException {
        thread.join();
    }

    int taskId() {
        return task.id();
    }

    private void execute() {
        try {
            read();
            while (!cancelled) {
                reportAll();
                TimeUnit.NANOSECONDS.sleep(REPORT_AGAIN.toNanos());
            }
        } catch (InterruptedException | InterruptException e) {
            // cancelled
        } catch (RuntimeException | Error e) {
            LOG.atError().addKeyValue("run", run).setCause(e).log("audit failed because of a bug or lack of memory");
            giveUp(open(), Reason.of(e));
            reportAll();
        }
    }

    private void read() throws InterruptedException {
        movedNanos = ticker.nanos();
        try (var consumer = consumers.open()) {
            awaitTopics(consumer);
            begin(consumer);
            long reportNanos = ticker.nanos() + REPORT_EVERY_NANOS;
            while (!cancelled && !open().isEmpty()) {
                poll(consumer);
                if (!bounded) {
                    movedNanos = ticker.nanos();
                    bound(consumer);
                }
                if (ticker.nanos() - movedNanos > STALL_NANOS) {
                    giveUp(open(), "no record for " + TimeUnit.NANOSECONDS.toSeconds(STALL_NANOS) + " s");
                }
                if (ticker.nanos() - reportNanos >= 0) {
                    reportMoved();
                    reportNanos = ticker.nanos() + REPORT_EVERY_NANOS;
                }
            }
        } catch (InterruptException e) {
            var unused = Thread.interrupted();
            throw new InterruptedException();
        } catch (WakeupException e) {
            throw new IllegalStateException("unexpected wakeup", e);
        } catch (KafkaException e) {
            giveUp(open(), AuditConsumers.reason(e, audits.keySet()));
        }
    }

    private Collection<TopicPartition> open() {
        return audits.keySet().stream().filter(key -> !audit(key).isDone()).toList();
    }

    private void giveUp(Collection<TopicPartition> partitions, String why) {
        if (!partitions.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("run", run)
                    .log("giving up the audit of partitions {}: {}", Listing.of(partitions), why);
        }
        partitions.forEach(key -> {
            PartitionAudit audit = audit(key);
            String words = why + " (at offset " + audit.position()
                    + (bounded ? " of " + end(key) : ", while the run continued") + ")";
            audit.giveUp(words);
            reported.remove(audit.partition());
        });
    }

    private PartitionAudit audit(TopicPartition key) {
        return Objects.requireNonNull(audits.get(key));
    }

    private long end(TopicPartition key) {
        return Objects.requireNonNull(ends.get(key));
    }

    /** Ends the audit if a topic was deleted. Otherwise, requesting its offsets would take a minute to time out. */
    private void awaitTopics(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        for (String topic :
                audits.keySet().stream().map(TopicPartition::topic).distinct().toList()) {
            Backoff backoff = Backoff.ofRequests();
            while (asked(() -> consumer.partitionsFor(topic)).isEmpty()) {
                if (ticker.nanos() - movedNanos > ABSENT_NANOS) {
                    throw new UnknownTopicOrPartitionException("topic " + topic + " no longer exists");
                }
                Thread.sleep(backoff.next());
            }
        }
    }

    /** Reports partitions where retention deleted records before they were read. */
    private void begin(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        Map<TopicPartition, Long> first = asked(() -> consumer.beginningOffsets(audits.keySet()));
        bound(consumer);
        List<TopicPartition> cut = new ArrayList<>();
        audits.forEach((key, audit) -> {
            if (Objects.requireNonNull(first.get(key)) > audit.position()) {
                cut.add(key);
            } else {
                finishAt(key, audit.position());
            }
        });
        giveUp(cut, "its first records were deleted, by retention or by a user, before they were read");
        consumer.assign(open());
        open().forEach(key -> consumer.seek(key, audit(key).position()));
    }

    /** Called once the run's last offsets are known. Messages truncated from the log are reported as missing. */
    private void bound(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        List<Long> offsets = until;
        if (!offsets.isEmpty()) {
            Map<TopicPartition, Long> last = asked(() -> consumers.endOffsets(consumer, audits.keySet()));
            last.forEach((key, end) ->
                    ends.put(key, Math.min(end, offsets.get(audit(key).partition()))));
            bounded = true;
            giveUp(
                    open().stream()
                            .filter(key -> audit(key).records() > 0
                                    && audit(key).position() > Objects.requireNonNull(last.get(key)))
                            .toList(),
                    "the log was truncated: it ends below the offset that was read");
        }
    }

    private <T> T asked(Supplier<T> question) throws InterruptedException {
        Backoff backoff = Backoff.ofRequests();
        while (true) {
            try {
                return question.get();
            } catch (RetriableException e) {
                if (ticker.nanos() - movedNanos > STALL_NANOS || cancelled) {
                    throw e;
                }
                Thread.sleep(backoff.next());
            }
        }
    }

    private void poll(Consumer<byte[], byte[]> consumer) {
        try {
            ConsumerRecords<byte[], byte[]> some = consumer.poll(POLL);
            for (TopicPartition key : some.partitions()) {
                read(key, some.records(key));
            }
            for (TopicPartition key : open()) {
                finishAt(key, consumer.position(key));
            }
        } catch (OffsetOutOfRangeException e) {
            // the log was truncated below the reader's position, or retention has deleted the records at that position
            giveUp(
                    e.offsetOutOfRangePartitions().keySet(),
                    "the offset no longer exists: retention deleted it, or the log was truncated");
        }
        Collection<TopicPartition> open = open();
        if (open.size() < consumer.assignment().size()) {
            consumer.assign(open);
        }
    }

    private void read(TopicPartition key, List<ConsumerRecord<byte[], byte[]>> some) {
        PartitionAudit audit = audit(key);
        long end = end(key);
        long count = 0;
        for (ConsumerRecord<byte[], byte[]> record : some) {
            if (record.offset() >= end) {
                break;
            }
            int headers = 0;
            byte[] klt = null;
            for (Header header : record.headers()) {
                if (header.key().equals(MessageHeader.KEY)) {
                    headers++;
                    klt = header.value();
                }
            }
            audit.add(record.offset(), headers, klt, record.key(), record.value());
            count++;
        }
        records.add(count);
        if (count > 0) {
            movedNanos = ticker.nanos();
        }
    }

    /** Ends partitions whose last offsets have no record because they belong to a transaction marker or a compacted record. */
    private void finishAt(TopicPartition key, long position) {
        if (position >= end(key)) {
            PartitionAudit audit = audit(key);
            audit.reach(end(key));
            audit.finish();
        }
    }

    private void reportMoved() {
        List<PartitionAudit> all = List.copyOf(audits.values());
        int from = nextReported;
        int count = 0;
        for (int i = 0; i < all.size() && count < REPORTED_MAX; i++) {
            nextReported = (from + i + 1) % all.size();
            PartitionAudit audit = all.get((from + i) % all.size());
            if (reported.getOrDefault(audit.partition(), -1L) != audit.position()) {
                report(audit);
                count++;
            }
        }
    }

    private void report(PartitionAudit audit) {
        reported.put(audit.partition(), audit.position());
        findings.report(audit.audited());
    }

    private void reportAll() {
        audits.values().forEach(this::report);
        contested.seen(run, task.id()).forEach(findings::report);
    }
}
