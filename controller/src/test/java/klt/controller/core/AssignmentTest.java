package klt.controller.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;
import klt.common.protocol.Ownership;
import klt.common.schedule.Sharding;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssignmentTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 16, 17, 63, 64, 65, 100, 1_000})
    void everyShardHasOneOwnerAndNobodyHasTwoMoreThanAnother(int workers) {
        int shards = Sharding.shardCount(workers);
        List<String> ids = IntStream.range(0, workers).mapToObj(i -> "w" + i).toList();

        List<Ownership> owners = Assignment.deal(shards, ids);

        assertThat(owners.stream().flatMap(owner -> owner.shards().stream()))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, shards).boxed().toList());
        IntSummaryStatistics sizes =
                owners.stream().mapToInt(owner -> owner.shards().size()).summaryStatistics();
        assertThat(sizes.getMax() - sizes.getMin()).isLessThanOrEqualTo(1);
        assertThat(owners).extracting(Ownership::worker).containsExactlyElementsOf(ids);
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 100})
    void workersWithoutAShardHaveNoPart(int workers) {
        List<String> ids = IntStream.range(0, workers).mapToObj(i -> "w" + i).toList();

        List<Ownership> owners = Assignment.deal(64, ids);

        assertThat(owners)
                .hasSize(64)
                .allSatisfy(owner -> assertThat(owner.shards()).hasSize(1));
    }
}
