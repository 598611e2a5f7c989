package klt.controller.core.shards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import klt.common.protocol.Grant;
import klt.common.protocol.StatusRecord.GrantProgress;
import org.junit.jupiter.api.Test;

class GrantBookTest {

    private static final int SHARDS = 8;
    private static final long MESSAGES = 1_000;

    private final GrantBook book = GrantBook.untouched(SHARDS);

    private void begin(String... workers) {
        book.give(List.of(workers), 0, 1);
    }

    private List<Grant> grantsOf(String worker) {
        return book.grants().stream()
                .filter(grant -> grant.worker().equals(worker))
                .toList();
    }

    /**
     * Reports progress under each grant: the worker has sent the messages below one sequence, and the messages below another have an
     * outcome.
     */
    private void progress(String worker, long position, long completedBelow, boolean stopped) {
        book.onProgress(
                worker,
                grantsOf(worker).stream()
                        .map(grant -> new GrantProgress(
                                grant.id(),
                                Math.max(grant.from(), position),
                                Math.max(grant.from(), completedBelow),
                                stopped))
                        .toList());
    }

    private static Grant grant(int id, String worker, int epoch, long from, long until, Integer... shards) {
        return new Grant(
                id, worker, epoch, from, until < 0 ? Optional.empty() : Optional.of(until), false, List.of(shards));
    }

    @Test
    void inTheBeginningEachWorkerGetsItsShardsWithoutAnEnd() {
        begin("a", "b");

        assertThat(book.grants())
                .containsExactly(grant(1, "a", 1, 0, -1, 0, 2, 4, 6), grant(2, "b", 1, 0, -1, 1, 3, 5, 7));
        assertThat(book.leftovers()).isEmpty();
    }

    @Test
    void orphanedMessagesAreRepairedUpToTheCutAndSentOnScheduleFromThere() {
        begin("a", "b");
        progress("a", 100, 80, false);
        long again = book.revoke("a", 120);

        assertThat(book.firstUnassigned(MESSAGES)).isPresent();
        book.give(List.of("b"), 200, 2);

        assertThat(again).as("of every second from 80 to 120").isEqualTo(20);
        assertThat(grantsOf("b"))
                .containsExactly(
                        grant(2, "b", 1, 0, -1, 1, 3, 5, 7),
                        new Grant(3, "b", 2, 80, Optional.of(200L), true, List.of(0, 2, 4, 6)),
                        grant(4, "b", 2, 200, -1, 0, 2, 4, 6));
    }

    @Test
    void workersWithFewerShardsGetMoreOrphanedMessages() {
        begin("a", "b");
        book.revoke("a", 0);

        book.give(List.of("b", "c"), 0, 2);

        assertThat(book.shardsOf("b")).isEqualTo(4);
        assertThat(book.shardsOf("c")).isEqualTo(4);
    }

    @Test
    void aMoveEndsTheGrantsThatItTouchesAndCreatesNewOnes() {
        begin("a");

        assertThat(book.move(List.of("a", "b"), List.of(), 50, 2)).isTrue();

        assertThat(book.grants())
                .containsExactly(
                        grant(1, "a", 1, 0, 50, 0, 1, 2, 3, 4, 5, 6, 7),
                        grant(2, "b", 2, 50, -1, 0, 2, 4, 6),
                        grant(3, "a", 2, 50, -1, 1, 3, 5, 7));
        assertThat(book.move(List.of("a", "b"), List.of(), 60, 3))
                .as("it is even")
                .isFalse();
    }

    @Test
    void aSecondMoveBeforeTheFirstIsDueComesAfterIt() {
        begin("a");
        book.move(List.of("a", "b"), List.of(), 50, 2);

        book.move(List.of("a", "b", "c"), List.of(), 40, 3);

        assertThat(grantsOf("c"))
                .singleElement()
                .satisfies(grant -> assertThat(grant.from()).isEqualTo(51));
    }

    @Test
    void aMoveLeavesWhereItIsWhatWasSentAlready() {
        begin("a");
        progress("a", 70, 70, false);

        book.move(List.of("b"), List.of(), 50, 2);

        assertThat(grantsOf("b")).containsExactly(grant(2, "b", 2, 70, -1, 0, 1, 2, 3, 4, 5, 6, 7));
    }

    @Test
    void aSilentWorkerKeepsWhatItHasInAMove() {
        begin("a", "b");

        book.move(List.of("b", "c"), List.of("a"), 50, 2);

        assertThat(grantsOf("a")).containsExactly(grant(1, "a", 1, 0, -1, 0, 2, 4, 6));
        assertThat(book.shardsOf("b")).isEqualTo(2);
        assertThat(book.shardsOf("c")).isEqualTo(2);
    }

    @Test
    void aGrantThatIsOverIsTakenOff() {
        begin("a");
        book.move(List.of("a", "b"), List.of(), 50, 2);
        progress("a", 56, 55, true);
        assertThat(book.clear(MESSAGES)).as("an answer is missing").isFalse();

        progress("a", 56, 56, true);

        assertThat(book.clear(MESSAGES)).isTrue();
        assertThat(grantsOf("a")).extracting(Grant::id).doesNotContain(1);
    }

