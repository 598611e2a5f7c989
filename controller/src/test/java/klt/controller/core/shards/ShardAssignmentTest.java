package klt.controller.core.shards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import klt.common.schedule.Sharding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardAssignmentTest {

    private static List<String> ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> "w" + i).toList();
    }

    private static List<Integer> shards(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static Map<String, Integer> counts(Map<Integer, String> owners, List<String> workers) {
        Map<String, Integer> counts = new HashMap<>();
        workers.forEach(worker -> counts.put(worker, 0));
        owners.values().forEach(owner -> counts.merge(owner, 1, Integer::sum));
        return counts;
    }

    private static void assertEven(Map<Integer, String> owners, List<String> workers) {
        assertThat(workers).containsAll(owners.values());
        IntSummaryStatistics sizes = counts(owners, workers).values().stream()
                .mapToInt(Integer::intValue)
                .summaryStatistics();
        assertThat(sizes.getMax() - sizes.getMin()).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 16, 17, 63, 64, 65, 100, 1_000})
    void everyShardGetsOneOwnerAndNoWorkerHasTwoMoreThanAnother(int count) {
        List<Integer> shards = shards(Sharding.shardCount(count));

        NavigableMap<Integer, String> owners = ShardAssignment.give(shards, Map.of(), ids(count));

        assertThat(owners.keySet()).containsExactlyElementsOf(shards);
        assertEven(owners, ids(count));
    }

    @Test
    void shardsAreAssignedRoundRobinSoThatEachWorkersOwnAreEvenlySpaced() {
        NavigableMap<Integer, String> owners = ShardAssignment.give(shards(64), Map.of(), ids(4));

        owners.forEach((shard, owner) -> assertThat(owner).isEqualTo("w" + shard % 4));
    }

    @Test
    void whoHasLessGetsMore() {
        NavigableMap<Integer, String> owners = ShardAssignment.give(shards(6), Map.of("w0", 4, "w1", 1), ids(3));

        assertThat(counts(owners, ids(3))).isEqualTo(Map.of("w0", 0, "w1", 3, "w2", 3));
    }

    /** Random owners, some of which have left and some of which are new. */
    private record Upheaval(NavigableMap<Integer, String> owners, List<String> workers) {

        static Upheaval of(long seed) {
            Random random = new Random(seed);
            NavigableMap<Integer, String> owners = new TreeMap<>();
            int before = 1 + random.nextInt(12);
            for (int shard : shards(random.nextInt(200) + 1)) {
                owners.put(shard, "w" + random.nextInt(before));
            }
            List<String> workers = new ArrayList<>(ids(before + random.nextInt(5)));
            Collections.shuffle(workers, random);
            return new Upheaval(owners, workers.subList(0, 1 + random.nextInt(workers.size())));
        }

        NavigableMap<Integer, String> after() {
            NavigableMap<Integer, String> after = new TreeMap<>(owners);
            after.putAll(ShardAssignment.moves(owners, workers));
            return after;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void movesMakeADistributionEvenAndAreAsFewAsThatTakes(long seed) {
        for (long round = 0; round < 50; round++) {
            Upheaval upheaval = Upheaval.of(1_000 * seed + round);

            NavigableMap<Integer, String> moves = ShardAssignment.moves(upheaval.owners(), upheaval.workers());

            assertEven(upheaval.after(), upheaval.workers());
            moves.forEach((shard, owner) ->
                    assertThat(owner).isNotEqualTo(upheaval.owners().get(shard)));
            assertThat(moves).hasSize(fewestMoves(upheaval));
        }
    }

    /** Tries out which workers have one shard more than the others, for every number of shards that can stay. */
    private static int fewestMoves(Upheaval upheaval) {
        List<String> workers = upheaval.workers();
        int shards = upheaval.owners().size();
        int base = shards / workers.size();
        int larger = shards % workers.size();
        Map<String, Integer> held = counts(upheaval.owners(), workers);
        // most[k]: maximum number of shards that can stay if k of the workers so far have one more
        int[] most = new int[larger + 1];
        Arrays.fill(most, Integer.MIN_VALUE / 2);
        most[0] = 0;
        for (String worker : workers) {
            for (int k = larger; k >= 0; k--) {
                int own = held.getOrDefault(worker, 0);
                int without = most[k] + Math.min(own, base);
                int with = k == 0 ? Integer.MIN_VALUE / 2 : most[k - 1] + Math.min(own, base + 1);
                most[k] = Math.max(without, with);
            }
        }
        return shards - most[larger];
    }

    @Test
    void whatIsEvenStays() {
        NavigableMap<Integer, String> even = ShardAssignment.give(shards(65), Map.of(), ids(4));

        assertThat(ShardAssignment.moves(even, ids(4))).isEmpty();
    }

    @Test
    void equalQuestionsGetEqualAnswers() {
        for (long seed = 0; seed < 100; seed++) {
            assertThat(Upheaval.of(seed).after()).isEqualTo(Upheaval.of(seed).after());
        }
    }

    @Test
    void whatAWorkerKeepsWhenAnotherComesIsSpreadOverTheWhole() {
        NavigableMap<Integer, String> one = ShardAssignment.give(shards(64), Map.of(), List.of("a"));

        NavigableMap<Integer, String> moves = ShardAssignment.moves(one, List.of("a", "b"));

        assertThat(moves).hasSize(32);
        moves.keySet().forEach(shard -> assertThat(moves).doesNotContainKey(shard + 1));
    }
}
