package klt.controller.core.stats;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import klt.common.spec.load.Extent;
import klt.common.spec.load.Load;
import klt.controller.core.stats.group.CatchUpTime.Progress;

/** The records that a run's consumer groups have to read. */
sealed interface ReadingGoal {

    long NANOS_PER_SECOND = 1_000_000_000;

    static ReadingGoal of(Load load) {
        if (load.sends()) {
            return new Sent();
        }
        return switch (load.extent()) {
            case Extent.ToEnd() -> new ToEnd();
            case Extent.Messages(long records) -> new Records(records);
            case Extent.Timed(Duration time) -> new Timed(time);
        };
    }

    /** All the run's messages, which are known after the last ack. */
    record Sent() implements ReadingGoal {}

    /** Without a load: everything that was in the topic at the start. */
    record ToEnd() implements ReadingGoal {}

    /** Without a load: this many records, in each group. */
    record Records(long count) implements ReadingGoal {

        @Override
        public boolean isReached(GroupStats group, List<Long> from, List<Long> until) {
            return group.distinct() >= count;
        }

        @Override
        public long end(long from, long until) {
            return Long.MAX_VALUE;
        }

        @Override
        public double progress(GroupStats group) {
            return Math.min(1, (double) group.distinct() / count);
        }
    }

    /** Without a load: whatever the groups read within this time. */
    record Timed(Duration time) implements ReadingGoal {

        /** Returns the time in whole seconds, because members report whole seconds. */
        private long seconds() {
            return Math.ceilDiv(time.toNanos(), NANOS_PER_SECOND);
        }

        @Override
        public boolean endsBefore(int second) {
            return second >= seconds();
        }

        @Override
        public boolean isOpen(GroupStats group) {
            return true;
        }

        @Override
        public Progress measured(GroupStats group, Instant start, Instant now) {
            Instant end = start.plusSeconds(seconds());
            return new Progress(group.distinct(), now.isBefore(end) ? now : end);
        }
    }

    /** Returns whether reading ends before this second after the start, in which case the second is not measured. */
    default boolean endsBefore(int second) {
        return false;
    }

    /**
     * Returns whether a group has read everything.
     *
     * @param from offset of the first record to read, by partition
     * @param until offset after the last record to read, by partition
     */
    default boolean isReached(GroupStats group, List<Long> from, List<Long> until) {
        return group.isAt(until, from);
    }

    /**
     * Returns the offset that a group has to reach in a partition, or 0 if it does not have to read it.
     *
     * @param from the offset of the first record to read
     * @param until the offset after the last record to read
     */
    default long end(long from, long until) {
        return until > from ? until : 0;
    }

    /**
     * Returns the numbers of the partitions in which a group has more to read; empty if it has caught up.
     *
     * @param from offset of the first record to read, by partition
     * @param until offset after the last record to read, by partition
     */
    default IntStream unreadPartitions(GroupStats group, List<Long> from, List<Long> until) {
        return IntStream.range(0, group.hasCaughtUp() ? 0 : until.size()).filter(partition -> {
            long end = end(from.get(partition), until.get(partition));
            return end > 0 && !group.hasReadTo(partition, end);
        });
    }

    /** Returns whether an open transaction in one of these partitions keeps a group from reading to the end. */
    default boolean isHeldBack(GroupStats group, OpenTransaction open, List<Long> from, List<Long> until) {
        int partition = open.number();
        return unreadPartitions(group, from, until).anyMatch(unread -> unread == partition)
                && open.startOffset() < end(from.get(partition), until.get(partition))
                && !group.isPast(open);
    }

    /** Returns whether a group may have more to read. */
    default boolean isOpen(GroupStats group) {
        return !group.hasCaughtUp();
    }

    /** Returns a group's progress, from 0 to 1. */
    default double progress(GroupStats group) {
        return group.progress();
    }

    /**
     * Returns the number of records read by a group, and the end of the period in which it read them.
     *
     * @param start when the group started reading
     */
    default Progress measured(GroupStats group, Instant start, Instant now) {
        return group.catchUp().waitEnd().orElseGet(() -> new Progress(group.distinct(), now));
    }
}