    @Test
    void aGrantThatIsOverBecauseTheRunIsStays() {
        begin("a");
        progress("a", MESSAGES, MESSAGES, true);

        assertThat(book.clear(MESSAGES)).isFalse();

        assertThat(book.isComplete(MESSAGES)).isTrue();
        assertThat(book.isComplete(MESSAGES + 100)).isFalse();
    }

    @Test
    void whatAWorkerDidNotSendBeforeItStoppedIsLeftOver() {
        begin("a", "b");
        progress("a", 300, 300, true);

        assertThat(book.clear(MESSAGES)).isTrue();
        book.give(List.of("b"), 350, 2);

        assertThat(grantsOf("b")).extracting(Grant::from).containsExactly(0L, 300L, 350L);
    }

    @Test
    void whatIsLeftOverGoesToTheOneWhoHasTheShardNow() {
        begin("a");
        book.move(List.of("a", "b"), List.of(), 50, 2);
        book.onProgress("a", List.of(new GrantProgress(1, 20, 20, true)));
        book.clear(MESSAGES);

        book.give(List.of("a", "b", "c"), 60, 3);

        assertThat(book.grants().stream().filter(grant -> grant.epoch() == 3))
                .containsExactly(
                        new Grant(4, "b", 3, 20, Optional.of(50L), true, List.of(0, 2, 4, 6)),
                        new Grant(5, "a", 3, 20, Optional.of(50L), true, List.of(1, 3, 5, 7)));
    }

    @Test
    void whatIsLeftOverUpToTheCutIsOnlyRepaired() {
        begin("a");
        book.move(List.of("a", "b"), List.of(), 50, 2);
        book.onProgress("a", List.of(new GrantProgress(1, 20, 20, true)));
        book.clear(MESSAGES);

        book.give(List.of("a", "b"), 50, 3);

        assertThat(book.grants().stream().filter(grant -> grant.epoch() == 3))
                .hasSize(2)
                .allMatch(Grant::repair);
    }

    @Test
    void unassignedSequencesBeyondTheRunsEndNeedNoWorker() {
        begin("a", "b");
        progress("a", MESSAGES, MESSAGES, true);

        book.revoke("a", 0);

        assertThat(book.firstUnassigned(MESSAGES)).isEmpty();
        assertThat(book.firstUnassigned(MESSAGES + 1)).as("its rate was raised").isPresent();
    }

    @Test
    void aWorkerThatIsToEndAtOnceStopsWhereItStands() {
        begin("a", "b");

        assertThat(book.endAtOnce("a")).isTrue();
        assertThat(book.endAtOnce("a")).isFalse();

        assertThat(grantsOf("a")).containsExactly(grant(1, "a", 1, 0, 0, 0, 2, 4, 6));
        progress("a", 300, 300, true);
        book.clear(MESSAGES);
        book.give(List.of("b"), 0, 2);
        assertThat(grantsOf("b")).extracting(Grant::from).containsExactly(0L, 300L);
    }

    @Test
    void whatWasSentBeyondTheEndOfAGrantIsKnownToBeTwice() {
        begin("a");
        book.move(List.of("a", "b"), List.of(), 48, 2);
        progress("a", 64, 56, false);

        assertThat(book.overrunOf("a")).isEqualTo(16);
        assertThat(book.completedOverrunOf("a")).isEqualTo(8);
        book.onProgress("a", List.of(new GrantProgress(1, 64, 64, true)));
        book.clear(MESSAGES);

        assertThat(book.excess()).isEqualTo(16);
        assertThat(book.overrunOf("a")).isZero();
    }

    @Test
    void aLostWorkersOverrunMayBeInTheLogTwiceToo() {
        begin("a");
        book.move(List.of("a", "b"), List.of(), 48, 2);
        book.onProgress("a", List.of(new GrantProgress(1, 64, 56, false)));

        // 48 to 100 under the first grant, and 48 to 100 of every second shard under the second
        assertThat(book.revoke("a", 100)).isEqualTo(52 + 26);
    }

    @Test
    void aStoppedWorkerHasSentNothingMore() {
        begin("a", "b");
        progress("a", 100, 80, true);

        assertThat(book.revoke("a", 500)).isEqualTo(10);
    }

    @Test
    void aReportThatIsBehindItsGrantTakesNothingFromOthers() {
        begin("a");
        book.move(List.of("a", "b"), List.of(), 48, 2);
        book.onProgress("b", List.of(new GrantProgress(2, 8, 0, true)));

        book.revoke("b", 0);
        book.give(List.of("a"), 60, 3);

        assertThat(book.grants().stream().filter(grant -> grant.epoch() == 3))
                .allSatisfy(grant -> assertThat(grant.from()).isGreaterThanOrEqualTo(48));
    }

    @Test
    void reportsOfOthersAndOfUnknownGrantsChangeNothing() {
        begin("a", "b");

        book.onProgress("b", List.of(new GrantProgress(1, 100, 100, true), new GrantProgress(77, 1, 1, true)));

        assertThat(book.clear(MESSAGES)).isFalse();
        assertThat(book.positionOf("a")).isZero();
        book.revoke("b", 0);
        book.give(List.of("a"), 0, 2);
        assertThat(book.grants().getLast().id())
                .as("the id of a reported grant is not reused")
                .isEqualTo(78);
    }
}
