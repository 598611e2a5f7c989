package klt.common.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardingTest {

    private static final long SEED = 20_260_102L;

    @ParameterizedTest
    @CsvSource({"0,64", "1,64", "16,64", "17,68", "100,400", "1000,4000", "1001,4000", "2147483647,4000", "-1,64"})
    void aRunHasFourShardsPerWorkerWithinItsLimits(int workers, int shards) {
        assertThat(Sharding.shardCount(workers)).isEqualTo(shards);
    }

    @Test
    void aShardHoldsTheSequencesThatLeaveItAsTheRemainder() {
        SplittableRandom random = new SplittableRandom(SEED);

        for (int i = 0; i < 200; i++) {
            int shardCount = random.nextInt(1, 100);
            int shard = random.nextInt(shardCount);
            long messages = random.nextLong(1_000);
            long counted = LongStream.range(0, messages)
                    .filter(n -> n % shardCount == shard)
                    .count();
            assertThat(Sharding.messagesOf(shard, shardCount, messages))
                    .as("shard %d of %d, %d messages, seed %d", shard, shardCount, messages, SEED)
                    .isEqualTo(counted);
        }
    }

    @Test
    void allShardsTogetherHoldEveryMessageOnce() {
        SplittableRandom random = new SplittableRandom(SEED);

        for (int i = 0; i < 200; i++) {
            int shardCount = random.nextInt(1, Sharding.SHARDS_MAX + 1);
            long messages = (long) Math.pow(10, random.nextDouble(0, 12));
            long sum = LongStream.range(0, shardCount)
                    .map(shard -> Sharding.messagesOf((int) shard, shardCount, messages))
                    .sum();
            assertThat(sum).as("%d shards, seed %d", shardCount, SEED).isEqualTo(messages);
        }
    }

    @Test
    void theShardsMergedInOrderOfSequenceAreTheSchedule() {
        FireTimes times = FireTimes.constant(7.77, 500, FireTimes.UNBOUNDED);
        int shardCount = Sharding.shardCount(1);

        long[] merged = LongStream.range(0, shardCount)
                .flatMap(shard -> LongStream.range(0, Sharding.messagesOf((int) shard, shardCount, times.messages()))
                        .map(i -> shard + i * shardCount))
                .sorted()
                .toArray();

        assertThat(merged).isEqualTo(LongStream.range(0, 500).toArray());
        assertThat(LongStream.of(merged).map(times::fireNanos).toArray()).isSorted();
    }
}
