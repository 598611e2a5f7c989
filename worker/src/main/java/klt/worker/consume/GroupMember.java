package klt.worker.consume;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import klt.worker.core.Reason;
import klt.worker.kafka.ThrottleMeter;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a consumer group. While processing records, it pauses its partitions and keeps polling, so that it stays in the group even if
 * processing is slow. It commits processed records every second, and before a partition is revoked.
 */
final class GroupMember extends Member {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration POLL_MIN = Duration.ofMillis(1);

    /** Poll timeout while waiting for the run to start. */
    private static final Duration BEFORE_START = Duration.ofMillis(10);

    private static final Duration COMMIT_LIMIT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(GroupMember.class);

    private final String name;
    private final Optional<List<Long>> begin;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private volatile boolean member;
    private volatile int partitions;

    // this thread only
    private final Deque<Received> pending = new ArrayDeque<>();
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private OptionalLong pausedSinceNanos = OptionalLong.empty();

    private record Received(ConsumerRecord<byte[], byte[]> record, long nanos) {

        TopicPartition from() {
            return new TopicPartition(record.topic(), record.partition());
        }
    }

    /**
     * @param name name of the member's thread
     * @param begin for each partition, by number, a new group's start offset; empty for the beginning of the topics
     */
    GroupMember(
            String name,
            Setting setting,
            GroupMeter meter,
            Optional<List<Long>> begin,
            Supplier<Consumer<byte[], byte[]>> consumers) {
        super(name, setting, meter);
        this.name = name;
        this.begin = begin;
        this.consumers = consumers;
    }

    /** Returns 1 once this member has joined the group, even if it has no partition. */
    @Override
    int members() {
        return member ? 1 : 0;
    }

    @Override
    int partitions() {
        return partitions;
    }

    @Override
    void forget() {
        member = false;
        partitions = 0;
        pending.clear();
        next.clear();
        committed.clear();
    }

    @Override
    void read() {
        measurePause();
        // close() revokes the partitions, which commits their offsets
        try (var consumer = consumers.get()) {
            Optional<ThrottleMeter> throttle = ThrottleMeter.of(consumer, ticker);
            consumer.subscribe(setting.topics(), new Bound(consumer));
            long reportedNanos = ticker.nanos();
            while (!isStopping()) {
                process();
                poll(consumer);
                member = member || consumer.groupMetadata().generationId() > 0;
                if (isReportDue(reportedNanos)) {
                    reportProgress(consumer);
                    throttle.ifPresent(this::reportThrottle);
                    measurePause();
                    reportedNanos = ticker.nanos();
                }
            }
            // a pause that begins with close() is not caused by a rebalance
            measurePause();
        }
    }

    /** Measures a pause that has not ended. */
    private void measurePause() {
        if (pausedSinceNanos.isPresent()) {
            meter.paused(nanosInRunSince(pausedSinceNanos.getAsLong()));
        }
    }

    /** Completes the records whose processing time has passed. */
    private void process() {
        for (Received first = pending.peek(); first != null; first = pending.peek()) {
            if (service.doneNanos(first.nanos()) - ticker.nanos() > 0) {
                return;
            }
            service.take(first.nanos());
            take(first);
            pending.remove();
        }
    }

    private void take(Received received) {
        ConsumerRecord<byte[], byte[]> record = received.record();
        count(record);
        next.put(received.from(), record.offset() + 1);
        OptionalInt number = setting.number(received.from());
        if (number.isEmpty()) {
            meter.foreign();
        } else if (meter.places().take(number.getAsInt(), record.offset())) {
            measure(record, received.nanos());
        } else {
            meter.redelivered();
        }
    }

    private void poll(Consumer<byte[], byte[]> consumer) {
        Duration wait = POLL;
        Received first = pending.peek();
        if (first == null && mayRead()) {
            consumer.resume(consumer.paused());
        } else if (first == null) {
            // no record may be fetched before the start
            consumer.pause(consumer.assignment());
            wait = BEFORE_START;
        } else {
            consumer.pause(consumer.assignment());
            Duration left = Duration.ofNanos(service.doneNanos(first.nanos()) - ticker.nanos());
            wait = left.compareTo(POLL) > 0 ? POLL : left.compareTo(POLL_MIN) < 0 ? POLL_MIN : left;
        }
        try {
            var some = consumer.poll(wait);
            long now = ticker.nanos();
            some.forEach(record -> pending.add(new Received(record, now)));
        } catch (OffsetOutOfRangeException e) {
            report("records were deleted before they were read: " + Reason.of(e));
            consumer.seekToBeginning(e.offsetOutOfRangePartitions().keySet());
        }
    }

