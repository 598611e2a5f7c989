package klt.worker.core;

import static klt.worker.TestRuns.grant;
import static klt.worker.TestRuns.repair;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import klt.common.protocol.Grant;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.StatusRecord.GrantProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendQueueTest {

    private static final int SHARDS = 8;
    private static final String ME = "w1.1";

    private final SendQueue work = new SendQueue(SHARDS);

    @Test
    void restsWithoutAGrant() {
        assertThat(work.sequence()).isEqualTo(SendQueue.NONE);
        assertThat(work.repairSequence()).isEqualTo(SendQueue.NONE);
        assertThat(work.isResting()).isTrue();
        assertThat(work.progress()).isEqualTo(SendQueue.Progress.NONE);

        work.adopt(List.of());
        assertThat(work.isResting()).isTrue();
    }

    @Test
    void mergesItsGrantsInOrderOfTheirSequences() {
        work.adopt(List.of(grant(1, ME, 0, List.of(1, 5)), grant(2, ME, 12, List.of(0)), grant(3, ME, 9, List.of(7))));

        assertThat(send(8)).containsExactly(1L, 5L, 9L, 13L, 15L, 16L, 17L, 21L);
    }

    @Test
    void endsAGrantBeforeItsEnd() {
        work.adopt(List.of(grant(1, ME, 0, List.of(1, 5)).endingAt(13)));

        assertThat(send(100)).containsExactly(1L, 5L, 9L);
        assertThat(work.isResting()).isTrue();
        assertProgress(new GrantProgress(1, 13, 13, true));
    }

    @Test
    void takesTheEndOfAGrantThatItHas() {
        work.adopt(List.of(grant(1, ME, 0, List.of(1, 5))));
        send(2);

        work.adopt(List.of(grant(1, ME, 0, List.of(1, 5)).endingAt(14)));

        assertThat(send(100)).containsExactly(9L, 13L);
        assertThat(work.isResting()).isTrue();
    }

    @Test
    void endsWhereItStandsWhenTheEndComesTooLate() {
        for (long end : new long[] {0, 1, 9, 17}) {
            SendQueue late = new SendQueue(SHARDS);
            late.adopt(List.of(grant(1, ME, 0, List.of(1, 5))));
            send(late, 4);

            late.adopt(List.of(grant(1, ME, 0, List.of(1, 5)).endingAt(end)));

            assertThat(late.isResting()).isTrue();
            assertThat(late.progress().grants()).containsExactly(new GrantProgress(1, 17, 17, true));
        }
    }

    @Test
    void sendsNothingOfAGrantThatEndsWhereItBegins() {
        work.adopt(List.of(grant(1, ME, 20, List.of(1, 5)).endingAt(20)));

        assertThat(work.isResting()).isTrue();
        assertProgress(new GrantProgress(1, 21, 21, true));
    }

    @Test
    void sendsNothingMoreOfARemovedGrant() {
        work.adopt(List.of(grant(1, ME, 0, List.of(1)), grant(2, ME, 0, List.of(2))));
        send(3);

        work.adopt(List.of(grant(2, ME, 0, List.of(2))));

        assertThat(send(2)).containsExactly(10L, 18L);
        assertProgress(new GrantProgress(2, 26, 26, false));
    }

    @Test
    void remembersWhatWasCompletedUnderRemovedGrants() {
        work.adopt(List.of(grant(1, ME, 0, List.of(1)).endingAt(25), repair(2, ME, 0, 20, List.of(2))));
        send(100);
        while (work.repairSequence() != SendQueue.NONE) {
            work.repairCursor()
                    .ledger()
                    .page()
                    .acked(work.repairCursor().ledger().place());
            work.advanceRepair();
        }
        assertThat(work.progress().completed()).isEqualTo(new OutcomeCounts(6, 0, 0, 0, 3));

        work.adopt(List.of(grant(3, ME, 25, List.of(1))));
        assertThat(work.progress())
                .isEqualTo(progress(new OutcomeCounts(6, 0, 0, 0, 3), new GrantProgress(3, 25, 25, false)));
        send(2);
        work.adopt(List.of());

        // its progress was not read before it was removed
        assertThat(work.progress()).isEqualTo(progress(new OutcomeCounts(6, 0, 0, 0, 3)));
        assertThat(work.progress()).isEqualTo(progress(new OutcomeCounts(6, 0, 0, 0, 3)));
    }

    @Test
    void reportsHowFarEachGrantIsSentAndCompleted() {
        work.adopt(List.of(grant(1, ME, 0, List.of(1)), grant(2, ME, 0, List.of(2))));
        List<Runnable> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Ledger ledger = work.cursor().ledger();
            Ledger.Page page = ledger.page();
            int place = ledger.place();
            answers.add(() -> page.acked(place));
            work.advance();
        }

        // 1, 2, 9 and 10 were sent
        answers.get(0).run();
        answers.get(3).run();

        assertThat(work.progress())
                .isEqualTo(progress(
                        new OutcomeCounts(1, 0, 0, 0, 0),
                        new GrantProgress(1, 17, 9, false),
                        new GrantProgress(2, 18, 2, false)));
    }

    @Test
    void saysThatAMessageWasSentWhoseAnswerIsThereBeforeItsSendReturns() {
        work.adopt(List.of(grant(1, ME, 0, List.of(1))));

        work.cursor().ledger().page().acked(0);

        assertProgress(new GrantProgress(1, 9, 9, false));
    }

    @Test
    void keepsRepairsApart() {
        work.adopt(List.of(
                grant(1, ME, 50, List.of(1)), repair(2, ME, 10, 30, List.of(1, 2)), repair(3, ME, 12, 20, List.of(3))));
        assertThat(work.sequence()).isEqualTo(57);

        List<Long> repaired = new ArrayList<>();
        while (work.repairSequence() != SendQueue.NONE) {
            assertThat(work.repairCursor().grant().repair()).isTrue();
            repaired.add(work.repairSequence());
            work.advanceRepair();
        }

        assertThat(repaired).containsExactly(10L, 17L, 18L, 19L, 25L, 26L);
        assertThat(work.sequence()).isEqualTo(57);
        assertThat(work.isResting()).isFalse();
    }

    @Test
    void restsOnlyWhenNothingIsToBeRepairedEither() {
        work.adopt(List.of(repair(1, ME, 0, 2, List.of(1))));
        assertThat(work.isResting()).isFalse();

        work.advanceRepair();

        assertThat(work.isResting()).isTrue();
    }

    @Test
    void isOverWhereTheRunIs() {
        work.adopt(
                List.of(grant(1, ME, 0, List.of(0)), grant(2, ME, 0, List.of(4)), repair(3, ME, 3, 100, List.of(1))));

        work.stopAt(3);
        assertThat(work.repairSequence()).isEqualTo(SendQueue.NONE);
        assertThat(send(1)).containsExactly(0L);
        work.stopAt(8);

        assertThat(work.isResting()).isTrue();
        assertThat(work.progress().grants())
                .containsExactly(
                        new GrantProgress(1, 8, 8, true),
                        new GrantProgress(2, 4, 4, true),
                        new GrantProgress(3, 9, 9, true));
    }

    @Test
    void canBeStopped() {
        work.adopt(List.of(grant(1, ME, 0, List.of(0)), repair(2, ME, 0, 100, List.of(1))));
        send(1);

        work.stop();

        assertThat(work.isResting()).isTrue();
        assertProgress(new GrantProgress(1, 8, 8, true), new GrantProgress(2, 1, 1, true));
    }

    @Test
    void countsTheShardsOfWhichItIsSendingByTheSchedule() {
        work.adopt(List.of(
                grant(1, ME, 0, List.of(0, 1, 2)).endingAt(8),
                grant(2, ME, 8, List.of(0, 1)),
                repair(3, ME, 0, 100, List.of(5, 6))));
        assertThat(work.sendingShards()).isZero();

        send(1);
        work.advanceRepair();
        assertThat(work.sendingShards()).isEqualTo(3);

        send(3);
        assertThat(work.sendingShards()).isEqualTo(2);

        work.stop();
        assertThat(work.sendingShards()).isZero();
    }

    @Test
    void countsTheShardsOfWhichSomethingIsLeftToBeRepaired() {
        work.adopt(List.of(
                grant(1, ME, 0, List.of(0, 1, 2)),
                repair(2, ME, 0, 6, List.of(4, 5)),
                repair(3, ME, 0, 100, List.of(1, 2, 3))));
        assertThat(work.repairingShards()).isEqualTo(5);

        while (work.repairSequence() < 6) {
            work.advanceRepair();
        }
        assertThat(work.repairingShards()).isEqualTo(3);

        work.stop();
        assertThat(work.repairingShards()).isZero();
    }

    @Test
    void countsAShardThatIsRepairedInTwoPlacesNotBeyondAllThatThereAre() {
        List<Integer> all = List.of(0, 1, 2, 3, 4, 5, 6, 7);

        work.adopt(List.of(repair(1, ME, 0, 50, all), repair(2, ME, 80, 100, all)));

        assertThat(work.repairingShards()).isEqualTo(SHARDS);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void sendsWhatASortedListWould(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int shardCount = random.nextInt(1, 100);
        SendQueue many = new SendQueue(shardCount);
        Map<Integer, Plain> plain = new LinkedHashMap<>();
        int ids = 0;
        for (int step = 0; step < 200; step++) {
            long standsAt = many.sequence() == SendQueue.NONE ? 5_000 : many.sequence();
            switch (random.nextInt(4)) {
                case 0 -> {
                    long from = random.nextLong(Math.max(0, standsAt - 300), standsAt + 300);
                    Grant more = grant(++ids, ME, from, shards(random, shardCount));
                    plain.put(ids, new Plain(random.nextBoolean() ? more : more.endingAt(from + random.nextInt(500))));
                }
                case 1 ->
                    plain.values().stream()
                            .filter(grant -> grant.grant.until().isEmpty())
                            .findFirst()
                            .ifPresent(grant -> grant.grant =
                                    grant.grant.endingAt(random.nextLong(Math.max(0, standsAt - 300), standsAt + 300)));
                case 2 ->
                    plain.keySet().stream()
                            .findFirst()
                            .filter(id -> plain.size() > 4)
                            .ifPresent(plain::remove);
                default -> {
                    // grants other than these have changed
                }
            }
            many.adopt(plain.values().stream().map(grant -> grant.grant).toList());
            for (int i = random.nextInt(50); i > 0; i--) {
                Plain next = plain.values().stream()
                        .filter(grant -> !grant.isOver(shardCount))
                        .min(Comparator.comparingLong(grant -> grant.next(shardCount)))
                        .orElse(null);
                if (next == null) {
                    assertThat(many.sequence()).isEqualTo(SendQueue.NONE);
                } else {
                    assertThat(many.sequence()).isEqualTo(next.next(shardCount));
                    next.standsAt = next.next(shardCount) + 1;
                    many.advance();
                }
            }
        }
        assertThat(many.progress().grants()).extracting(GrantProgress::grant).containsExactlyElementsOf(plain.keySet());
    }

    /** Parses a grant from its description. */
    private static final class Plain {
        private Grant grant;
        private long standsAt;

        private Plain(Grant grant) {
            this.grant = grant;
            standsAt = grant.from();
        }

        private long next(int shardCount) {
            return LongStream.iterate(standsAt, n -> n + 1)
                    .filter(n -> grant.shards().contains((int) (n % shardCount)))
                    .findFirst()
                    .orElseThrow();
        }

        private boolean isOver(int shardCount) {
            return grant.until().filter(end -> next(shardCount) >= end).isPresent();
        }
    }

    private static List<Integer> shards(SplittableRandom random, int shardCount) {
        int first = random.nextInt(shardCount);
        return IntStream.range(0, shardCount)
                .filter(shard -> shard == first || random.nextInt(3) == 0)
                .boxed()
                .toList();
    }

    private List<Long> send(int messages) {
        return send(work, messages);
    }

    /** Sends up to this many messages, each of which is acked at once. */
    private static List<Long> send(SendQueue work, int messages) {
        List<Long> sent = new ArrayList<>();
        for (int i = 0; i < messages && work.sequence() != SendQueue.NONE; i++) {
            sent.add(work.sequence());
            Ledger ledger = work.cursor().ledger();
            ledger.page().acked(ledger.place());
            work.advance();
        }
        return sent;
    }

    private void assertProgress(GrantProgress... grants) {
        assertThat(work.progress().grants()).containsExactly(grants);
    }

    private static SendQueue.Progress progress(OutcomeCounts completed, GrantProgress... grants) {
        return new SendQueue.Progress(List.of(grants), completed);
    }
}
