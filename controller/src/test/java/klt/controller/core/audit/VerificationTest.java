package klt.controller.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import klt.common.code.Args;
import klt.common.protocol.Audit.Task;
import klt.common.spec.RunSpec;
import klt.controller.core.CoreHarness;
import klt.controller.core.audit.AuditReports.Found;
import klt.controller.core.audit.AuditReports.Read;
import org.junit.jupiter.api.Test;

/** Which workers read a run back, and when that is complete. */
class VerificationTest {

    private static final Instant NOW = CoreHarness.BEGIN;

    private final Verification verification = begun(10L, 0L, 30L, 40L);

    private static Verification begun(Long... ends) {
        Verification begun = new Verification(RunSpec.Verification.AFTER);
        begun.onTopicsReady(List.of(ends).stream().map(end -> 0L).toList());
        begun.begin(List.of(ends), NOW);
        return begun;
    }

    private List<Task> tasks() {
        return verification.audit(List.of()).tasks();
    }

    private void read(String worker, int task, int partition) {
        verification.onAudited(
                worker, Read.of(task, partition).found(Found.of("a", 1)).audited(), NOW);
    }

    @Test
    void partitionsWithSomethingInThemAreSharedByThoseWhoAreThere() {
        assertThat(verification.assign(List.of("a", "b"), NOW)).isTrue();

        assertThat(tasks()).containsExactly(new Task(1, "a", List.of(0, 3)), new Task(2, "b", List.of(2)));
        assertThat(verification.assign(List.of("a", "b", "c"), NOW)).isFalse();
    }

    @Test
    void noWorkerGetsAnEmptyTask() {
        verification.assign(List.of("a", "b", "c", "d", "e"), NOW);

        assertThat(tasks()).hasSize(3);
    }

    private static Verification live() {
        Verification live = new Verification(RunSpec.Verification.LIVE);
        live.onTopicsReady(List.of(0L, 0L));
        live.assign(List.of("a"), NOW);
        return live;
    }

    @Test
    void aLiveOneIsReadBeforeTheEndsAreKnownAndByTheSameReaderToThem() {
        Verification live = live();
        assertThat(live.audit(List.of()).until()).isEmpty();
        assertThat(live.audit(List.of()).tasks()).containsExactly(new Task(1, "a", List.of(0, 1)));
        live.onAudited("a", Read.of(1, 0).found(Found.of("a", 3).twice(1)).audited(), NOW);
        assertThat(live.findingsSoFar().orElseThrow().audited()).isEqualTo(4);

        live.begin(List.of(5L, 0L), NOW);
        assertThat(live.assign(List.of("a"), NOW)).isFalse();
        assertThat(live.isOver(NOW)).isFalse();

        live.onAudited("a", Read.of(1, 0).found(Found.of("a", 5)).audited(), NOW);
        live.onAudited("a", Read.of(1, 1).audited(), NOW);
        assertThat(live.isOver(NOW)).isTrue();
    }

    @Test
    void whatALiveReaderMayHavePassedBeforeItWasContestedIsReadAgain() {
        Verification live = live();
        live.contest(List.of(0), 0, 10, 1, NOW);

        live.begin(List.of(5L, 5L), NOW);
        live.assign(List.of("a"), NOW);

        assertThat(live.audit(List.of()).tasks()).containsExactly(new Task(2, "a", List.of(0, 1)));
    }

    @Test
    void soIsWhatALiveReaderCouldNotRead() {
        Verification live = live();
        live.onAudited("a", Read.of(1, 0).trouble("the log was cut").audited(), NOW);

        live.begin(List.of(5L, 5L), NOW);
        live.assign(List.of("a"), NOW);

        assertThat(live.audit(List.of()).tasks()).containsExactly(new Task(2, "a", List.of(0, 1)));
        assertThat(live.found()).isEmpty();
    }

    @Test
    void soIsWhatALiveReaderSaysOnlyAtTheEndThatItCouldNotRead() {
        Verification live = live();
        live.begin(List.of(5L, 5L), NOW);

        live.onAudited("a", Read.of(1, 1).trouble("the log was cut").audited(), NOW);
        live.assign(List.of("a"), NOW);
        assertThat(live.audit(List.of()).tasks()).containsExactly(new Task(2, "a", List.of(0, 1)));

        // now that nothing changes any more, the result is final
        live.onAudited("a", Read.of(2, 1).trouble("the log was cut").audited(), NOW);
        live.onAudited("a", Read.of(2, 0).found(Found.of("a", 5)).audited(), NOW);
        assertThat(live.isOver(NOW)).isTrue();
    }

    @Test
    void whatWasFoundLiveIsSaidAlsoWhenTheEndIsNotKnown() {
        Verification live = live();
        live.onAudited("a", Read.of(1, 0).found(Found.of("a", 3)).corrupt(1).audited(), NOW);

        live.giveUp(Args.NONE);

        assertThat(live.findings().orElseThrow().corrupted()).isEqualTo(1);
    }

