package klt.worker.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {

    private static final int PAGE = Ledger.PAGE_MESSAGES;
    private static final int SHARDS = 8;
    private static final List<Integer> OWN = List.of(1, 6);

    private final Ledger ledger = new Ledger(new ShardCursor(OWN, SHARDS, 0));
    private final List<Sent> sent = new ArrayList<>();

    private record Sent(Ledger.Page page, int place) {

        /** @param outcome 0 acked, 1 failed, 2 indeterminate */
        void complete(int outcome) {
            switch (outcome) {
                case 0 -> page.acked(place);
                case 1 -> page.failed(place);
                default -> page.indeterminate(place);
            }
        }
    }

    @Test
    void beginsWhereItsGrantDoes() {
        assertThat(ledger.completedBelow()).isEqualTo(1);

        ledger.collect();

        assertThat(ledger.completedBelow()).isEqualTo(1);
        assertThat(new Ledger(new ShardCursor(OWN, SHARDS, 100)).completedBelow())
                .isEqualTo(102);
    }

    @Test
    void isCompletedUpToTheFirstMessageWithoutAnOutcome() {
        send(4);

        sent.get(0).complete(0);
        sent.get(2).complete(0);
        assertCompleted(1, 0, 0, 6);

        sent.get(1).complete(1);
        assertCompleted(2, 1, 0, 14);

        sent.get(3).complete(2);
        assertCompleted(2, 1, 1, 17);
    }

    @ParameterizedTest
    @ValueSource(ints = {PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, 3 * PAGE + 7})
    void losesNothingAtTheBordersOfItsPages(int messages) {
        send(messages);
        for (int i = messages - 1; i >= 0; i--) {
            assertThat(ledger.acked()).isZero();
            sent.get(i).complete(0);
            if (i == PAGE) {
                assertCompleted(0, 0, 0, 1);
            }
        }

        assertCompleted(messages, 0, 0, sequence(messages));

        // and continues after them
        send(1);
        assertCompleted(messages, 0, 0, sequence(messages));
        sent.getLast().complete(1);
        assertCompleted(messages, 1, 0, sequence(messages + 1));
    }

    @Test
    void waitsForTheNextPageWhenTheLastAnswerOfOneIsThereBeforeItsSendReturns() {
        send(PAGE - 1);
        sent.forEach(message -> message.complete(0));
        ledger.page().acked(ledger.place());

        assertCompleted(PAGE, 0, 0, sequence(PAGE));
        assertCompleted(PAGE, 0, 0, sequence(PAGE));

        ledger.advance();
        send(1);
        sent.getLast().complete(1);
        assertCompleted(PAGE, 1, 0, sequence(PAGE + 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void countsWhatAPlainListWould(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Integer> outcomes = new ArrayList<>();
        NavigableSet<Integer> open = new TreeSet<>();
        for (int step = 0; step < 600; step++) {
            int more = random.nextInt(40);
            for (int i = 0; i < more; i++) {
                open.add(outcomes.size());
                outcomes.add(-1);
            }
            send(more);
            for (int answers = random.nextInt(45); answers > 0 && !open.isEmpty(); answers--) {
                // mostly the oldest first, as Kafka answers, but any message may be first
                int oldest = open.getFirst();
                int message = random.nextInt(4) == 0
                        ? open.headSet(random.nextInt(oldest, outcomes.size()), true)
                                .getLast()
                        : oldest;
                open.remove(message);
                int outcome = random.nextInt(3);
                outcomes.set(message, outcome);
                sent.get(message).complete(outcome);
            }
            if (random.nextInt(3) == 0) {
                assertLikeTheList(outcomes);
            }
        }
        for (int message : open) {
            outcomes.set(message, 0);
            sent.get(message).complete(0);
        }

        assertLikeTheList(outcomes);
        assertThat(ledger.completedBelow()).isEqualTo(sequence(outcomes.size()));
        assertThat(outcomes).hasSizeGreaterThan(2 * PAGE);
    }

    @Test
    void canBeReadWhileOtherThreadsSendAndComplete() throws InterruptedException {
        int messages = 400_000;
        BlockingQueue<Sent> inFlight = new LinkedBlockingQueue<>(5_000);
        AtomicBoolean answered = new AtomicBoolean();
        Thread io = Thread.ofPlatform().start(() -> {
            try {
                for (int i = 0; i < messages; i++) {
                    inFlight.take().complete(i % 3);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            answered.set(true);
        });
        Thread sender = Thread.ofPlatform().start(() -> {
            try {
                for (int i = 0; i < messages; i++) {
                    inFlight.put(new Sent(ledger.page(), ledger.place()));
                    ledger.advance();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        long before = 0;
        while (!answered.get()) {
            ledger.collect();
            long completed = ledger.acked() + ledger.failed() + ledger.indeterminate();
            assertThat(completed).isGreaterThanOrEqualTo(before);
            assertThat(ledger.completedBelow()).isEqualTo(sequence(completed));
            // in order, so each outcome is a third of the completed messages
            assertThat(ledger.acked()).isEqualTo((completed + 2) / 3);
            before = completed;
        }
        sender.join();
        io.join();

        ledger.collect();
        assertThat(ledger.completedBelow()).isEqualTo(sequence(messages));
    }

    private void send(int messages) {
        for (int i = 0; i < messages; i++) {
            sent.add(new Sent(ledger.page(), ledger.place()));
            ledger.advance();
        }
    }

    /** The sequence of a message in the numbering of this test. */
    private static long sequence(long message) {
        return message / OWN.size() * SHARDS + OWN.get((int) (message % OWN.size()));
    }

    private void assertCompleted(long acked, long failed, long indeterminate, long below) {
        ledger.collect();
        assertThat(ledger.acked()).isEqualTo(acked);
        assertThat(ledger.failed()).isEqualTo(failed);
        assertThat(ledger.indeterminate()).isEqualTo(indeterminate);
        assertThat(ledger.completedBelow()).isEqualTo(below);
    }

    private void assertLikeTheList(List<Integer> outcomes) {
        int completed = outcomes.indexOf(-1) < 0 ? outcomes.size() : outcomes.indexOf(-1);
        long[] counts = new long[3];
        outcomes.subList(0, completed).forEach(outcome -> counts[outcome]++);
        assertCompleted(counts[0], counts[1], counts[2], sequence(completed));
    }
}
