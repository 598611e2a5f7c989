package klt.common.schedule;

/** How sequences are divided into shards: shard {@code s} of {@code S} contains all {@code n} with {@code n mod S = s}. */
public final class Sharding {

    /** A run has at least this many shards, so that a growing fleet can share them evenly. */
    public static final int SHARDS_MIN = 64;

    /** A run has at most this many shards: enough for the largest fleet. */
    public static final int SHARDS_MAX = 4_000;

    private static final int SHARDS_PER_WORKER = 4;

    private Sharding() {}

    /** {@code S} for a run that starts with this many workers. */
    public static int shardCount(int workers) {
        return Math.clamp((long) workers * SHARDS_PER_WORKER, SHARDS_MIN, SHARDS_MAX);
    }

    /** Number of a shard's messages among the sequences 0 … messages−1. */
    public static long messagesOf(int shard, int shardCount, long messages) {
        return messages <= shard ? 0 : (messages - shard - 1) / shardCount + 1;
    }
}