    @Test
    void whatIsLeftGoesToThoseWhoHaveLeastToRead() {
        Verification live = new Verification(RunSpec.Verification.LIVE);
        live.onTopicsReady(List.of(0L, 0L, 0L, 0L));
        live.assign(List.of("a", "b", "c"), NOW);
        assertThat(live.audit(List.of()).tasks()).extracting(Task::worker).containsExactly("a", "b", "c");

        live.assign(List.of("b", "c", "d"), NOW);

        // two partitions of a lost reader: the first goes to the worker that has none
        assertThat(live.audit(List.of()).tasks())
                .extracting(Task::worker, Task::partitions)
                .contains(tuple("d", List.of(0)), tuple("b", List.of(3)));
    }

    @Test
    void anotherControllerDoesNotKnowWhichRangesALiveReaderReceived() {
        Verification live = live();
        live.contest(List.of(0), 0, 10, 1, NOW);
        live.assign(List.of("b"), NOW);
        Verification other = new Verification(RunSpec.Verification.LIVE, live.audit(List.of()));

        other.begin(List.of(5L, 5L), NOW);

        assertThat(other.audit(List.of()).tasks()).isEmpty();
    }

    @Test
    void norWhichReadersBeganLive() {
        Verification live = live();
        live.begin(List.of(5L, 5L), NOW);
        Verification other = new Verification(RunSpec.Verification.LIVE, live.audit(List.of()));

        other.onAudited("a", Read.of(1, 1).trouble("the log was cut").audited(), NOW);
        other.assign(List.of("a"), NOW);

        assertThat(other.audit(List.of()).tasks()).containsExactly(new Task(2, "a", List.of(0, 1)));
    }

    @Test
    void whoIsSilentForAMomentKeepsWhatItReads() {
        Verification live = live();

        assertThat(live.assign(List.of("b"), List.of("b", "a"), NOW)).isFalse();

        assertThat(live.audit(List.of()).tasks()).containsExactly(new Task(1, "a", List.of(0, 1)));
    }

    @Test
    void nothingIsAssignedBeforeTheEndsAreKnownOrWithoutWorkers() {
        Verification early = new Verification(RunSpec.Verification.AFTER);
        early.onTopicsReady(List.of(0L));

        assertThat(early.assign(List.of("a"), NOW)).isFalse();
        assertThat(verification.assign(List.of(), NOW)).isFalse();
        assertThat(verification.isOver(NOW)).isFalse();
    }

    @Test
    void itIsOverWhenEveryPartitionIsRead() {
        verification.assign(List.of("a", "b"), NOW);
        read("a", 1, 0);
        read("a", 1, 3);
        assertThat(verification.isOver(NOW)).isFalse();

        read("b", 2, 2);

        assertThat(verification.isOver(NOW)).isTrue();
        assertThat(verification.trouble()).isEmpty();
    }

    @Test
    void aTopicInWhichNothingCameIsReadAtOnce() {
        assertThat(begun(0L, 0L).isOver(NOW)).isTrue();
    }

    @Test
    void whatALostReaderHadNotFinishedIsReadAgain() {
        verification.assign(List.of("a", "b"), NOW);
        read("a", 1, 0);
        read("b", 2, 2);

        assertThat(verification.assign(List.of("b", "c"), NOW)).isTrue();

        assertThat(tasks())
                .containsExactly(
                        new Task(2, "b", List.of(2)), new Task(3, "c", List.of(0)), new Task(4, "b", List.of(3)));
        assertThat(verification.found()).containsOnlyKeys(2);
    }

    @Test
    void whatALostReaderHadFinishedStands() {
        verification.assign(List.of("a", "b"), NOW);
        read("b", 2, 2);

        verification.assign(List.of("a"), NOW);

        assertThat(tasks()).contains(new Task(2, "b", List.of(2)));
    }

    @Test
    void reportsOnTheTasksOfOthersAreIgnored() {
        verification.assign(List.of("a", "b"), NOW);

        read("b", 1, 0);
        read("a", 1, 2);
        read("a", 9, 0);

        assertThat(verification.found()).isEmpty();
    }

    @Test
    void anOldReportDoesNotTakeANewOneBack() {
        verification.assign(List.of("a"), NOW);
        verification.onAudited("a", Read.of(1, 0).at(7).audited(), NOW);

        verification.onAudited("a", Read.of(1, 0).at(5).audited(), NOW);

        assertThat(verification.found().get(0)).isEqualTo(Read.of(1, 0).at(7).audited());
    }

