package klt.worker.core;

import java.util.List;

/**
 * Iterates over all sequences of some shards in ascending order: {@code k·S + s} for each round {@code k} and each shard {@code s} of the
 * {@code S} shards.
 *
 * <p>On the hot path: a step costs an addition, and does not allocate. Not thread-safe; guarded by {@code SendLoopAllocationTest}.
 */
public final class ShardCursor {

    private final int[] shards;
    private final int shardCount;
    /** {@code k·S} */
    private long base;

    private int index;

    /**
     * @param shards owned shards, ascending, at least one, each below {@code shardCount}
     * @param shardCount {@code S}
     * @param from the cursor starts at the first owned sequence that is not below this value
     */
    public ShardCursor(List<Integer> shards, int shardCount, long from) {
        if (shards.isEmpty()) {
            throw new IllegalArgumentException("a cursor needs at least one shard");
        }
        this.shards = shards.stream().mapToInt(Integer::intValue).toArray();
        this.shardCount = shardCount;
        for (int i = 0; i < this.shards.length; i++) {
            int below = i == 0 ? -1 : this.shards[i - 1];
            if (this.shards[i] <= below || this.shards[i] >= shardCount) {
                throw new IllegalArgumentException("shards must be ascending and below " + shardCount);
            }
        }
        base = from / shardCount * shardCount;
        while (sequence() < from) {
            advance();
        }
    }

    /** Returns the current sequence. */
    public long sequence() {
        return base + shards[index];
    }

    public void advance() {
        if (++index == shards.length) {
            index = 0;
            base += shardCount;
        }
    }
}
