package klt.worker.produce.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import klt.common.protocol.OffsetSum;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.SendLedgerReport.Given;
import klt.common.protocol.SendLedgerReport.Unacked;
import klt.common.protocol.StatusRecord.Outcome;
import klt.worker.core.Ledger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionLedgerTest {

    private static final long FIRST_SEQUENCE = 1_000;

    private final PartitionLedger ledger = new PartitionLedger();
    private final List<Message> sent = new ArrayList<>();

    private final class Message {
        private final long ordinal = ledger.ordinal();
        private final Ledger.Page page = ledger.page();
        private final int place = ledger.place();

        void acked(long offset) {
            ledger.acked(ordinal, offset);
            page.acked(place);
        }

        void unacked(Outcome outcome) {
            ledger.unacked(ordinal, outcome, FIRST_SEQUENCE + ordinal);
            page.failed(place);
        }
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            sent.add(new Message());
            ledger.advance();
        }
    }

    private static Unacked range(long from, long until, Outcome outcome) {
        return new Unacked(from, until, outcome, FIRST_SEQUENCE + from);
    }

    @Test
    void nothingIsGivenAtFirst() {
        assertThat(ledger.given()).isEqualTo(new Given(0, 0, -1, false, 0, List.of(), 0));
    }

    @Test
    void itIsCompletedUpToTheFirstWithoutAnOutcome() {
        send(4);
        sent.get(0).acked(10);
        sent.get(2).acked(12);

        assertThat(ledger.given())
                .isEqualTo(new Given(4, 1, 12, false, OffsetSum.of(0, 10) + OffsetSum.of(2, 12), List.of(), 0));
    }

    @Test
    void whatWasNotAckedIsReported() {
        send(9);
        for (int i : new int[] {0, 3, 4, 8}) {
            sent.get(i).acked(i);
        }
        // in any order
        sent.get(6).unacked(Outcome.FAILED);
        sent.get(2).unacked(Outcome.INDETERMINATE);
        sent.get(5).unacked(Outcome.FAILED);
        sent.get(1).unacked(Outcome.INDETERMINATE);
        sent.get(7).unacked(Outcome.INDETERMINATE);

        Given given = ledger.given();

        assertThat(given.completed()).isEqualTo(9);
        assertThat(given.unacked().stream().map(r -> List.of(r.from(), r.until(), r.outcome())))
                .containsExactly(
                        List.of(1L, 3L, Outcome.INDETERMINATE),
                        List.of(5L, 7L, Outcome.FAILED),
                        List.of(7L, 8L, Outcome.INDETERMINATE));
        assertThat(given.isWhole()).isTrue();
    }

    @Test
    void whatIsAboveTheCompletedPartIsNotReportedYet() {
        send(5);
        sent.get(0).unacked(Outcome.FAILED);
        sent.get(1).unacked(Outcome.FAILED);
        sent.get(3).unacked(Outcome.FAILED);

        assertThat(ledger.given().unacked()).containsExactly(range(0, 2, Outcome.FAILED));
    }

    @Test
    void aRangeThatExtendsBeyondTheCompletedPartEndsThere() {
        send(3);
        ledger.unacked(0, Outcome.FAILED, FIRST_SEQUENCE);
        sent.get(0).page.failed(sent.get(0).place);
        // the next one is known, but not yet on its page
        ledger.unacked(1, Outcome.FAILED, FIRST_SEQUENCE + 1);

        assertThat(ledger.given().unacked()).containsExactly(range(0, 1, Outcome.FAILED));
    }

    @Test
    void anAckThatIsNotAboveThoseBeforeItSaysThatTheLogWentBack() {
        send(3);
        sent.get(0).acked(10);
        sent.get(1).acked(11);
        assertThat(ledger.given().rewound()).isFalse();

        sent.get(2).acked(11);

        assertThat(ledger.given().rewound()).isTrue();
        assertThat(ledger.given().lastOffset()).isEqualTo(11);
    }

    @Test
    void withoutOffsetsNoneIsReported() {
        send(1);
        sent.get(0).acked(-1);

        assertThat(ledger.given()).isEqualTo(new Given(1, 1, -1, false, 0, List.of(), 0));
    }

    @Test
    void moreRangesThanARecordTakesAreCounted() {
        int ranges = SendLedgerReport.UNACKED_MAX + 3;
        send(2 * ranges);
        for (int i = 0; i < ranges; i++) {
            sent.get(2 * i).unacked(Outcome.FAILED);
            sent.get(2 * i + 1).acked(i);
        }

        Given given = ledger.given();

        assertThat(given.unacked()).hasSize(SendLedgerReport.UNACKED_MAX);
        assertThat(given.unlisted()).isEqualTo(3);
        assertThat(given.isWhole()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isWhatAListOfAllMessagesSays(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Outcome> outcomes = new ArrayList<>();
        List<Message> open = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            send(1);
            open.add(sent.getLast());
            outcomes.add(null);
            while (!open.isEmpty() && random.nextInt(3) > 0) {
                Message next = open.remove(random.nextInt(Math.min(4, open.size())));
                int draw = random.nextInt(400);
                Outcome outcome = draw == 0 ? Outcome.FAILED : draw == 1 ? Outcome.INDETERMINATE : null;
                if (outcome == null) {
                    next.acked(next.ordinal);
                } else {
                    next.unacked(outcome);
                    outcomes.set((int) next.ordinal, outcome);
                }
            }
            if (i % 100 == 0) {
                check(open, outcomes);
            }
        }
    }

    private void check(List<Message> open, List<Outcome> outcomes) {
        Given given = ledger.given();
        long completed =
                open.stream().mapToLong(message -> message.ordinal).min().orElse(sent.size());
        assertThat(given.sent()).isEqualTo(sent.size());
        assertThat(given.completed()).isEqualTo(completed);
        List<List<Object>> reported = new ArrayList<>();
        given.unacked().forEach(range -> {
            for (long ordinal = range.from(); ordinal < range.until(); ordinal++) {
                reported.add(List.of(ordinal, range.outcome()));
            }
        });
        List<List<Object>> expected = new ArrayList<>();
        for (long ordinal = 0; ordinal < completed; ordinal++) {
            if (outcomes.get((int) ordinal) != null) {
                expected.add(List.of(ordinal, outcomes.get((int) ordinal)));
            }
        }
        assertThat(reported).isEqualTo(expected);
    }
}