    /** Reports the member's progress and commits it. */
    private void reportProgress(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, OffsetAndMetadata> changed = places(consumer, consumer.assignment());
        if (!changed.isEmpty()) {
            changed.forEach((key, place) -> committed.put(key, place.offset()));
            consumer.commitAsync(changed, (places, error) -> {
                if (error != null) {
                    LOG.atDebug()
                            .addKeyValue("run", setting.run())
                            .log("{} could not commit, retrying: {}", name, error.toString());
                    committed.keySet().removeAll(places.keySet());
                }
            });
        }
    }

    /** Returns the offsets to commit for some partitions. */
    private Map<TopicPartition, OffsetAndMetadata> places(
            Consumer<byte[], byte[]> consumer, Collection<TopicPartition> some) {
        Set<TopicPartition> busy = new HashSet<>();
        pending.forEach(received -> busy.add(received.from()));
        Map<TopicPartition, OffsetAndMetadata> changed = new HashMap<>();
        for (TopicPartition key : some) {
            long position = consumer.position(key);
            // the last record may be followed by transaction markers, which also take up offsets
            long place = busy.contains(key) ? Objects.requireNonNull(next.get(key)) : position;
            OptionalLong lag = consumer.currentLag(key);
            setting.number(key).ifPresent(number -> meter.places().reach(number, place, position + lag.orElse(0)));
            if (!Objects.equals(committed.get(key), place)) {
                changed.put(key, new OffsetAndMetadata(place));
            }
        }
        return changed;
    }

    /** A consumer's rebalance callbacks. */
    private final class Bound implements ConsumerRebalanceListener {
        private final Consumer<byte[], byte[]> consumer;

        private Bound(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> some) {
            if (!some.isEmpty()) {
                Map<TopicPartition, OffsetAndMetadata> known = consumer.committed(new HashSet<>(some));
                // requesting all partitions' positions would fail while one of them has none
                some.forEach(key -> seek(key, Optional.ofNullable(known.get(key))));
                some.forEach(this::begin);
                if (!mayRead()) {
                    consumer.pause(some);
                }
            }
            partitions = (int) numbered(consumer.assignment());
            endPause();
            reportNone();
        }

        /** The member can read again, because it knows its partitions and its positions. */
        private void endPause() {
            measurePause();
            meter.rebalanced(pausedSinceNanos.isEmpty() ? 0 : ticker.nanos() - pausedSinceNanos.getAsLong());
            pausedSinceNanos = OptionalLong.empty();
        }

        private void beginPause() {
            // partitions may be lost while the group rebalances
            if (pausedSinceNanos.isEmpty()) {
                pausedSinceNanos = OptionalLong.of(ticker.nanos());
            }
        }

        private void seek(TopicPartition key, Optional<OffsetAndMetadata> known) {
            known.ifPresent(place -> committed.put(key, place.offset()));
            Optional<Long> place = known.map(OffsetAndMetadata::offset)
                    .or(() -> GroupMember.this.begin.flatMap(offsets -> start(key, offsets)));
            if (place.isPresent()) {
                consumer.seek(key, place.get());
            } else {
                consumer.seekToBeginning(List.of(key));
            }
        }

        private Optional<Long> start(TopicPartition key, List<Long> offsets) {
            OptionalInt number = setting.number(key);
            return number.isPresent() && number.getAsInt() < offsets.size()
                    ? Optional.of(offsets.get(number.getAsInt()))
                    : Optional.empty();
        }

        private void begin(TopicPartition key) {
            long position = consumer.position(key);
            next.put(key, position);
            setting.number(key).ifPresent(number -> meter.places().begin(number, position));
        }

        /** Returns how many of these partitions the run uses. */
        private long numbered(Collection<TopicPartition> some) {
            return some.stream().filter(key -> setting.number(key).isPresent()).count();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> some) {
            if (some.isEmpty()) {
                return;
            }
            beginPause();
            try {
                Map<TopicPartition, OffsetAndMetadata> changed = places(consumer, some);
                if (!changed.isEmpty()) {
                    consumer.commitSync(changed, COMMIT_LIMIT);
                }
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                LOG.atInfo()
                        .addKeyValue("run", setting.run())
                        .log(
                                "{} could not commit its revoked partitions; their records will be redelivered: {}",
                                name,
                                e.toString());
            }
            forget(some);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> some) {
            beginPause();
            forget(some);
        }

        private void forget(Collection<TopicPartition> some) {
            pending.removeIf(received -> some.contains(received.from()));
            next.keySet().removeAll(some);
            committed.keySet().removeAll(some);
            partitions = (int) (numbered(consumer.assignment()) - numbered(some));
        }
    }
}
