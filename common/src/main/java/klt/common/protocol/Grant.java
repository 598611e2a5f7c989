package klt.common.protocol;

import java.util.List;
import java.util.Optional;
import klt.common.protocol.limit.RecordLimits;
import klt.common.schedule.Sharding;

/**
 * One worker's right to send a range of sequences on some shards. When a shard moves, it gets a new grant, so every sequence of a run is in
 * one grant at a time. Once a grant is written, only its end may change, and only once.
 *
 * @param id the grant's number within the run, from 1
 * @param epoch revision of the run's record that created the grant; a shard's later grant has a higher epoch
 * @param from the first sequence of the range
 * @param until the first sequence after the range; if not above {@code from}, the grant ends wherever the worker is when it reads this
 *     record; empty if the grant lasts until the run's last message
 * @param repair whether a lost worker orphaned the sequences, so that they are overdue. They are sent outside the schedule, and their delay
 *     is not attributed to Kafka
 * @param shards the shards, in ascending order
 */
public record Grant(
        int id, String worker, int epoch, long from, Optional<Long> until, boolean repair, List<Integer> shards) {

    public Grant {
        RecordLimits.requireName("worker", worker);
        RecordLimits.requireSize("shards", shards, Sharding.SHARDS_MAX);
        RecordLimits.requireCount("from", from);
        until.ifPresent(end -> RecordLimits.requireCount("until", end));
        shards = List.copyOf(shards);
        if (id < 1 || epoch < 1) {
            throw new IllegalArgumentException("grant " + id + " of epoch " + epoch + ": neither may be below 1");
        }
        if (shards.isEmpty() || shards.getFirst() < 0) {
            throw new IllegalArgumentException("grant " + id + " has no shard, or one below 0");
        }
        for (int i = 1; i < shards.size(); i++) {
            if (shards.get(i) <= shards.get(i - 1)) {
                throw new IllegalArgumentException("shards are not in ascending order");
            }
        }
        if (repair && until.isEmpty()) {
            throw new IllegalArgumentException("a repair has an end");
        }
    }

    public Grant endingAt(long end) {
        return new Grant(id, worker, epoch, from, Optional.of(end), repair, shards);
    }

    /** Returns the number of sequences of the grant's shards in {@code [a, b)}. */
    public long messagesBetween(long a, long b, int shardCount) {
        return a >= b
                ? 0
                : shards.stream()
                        .mapToLong(shard ->
                                Sharding.messagesOf(shard, shardCount, b) - Sharding.messagesOf(shard, shardCount, a))
                        .sum();
    }
}
