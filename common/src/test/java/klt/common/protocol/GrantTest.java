package klt.common.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.limit.RecordLimits;
import org.junit.jupiter.api.Test;

/** What a grant contains, and which grants a run may have at the same time. */
class GrantTest {

    private static final long SEED = 20_260_111L;
    private static final int CASES = 2_000;

    private static Grant grant(int id, long from, Optional<Long> until, List<Integer> shards) {
        return new Grant(id, "w-1", 1, from, until, false, shards);
    }

    private static Grant grant(int id, long from, long until, Integer... shards) {
        return grant(id, from, Optional.of(until), List.of(shards));
    }

    private static Grant openGrant(int id, long from, Integer... shards) {
        return grant(id, from, Optional.empty(), List.of(shards));
    }

    private static DesiredRun runWith(List<Grant> grants) {
        return new DesiredRun(
                "r-1",
                1,
                RunPhase.PREPARING,
                Optional.empty(),
                Samples.PLAN,
                new DesiredRun.Load(List.of(), Optional.empty(), Optional.empty()),
                List.of(),
                new DesiredRun.Allocation(grants, List.of(), 0),
                DesiredRun.Departed.NONE,
                Audit.NONE);
    }

    private static void assertAccepted(Grant... grants) {
        assertThat(runWith(List.of(grants)).grants()).containsExactly(grants);
        assertThat(runWith(List.of(grants).reversed()).grants()).hasSize(grants.length);
    }

