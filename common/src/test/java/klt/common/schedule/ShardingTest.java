package klt.common.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import klt.common.schedule.Stage.Sine.StartAt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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

    static Stream<FireTimes> schedules() {
        List<Segment> segments = LoadProfile.of(
                        List.of(
                                new Stage.Linear(Optional.empty(), Optional.empty(), Duration.ofSeconds(3), 7.77),
                                new Stage.Sine(
                                        Optional.empty(),
                                        Optional.empty(),
                                        20,
                                        20,
                                        Duration.ofSeconds(4),
                                        StartAt.PEAK,
                                        Duration.ofSeconds(30)),
                                new Stage.Pause(Optional.empty(), Duration.ofSeconds(2))),
                        5)
                .segments();
        return Stream.of(
                FireTimes.constant(7.77, 500),
                new FireTimes(segments, Arrivals.UNIFORM, FireTimes.UNBOUNDED),
                new FireTimes(segments, new Arrivals.Poisson(SEED), FireTimes.UNBOUNDED));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void theShardsOfAnySplitMergedInOrderOfTimeAreTheSchedule(FireTimes times) {
        SplittableRandom random = new SplittableRandom(SEED);

        for (int i = 0; i < 20; i++) {
            int shardCount = random.nextInt(1, 200);
            long[] merged = IntStream.range(0, shardCount)
                    .boxed()
                    .flatMapToLong(shard -> fireTimesOf(shard, shardCount, times))
                    .sorted()
                    .toArray();

            assertThat(merged)
                    .as("%d shards, seed %d", shardCount, SEED)
                    .isEqualTo(LongStream.range(0, times.messages())
                            .map(times::fireNanos)
                            .toArray());
        }
    }

    /** As one worker computes them. */
    private static LongStream fireTimesOf(int shard, int shardCount, FireTimes times) {
        FireTimes.Reader reader = times.reader();
        return LongStream.range(0, Sharding.messagesOf(shard, shardCount, times.messages()))
                .map(k -> reader.fireNanos(k * shardCount + shard));
    }
}
