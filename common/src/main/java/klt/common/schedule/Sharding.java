package klt.common.schedule;

/** Divides sequences into shards: shard {@code s} of {@code S} consists of every sequence {@code n} with {@code n mod S = s}. */
public final class Sharding {

    /** Minimum number of shards per run, so that a growing fleet can share them evenly. */
    public static final int SHARDS_MIN = 64;

    /** Maximum number of shards per run: enough for the largest fleet. */
    public static final int SHARDS_MAX = 4_000;

    private static final int SHARDS_PER_WORKER = 4;

    private Sharding() {}

    /** Returns the shard count {@code S} for a run that starts with this many workers. */
    public static int shardCount(int workers) {
        return Math.clamp((long) workers * SHARDS_PER_WORKER, SHARDS_MIN, SHARDS_MAX);
    }

    /** Returns the number of messages in one shard of a run with the sequences 0 … messages−1. */
    public static long messagesOf(int shard, int shardCount, long messages) {
        return messages <= shard ? 0 : (messages - shard - 1) / shardCount + 1;
    }
}
