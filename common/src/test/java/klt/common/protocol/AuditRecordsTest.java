package klt.common.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.protocol.topics.BusCodec;
import klt.common.protocol.topics.BusTopics;
import klt.common.protocol.topics.Envelope;
import org.junit.jupiter.api.Test;

class AuditRecordsTest {

    private static final String RUN = "r".repeat(100);
    private static final long LONG = 1L << 51;
    private static final BitSet ALL_BITS = new BitSet(ContestedRangeReport.SEQUENCES_MAX);

    static {
        ALL_BITS.set(0, ContestedRangeReport.SEQUENCES_MAX);
    }

    @Test
    void aPartitionIsInOneTaskAndOfTheTopic() {
        Audit.Task first = new Audit.Task(1, "w-1", List.of(0));
        Audit.Task again = new Audit.Task(2, "w-2", List.of(0));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Audit(List.of(), List.of(0L), List.of(9L), List.of(first, again), List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Audit(List.of(), List.of(), List.of(), List.of(first), List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Audit(List.of(), List.of(0L), List.of(1L, 2L), List.of(), List.of()));
        assertThat(new Audit(List.of(), List.of(0L), List.of(9L), List.of(first), List.of()).tasks())
                .containsExactly(first);
        // live: its end is not known yet
        assertThat(new Audit(List.of(), List.of(0L), List.of(), List.of(first), List.of()).tasks())
                .containsExactly(first);
    }

    @Test
    void whatIsContestedIsNeverEmpty() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Audit.Contested(List.of(1), 7, 7, 1, Instant.EPOCH));
        assertThatIllegalArgumentException().isThrownBy(() -> new Audit.Contested(List.of(), 0, 7, 1, Instant.EPOCH));
    }

    @Test
    void rangesWithoutAnAckAreSeparateAndCompleted() {
        SendLedgerReport.Unacked early = new SendLedgerReport.Unacked(0, 5, Outcome.FAILED, 0);
        SendLedgerReport.Unacked late = new SendLedgerReport.Unacked(4, 8, Outcome.INDETERMINATE, 9);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SendLedgerReport.Given(9, 9, -1, false, 0, List.of(early, late), 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SendLedgerReport.Given(9, 7, -1, false, 0, List.of(late), 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SendLedgerReport.Given(8, 9, -1, false, 0, List.of(), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new SendLedgerReport.Unacked(5, 5, Outcome.FAILED, 0));
    }

    @Test
    void evidenceIsCompleteWhenAllOutcomesAreKnownAndReported() {
        assertThat(new SendLedgerReport.Given(9, 9, 4, false, 0, List.of(), 0).isWhole())
                .isTrue();
        assertThat(new SendLedgerReport.Given(9, 8, 4, false, 0, List.of(), 0).isWhole())
                .isFalse();
        assertThat(new SendLedgerReport.Given(9, 9, 4, false, 0, List.of(), 1).isWhole())
                .isFalse();
    }

    @Test
    void bitsOfAContestedRangeComeBackAsTheyWere() {
        BitSet lost = BitSet.valueOf(new long[] {0b1011});
        BitSet given = BitSet.valueOf(new long[] {0, 1});

        ContestedRangeReport seen = ContestedRangeReport.of("r-1", 1, 0, lost, new BitSet(), given);

        assertThat(seen.lostBits()).isEqualTo(lost);
        assertThat(seen.lateBits()).isEqualTo(new BitSet());
        assertThat(seen.givenBits()).isEqualTo(given);
    }

    @Test
    void bitsThatAreNoneOrTooManyAreRefused() {
        BitSet many = new BitSet();
        many.set(ContestedRangeReport.SEQUENCES_MAX);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContestedRangeReport.of("r-1", 1, 0, many, new BitSet(), new BitSet()));
        assertThatIllegalArgumentException().isThrownBy(() -> new ContestedRangeReport("r-1", 1, 0, "???", "", ""));
    }

    @Test
    void theSumOfPairsDoesNotDependOnTheirOrderButOnEachOfThem() {
        long sum = OffsetSum.of(0, 10) + OffsetSum.of(1, 12);

        assertThat(OffsetSum.of(1, 12) + OffsetSum.of(0, 10)).isEqualTo(sum);
        assertThat(OffsetSum.of(0, 12) + OffsetSum.of(1, 10)).isNotEqualTo(sum);
        assertThat(OffsetSum.of(0, 11) + OffsetSum.of(1, 11)).isNotEqualTo(sum);
    }

    @Test
    void theLongestReportsFitInARecord() {
        List<SendLedgerReport.Unacked> ranges = IntStream.range(0, SendLedgerReport.UNACKED_MAX)
                .mapToObj(n ->
                        new SendLedgerReport.Unacked(LONG + 2L * n, LONG + 2L * n + 1, Outcome.INDETERMINATE, LONG))
                .toList();
        SendLedgerReport.Given full =
                new SendLedgerReport.Given(2 * LONG, 2 * LONG, LONG, true, Long.MIN_VALUE, ranges, LONG);
        SendLedgerReport.Given usual =
                new SendLedgerReport.Given(2 * LONG, 2 * LONG, LONG, true, Long.MIN_VALUE, List.of(), LONG);
        int fullOnes = SendLedgerReport.RANGES_MAX / SendLedgerReport.UNACKED_MAX;
        List<SendLedgerReport.Given> given = IntStream.range(0, SendLedgerReport.GIVEN_MAX)
                .mapToObj(n -> n < fullOnes ? full : usual)
                .toList();
        GroupPositions positions = new GroupPositions(
                RUN,
                15,
                49,
                IntStream.range(0, GroupPositions.POSITIONS_MAX)
                        .mapToObj(n -> new GroupPositions.Position(9_999 - n, LONG, LONG, LONG))
                        .toList());

        assertFits(new SendLedgerReport(RUN, Integer.MIN_VALUE, 10_000, 9_900, given));
        assertFits(positions);
        assertFits(ContestedRangeReport.of(RUN, 1_000, 999, ALL_BITS, ALL_BITS, ALL_BITS));
    }

    private static void assertFits(StatusRecord record) {
        assertThat(BusCodec.STATUS.encode(new Envelope<>(LONG, "w".repeat(256), LONG, record)))
                .as(BusCodec.STATUS.typeOf(record))
                .hasSizeLessThan(BusTopics.WRITTEN_BYTES_MAX);
    }

    @Test
    void theDesiredStateOfTenThousandPartitionsFitsInARecord() {
        List<Long> offsets = Collections.nCopies(10_000, 1L << 40);
        List<Audit.Task> tasks = IntStream.range(0, 4)
                .mapToObj(worker -> new Audit.Task(
                        worker + 1,
                        "worker-" + worker,
                        IntStream.range(0, 2_500)
                                .map(n -> 4 * n + worker)
                                .boxed()
                                .toList()))
                .toList();
        Audit audit = new Audit(List.of("hDkKzLWkRTyXhCEVU4F9gA"), offsets, offsets, tasks, List.of());

        DesiredRun sample = Samples.RUN;
        byte[] record = Samples.encoded(new DesiredRun(
                sample.run(),
                sample.revision(),
                sample.phase(),
                sample.ending(),
                sample.plan(),
                sample.load(),
                sample.members(),
                sample.allocation(),
                sample.departed(),
                audit));

        assertThat(record).hasSizeLessThan(BusTopics.WRITTEN_BYTES_MAX / 2);
    }
}
