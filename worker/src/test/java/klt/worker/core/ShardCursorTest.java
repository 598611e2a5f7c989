package klt.worker.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ShardCursorTest {

    @Test
    void takesTheSequencesOfItsShardsInOrder() {
        assertThat(first(8, new ShardCursor(List.of(1, 5, 6), 8, 0)))
                .containsExactly(1L, 5L, 6L, 9L, 13L, 14L, 17L, 21L);
    }

    @Test
    void beginsWithTheFirstOwnedSequenceThatIsNotBelowFrom() {
        assertThat(first(2, new ShardCursor(List.of(1, 5), 8, 1))).containsExactly(1L, 5L);
        assertThat(first(2, new ShardCursor(List.of(1, 5), 8, 2))).containsExactly(5L, 9L);
        assertThat(first(2, new ShardCursor(List.of(1, 5), 8, 6))).containsExactly(9L, 13L);
        assertThat(first(1, new ShardCursor(List.of(0), 64, 999_999_999_999L))).containsExactly(1_000_000_000_000L);
    }

    @Test
    void workersThatShareTheShardsShareTheSequences() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 100; round++) {
            int shardCount = random.nextInt(1, 200);
            int workers = random.nextInt(1, 10);
            long from = random.nextLong(10_000);
            List<List<Integer>> shards = new ArrayList<>();
            for (int w = 0; w < workers; w++) {
                shards.add(new ArrayList<>());
            }
            for (int s = 0; s < shardCount; s++) {
                shards.get(random.nextInt(workers)).add(s);
            }

            List<Long> sent = new ArrayList<>();
            shards.stream().filter(own -> !own.isEmpty()).forEach(own -> {
                ShardCursor cursor = new ShardCursor(own, shardCount, from);
                for (; cursor.sequence() < from + 1_000; cursor.advance()) {
                    sent.add(cursor.sequence());
                }
            });

            assertThat(sent.stream().sorted().toList())
                    .as("seed %d", seed)
                    .isEqualTo(java.util.stream.LongStream.range(from, from + 1_000)
                            .boxed()
                            .toList());
        }
    }

    @Test
    void refusesShardsThatAreNotAscendingOrOutOfRange() {
        assertThatThrownBy(() -> new ShardCursor(List.of(), 8, 0)).hasMessageContaining("needs at least one shard");
        assertThatThrownBy(() -> new ShardCursor(List.of(2, 1), 8, 0)).hasMessageContaining("ascending");
        assertThatThrownBy(() -> new ShardCursor(List.of(8), 8, 0)).hasMessageContaining("below 8");
        assertThatThrownBy(() -> new ShardCursor(List.of(-1), 8, 0)).hasMessageContaining("ascending");
    }

    private static List<Long> first(int count, ShardCursor cursor) {
        List<Long> sequences = new ArrayList<>();
        for (int i = 0; i < count; i++, cursor.advance()) {
            sequences.add(cursor.sequence());
        }
        return sequences;
    }
}