    private static void assertRefused(String why, Grant... grants) {
        List<Grant> inOrder = List.of(grants);
        assertThatIllegalArgumentException().isThrownBy(() -> runWith(inOrder)).withMessageContaining(why);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> runWith(inOrder.reversed()))
                .withMessageContaining(why);
    }

    private static void assertOverlap(Grant... grants) {
        assertRefused("in two grants", grants);
    }

    @Test
    void aRunFindsTheGrantsOfAWorkerInTheirOrder() {
        List<Grant> grants = Samples.RUN.grants();

        assertThat(Samples.RUN.grantsOf("w-1")).containsExactly(grants.get(0));
        assertThat(Samples.RUN.grantsOf("w-2")).containsExactly(grants.get(1), grants.get(2));
        assertThat(Samples.RUN.grantsOf("w-3")).isEmpty();
        assertThat(Samples.RUN.grantsOf("w")).isEmpty();
    }

    @Test
    void aGrantIsInARunOnce() {
        assertAccepted(grant(1, 0, 10, 0), grant(2, 0, 10, 1));
        assertRefused("twice", grant(1, 0, 10, 0), grant(1, 0, 10, 1));
        assertRefused("twice", openGrant(7, 0, 0), openGrant(8, 0, 1), openGrant(7, 0, 2));
    }

    @Test
    void aShardOfAGrantIsOneOfTheRun() {
        assertAccepted(openGrant(1, 0, 63));
        assertRefused("out of range", openGrant(1, 0, 64));
        assertRefused("out of range", openGrant(1, 0, Integer.MAX_VALUE));
    }

    @Test
    void theRangesOfAShardMayTouchButNotOverlap() {
        assertAccepted(grant(1, 0, 100, 0), openGrant(2, 100, 0));
        assertAccepted(grant(1, 0, 100, 0), grant(2, 100, 200, 0), grant(3, 300, 400, 0), openGrant(4, 400, 0));
        assertOverlap(grant(1, 0, 101, 0), openGrant(2, 100, 0));
        assertOverlap(grant(1, 0, 100, 0), grant(2, 0, 100, 0));
        assertOverlap(openGrant(1, 0, 0), openGrant(2, RecordLimits.COUNT_MAX, 0));
        assertOverlap(grant(1, 0, 1_000, 0), grant(2, 100, 200, 0), openGrant(3, 1_000, 0));
        assertOverlap(grant(1, 0, 1_000, 0), grant(2, 1, 1, 1), grant(3, 999, 2_000, 0));
    }

    @Test
    void rangesOfOtherShardsDoNotMatter() {
        assertAccepted(openGrant(1, 0, 0, 2, 4), openGrant(2, 0, 1, 3), grant(3, 50, 60, 63));
        assertOverlap(openGrant(1, 0, 0, 2, 4), openGrant(2, 50, 1, 4));
    }

    @Test
    void aRepairMayNotOverlapEither() {
        Grant repair = new Grant(2, "w-2", 2, 500, Optional.of(900L), true, List.of(0));

        assertAccepted(grant(1, 0, 500, 0), repair, openGrant(3, 900, 0));
        assertOverlap(openGrant(1, 0, 0), repair);
    }

    @Test
    void aGrantThatEndsWhereItsWorkerStandsLeavesRoomForTheNext() {
        assertAccepted(grant(1, 100, 0, 0), openGrant(2, 100, 0));
        assertAccepted(grant(1, 100, 100, 0), openGrant(2, 300, 0));
        assertAccepted(grant(1, 0, 100, 0), grant(2, 100, 100, 0), grant(3, 100, 50, 0), openGrant(4, 100, 0));
    }

    @Test
    void aGrantThatEndsWhereItsWorkerStandsMayNotBeginInsideOfAnother() {
        assertOverlap(grant(1, 0, 200, 0), grant(2, 100, 0, 0));
        assertOverlap(openGrant(1, 0, 0), grant(2, 100, 100, 0));
    }

    @Test
    void grantsAreRefusedExactlyWhenASequenceIsInTwoOfThem() {
        SplittableRandom random = new SplittableRandom(SEED);
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            List<Grant> grants = randomGrants(random);
            boolean overlap = overlaps(grants);
            refused += overlap ? 1 : 0;
            String what = "case %d, seed %d: %s".formatted(i, SEED, grants);
            if (overlap) {
                assertThatIllegalArgumentException().as(what).isThrownBy(() -> runWith(grants));
            } else {
                assertThat(runWith(grants).grants()).as(what).isEqualTo(grants);
            }
        }

        assertThat(refused).isBetween(CASES / 10, CASES - CASES / 10);
    }

    /** A few grants of a few shards, each of at least one sequence. */
    private static List<Grant> randomGrants(SplittableRandom random) {
        List<Grant> grants = new ArrayList<>();
        for (int id = 1; id <= random.nextInt(2, 5); id++) {
            long from = random.nextLong(20);
            Optional<Long> until =
                    random.nextInt(5) == 0 ? Optional.empty() : Optional.of(from + random.nextLong(1, 10));
            grants.add(grant(id, from, until, randomShards(random, 4)));
        }
        return grants;
    }

    private static List<Integer> randomShards(SplittableRandom random, int shardCount) {
        List<Integer> shards = new ArrayList<>(IntStream.range(0, shardCount)
                .filter(shard -> random.nextInt(3) == 0)
                .boxed()
                .toList());
        if (shards.isEmpty()) {
            shards.add(random.nextInt(shardCount));
        }
        return shards;
    }

    private static boolean overlaps(List<Grant> grants) {
        Set<List<Long>> taken = new HashSet<>();
        for (Grant grant : grants) {
            for (long shard : grant.shards()) {
                for (long n = grant.from(); n < grant.until().orElse(40L); n++) {
                    if (!taken.add(List.of(shard, n))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    @Test
    void messagesAreTheSequencesOfTheGrantsShardsInTheRange() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < CASES; i++) {
            int shardCount = random.nextInt(1, 20);
            Grant grant = grant(1, random.nextLong(100), Optional.empty(), randomShards(random, shardCount));
            long base = random.nextBoolean() ? 0 : random.nextLong(RecordLimits.COUNT_MAX - 200);
            long a = base + random.nextLong(200);
            long b = base + random.nextLong(200);
            long counted = LongStream.range(a, b)
                    .filter(n -> grant.shards().contains((int) (n % shardCount)))
                    .count();

            assertThat(grant.messagesBetween(a, b, shardCount))
                    .as("case %d, seed %d: [%d, %d) of %d shards, %s", i, SEED, a, b, shardCount, grant)
                    .isEqualTo(counted);
        }
    }

    @Test
    void anEndChangesNothingElse() {
        Grant grant = new Grant(4, "w-9", 3, 100, Optional.empty(), false, List.of(1, 5));
        Grant repair = new Grant(5, "w-9", 3, 100, Optional.of(200L), true, List.of(2));

        assertThat(grant.endingAt(150)).isEqualTo(new Grant(4, "w-9", 3, 100, Optional.of(150L), false, List.of(1, 5)));
        assertThat(repair.endingAt(0)).isEqualTo(new Grant(5, "w-9", 3, 100, Optional.of(0L), true, List.of(2)));
        assertThatIllegalArgumentException().isThrownBy(() -> grant.endingAt(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> grant.endingAt(RecordLimits.COUNT_MAX + 1));
    }

    @Test
    void aRepairHasAnEnd() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Grant(1, "w-1", 1, 0, Optional.empty(), true, List.of(0)))
                .withMessageContaining("repair");
    }

    @Test
    void shardsAreAscendingAndAtLeastOne() {
        assertThat(openGrant(1, 0, 3, 200, 3_000).shards()).isSortedAccordingTo(Comparator.naturalOrder());
        assertThatIllegalArgumentException().isThrownBy(() -> openGrant(1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> openGrant(1, 0, 3, 2));
        // beyond the integers that the JVM keeps boxed
        assertThatIllegalArgumentException().isThrownBy(() -> openGrant(1, 0, 1_000, 1_000));
        assertThatIllegalArgumentException().isThrownBy(() -> openGrant(1, 0, -1, 2));
    }

    @Test
    void aRunHasALimitedNumberOfGrants() {
        List<Grant> most = IntStream.rangeClosed(1, RecordLimits.GRANTS_MAX)
                .mapToObj(id -> grant(id, id, id + 1, 0))
                .toList();
        List<Grant> tooMany = new ArrayList<>(most);
        tooMany.add(openGrant(RecordLimits.GRANTS_MAX + 1, 0, 1));

        assertThat(runWith(most).grants()).hasSize(RecordLimits.GRANTS_MAX);
        assertThatIllegalArgumentException().isThrownBy(() -> runWith(tooMany)).withMessageContaining("the limit");
    }
}