    @Test
    void progressIsWhatWasReadOfWhatIsToBeRead() {
        assertThat(verification.progress()).isZero();
        verification.assign(List.of("a"), NOW);

        verification.onAudited("a", Read.of(1, 0).at(4).audited(), NOW);
        read("a", 1, 3);

        assertThat(verification.progress()).isCloseTo(44.0 / 80, within(1e-9));
    }

    @Test
    void aReaderThatDoesNotGetOnIsNotWaitedForForEver() {
        verification.assign(List.of("a"), NOW);
        Instant moved = NOW.plus(Verification.STALL_MAX);
        verification.onAudited("a", Read.of(1, 0).at(4).audited(), moved);
        Instant last = moved.plus(Verification.STALL_MAX);
        assertThat(verification.isOver(last)).isFalse();
        verification.onAudited("a", Read.of(1, 0).at(4).audited(), last);

        assertThat(verification.isOver(last.plus(Duration.ofMillis(1)))).isTrue();
        assertThat(verification.trouble()).contains(Args.of("timeoutSeconds", Verification.STALL_MAX));
    }

    @Test
    void aTopicThatHasFewerPartitionsThanBeforeWasRecreated() {
        Verification recreated = new Verification(RunSpec.Verification.AFTER);
        recreated.onTopicsReady(List.of(0L, 0L));

        recreated.begin(List.of(5L), NOW);

        assertThat(recreated.isOver(NOW)).isTrue();
        assertThat(recreated.trouble()).contains(Args.of("partitionsBefore", 2, "partitionsAfter", 1));
        assertThat(recreated.growth()).isEmpty();
    }

    @Test
    void partitionsThatWereAddedCountFromTheirBeginning() {
        Verification grown = new Verification(RunSpec.Verification.AFTER);
        grown.onTopicsReady(List.of(5L));
        grown.grow(2);

        grown.begin(List.of(9L, 100L, 7L), NOW);
        grown.assign(List.of("a"), NOW);

        assertThat(grown.growth()).contains(111L);
        assertThat(grown.audit(List.of()).from()).containsExactly(5L, 0L, 0L);
        assertThat(grown.audit(List.of()).tasks()).containsExactly(new Task(1, "a", List.of(0, 1, 2)));
    }

    @Test
    void aPartitionThatIsAddedWhileItIsReadLiveGetsAReader() {
        Verification live = live();

        live.grow(3);
        assertThat(live.assign(List.of("a", "b"), NOW)).isTrue();

        assertThat(live.audit(List.of()).tasks())
                .containsExactly(new Task(1, "a", List.of(0, 1)), new Task(2, "b", List.of(2)));
    }

    @Test
    void readersThatAreLostAgainAndAgainEndIt() {
        verification.assign(List.of("w0"), NOW);
        for (int lost = 1; lost <= Verification.READERS_LOST_MAX; lost++) {
            read("w" + (lost - 1), lost, 0);
            verification.assign(List.of("w" + lost), NOW);
        }
        assertThat(verification.isOver(NOW)).isFalse();

        verification.assign(List.of("a"), NOW);

        assertThat(verification.isOver(NOW)).isTrue();
        assertThat(verification.trouble()).contains(Args.of("readersLost", 11));
    }

    @Test
    void butNotWhileMoreIsReadToItsEndThanEverBefore() {
        verification.assign(List.of("w0"), NOW);
        for (int lost = 1; lost <= Verification.READERS_LOST_MAX; lost++) {
            read("w" + (lost - 1), lost, 0);
            verification.assign(List.of("w" + lost), NOW);
        }
        read("w10", 11, 0);
        read("w10", 11, 2);

        verification.assign(List.of("a"), NOW);

        assertThat(verification.isOver(NOW)).isFalse();
    }

    @Test
    void withoutReadingItIsOverWhenTheEndsAreKnown() {
        Verification off = new Verification(RunSpec.Verification.NONE);
        off.onTopicsReady(List.of(5L));
        assertThat(off.isOver(NOW)).isFalse();

        off.begin(List.of(9L), NOW);

        assertThat(off.isOver(NOW)).isTrue();
        assertThat(off.assign(List.of("a"), NOW)).isFalse();
        assertThat(off.findings()).isEmpty();
        assertThat(off.growth()).contains(4L);
    }

    @Test
    void anotherControllerGoesOnWithIt() {
        verification.contest(List.of(1), 5, 9, 2, NOW);
        verification.assign(List.of("a", "b"), NOW);

        Verification other = new Verification(RunSpec.Verification.AFTER, verification.audit(List.of()));

        assertThat(other.audit(List.of())).isEqualTo(verification.audit(List.of()));
        assertThat(other.isBegun()).isTrue();
        other.assign(List.of("b"), NOW);
        assertThat(other.audit(List.of()).tasks())
                .containsExactly(new Task(2, "b", List.of(2)), new Task(3, "b", List.of(0, 3)));
    }
}
