package klt.common.schedule;

/** Divides sequences into shards: shard {@code s} of {@code S} contains every sequence {@code n} with {@code n mod S = s}. */
public final class Sharding {

    /** Minimum number of shards of a run, so that a growing fleet can share them evenly. */
    public static final int SHARDS_MIN = 64;

    /** Maximum number of shards of a run: enough for the largest fleet. */
    public static final int SHARDS_MAX = 4_000;

    private static final int SHARDS_PER_WORKER = 4;

    private Sharding() {}

    /** The number of shards {@code S} for a run that starts with this many workers. */
    public static int shardCount(int workers) {
        return Math.clamp((long) workers * SHARDS_PER_WORKER, SHARDS_MIN, SHARDS_MAX);
    }

    /** Number of messages of one shard, if the run has the sequences 0 … messages−1. */
    public static long messagesOf(int shard, int shardCount, long messages) {
        return messages <= shard ? 0 : (messages - shard - 1) / shardCount + 1;
    }
}
