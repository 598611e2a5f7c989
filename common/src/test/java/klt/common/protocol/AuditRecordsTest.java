package klt.common.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.StatusRecord.Outcome;
import org.junit.jupiter.api.Test;

class AuditRecordsTest {

    @Test
    void aPartitionIsInOneTaskAndOfTheTopic() {
        Audit.Task first = new Audit.Task(1, "w-1", List.of(0));
        Audit.Task again = new Audit.Task(2, "w-2", List.of(0));

        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Audit(Optional.empty(), List.of(0L), List.of(9L), List.of(first, again), List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Audit(Optional.empty(), List.of(), List.of(), List.of(first), List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Audit(Optional.empty(), List.of(0L), List.of(1L, 2L), List.of(), List.of()));
        assertThat(new Audit(Optional.empty(), List.of(0L), List.of(9L), List.of(first), List.of()).tasks())
                .containsExactly(first);
        // live: its end is yet to come
        assertThat(new Audit(Optional.empty(), List.of(0L), List.of(), List.of(first), List.of()).tasks())
                .containsExactly(first);
    }

    @Test
    void whatIsContestedIsNeverEmpty() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Audit.Contested(List.of(1), 7, 7, 1, Instant.EPOCH));
        assertThatIllegalArgumentException().isThrownBy(() -> new Audit.Contested(List.of(), 0, 7, 1, Instant.EPOCH));
    }

    @Test
    void rangesWithoutAnAckAreApartAndSettled() {
        Evidence.Unacked early = new Evidence.Unacked(0, 5, Outcome.FAILED, 0);
        Evidence.Unacked late = new Evidence.Unacked(4, 8, Outcome.INDETERMINATE, 9);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Evidence.Given(9, 9, -1, false, 0, List.of(early, late), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Evidence.Given(9, 7, -1, false, 0, List.of(late), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Evidence.Given(8, 9, -1, false, 0, List.of(), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Evidence.Unacked(5, 5, Outcome.FAILED, 0));
    }

    @Test
    void evidenceIsWholeWhenEverythingHasItsOutcomeAndIsTold() {
        assertThat(new Evidence.Given(9, 9, 4, false, 0, List.of(), 0).isWhole())
                .isTrue();
        assertThat(new Evidence.Given(9, 8, 4, false, 0, List.of(), 0).isWhole())
                .isFalse();
        assertThat(new Evidence.Given(9, 9, 4, false, 0, List.of(), 1).isWhole())
                .isFalse();
    }

    @Test
    void bitsOfAContestedRangeComeBackAsTheyWere() {
        BitSet lost = BitSet.valueOf(new long[] {0b1011});
        BitSet given = BitSet.valueOf(new long[] {0, 1});

        ContestedSeen seen = ContestedSeen.of("r-1", 1, 0, lost, new BitSet(), given);

        assertThat(seen.lostBits()).isEqualTo(lost);
        assertThat(seen.lateBits()).isEqualTo(new BitSet());
        assertThat(seen.givenBits()).isEqualTo(given);
    }

    @Test
    void bitsThatAreNoneOrTooManyAreRefused() {
        BitSet many = new BitSet();
        many.set(ContestedSeen.SEQUENCES_MAX);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContestedSeen.of("r-1", 1, 0, many, new BitSet(), new BitSet()));
        assertThatIllegalArgumentException().isThrownBy(() -> new ContestedSeen("r-1", 1, 0, "???", "", ""));
    }

    @Test
    void theSumOfPairsDoesNotDependOnTheirOrderButOnEachOfThem() {
        long sum = OffsetSum.of(0, 10) + OffsetSum.of(1, 12);

        assertThat(OffsetSum.of(1, 12) + OffsetSum.of(0, 10)).isEqualTo(sum);
        assertThat(OffsetSum.of(0, 12) + OffsetSum.of(1, 10)).isNotEqualTo(sum);
        assertThat(OffsetSum.of(0, 11) + OffsetSum.of(1, 11)).isNotEqualTo(sum);
    }
}
