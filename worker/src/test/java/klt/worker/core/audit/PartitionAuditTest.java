package klt.worker.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import klt.common.header.HeaderWriter;
import klt.common.protocol.PartitionAuditReport;
import klt.common.protocol.PartitionAuditReport.Kind;
import klt.common.protocol.PartitionAuditReport.Sample;
import org.junit.jupiter.api.Test;

/** The audit of records that are not messages of the run; {@link LyingLogTest} covers messages. */
class PartitionAuditTest {

    private static final byte[] NO_HEADER = {1, 2, 3};

    private final PartitionAudit audit = new PartitionAudit("r-1", "t", 7, 3, 100, new ContestedAudit(List.of()));

    @Test
    void aRecordWithoutAHeaderIsForeignAndOneWithTwoIsCorrupt() {
        audit.add(100, 0, null, null, null);
        audit.add(101, 2, NO_HEADER, null, null);
        audit.add(102, 1, NO_HEADER, null, null);

        assertThat(audit.records()).isEqualTo(3);
        assertThat(audit.position()).isEqualTo(103);
        assertThat(audit.audited().records()).isEqualTo(new PartitionAuditReport.Records(3, 1, 2, 0, 0));
        assertThat(audit.audited().samples())
                .containsExactlyInAnyOrder(
                        new Sample(Kind.FOREIGN, 100, -1),
                        new Sample(Kind.CORRUPT, 101, -1),
                        new Sample(Kind.CORRUPT, 102, -1));
    }

    @Test
    void aMessageThatItsSenderAbortsIsCountedAndHasNoOrdinal() {
        HeaderWriter writer = new HeaderWriter("r-1", "t", 9);
        writer.grant(0, 1, false, true);

        audit.add(100, 1, writer.write(3, 0, 77, 1, 1, null, before -> (int) before.getValue()), null, null);

        assertThat(audit.audited().records()).isEqualTo(new PartitionAuditReport.Records(1, 0, 0, 0, 1));
        assertThat(audit.audited().received()).isEmpty();
        assertThat(audit.audited().samples()).containsExactly(new Sample(Kind.ABORTED, 100, 77));
    }

    @Test
    void onlyTheFirstRecordsOfAKindAreSamples() {
        LongStream.range(100, 150).forEach(offset -> audit.add(offset, 0, null, null, null));

        assertThat(audit.audited().samples())
                .hasSize(PartitionAuditReport.SAMPLES_MAX)
                .last()
                .isEqualTo(new Sample(Kind.FOREIGN, 99 + PartitionAuditReport.SAMPLES_MAX, -1));
    }

    @Test
    void offsetsThatAreMissingAreCounted() {
        audit.add(104, 0, null, null, null);

        assertThat(audit.audited().records().offsetGaps()).isEqualTo(4);
    }

    @Test
    void isDoneWhenItIsFinishedOrGivesUp() {
        PartitionAudit other = new PartitionAudit("r-1", "t", 7, 4, 0, new ContestedAudit(List.of()));
        assertThat(audit.isDone()).isFalse();

        audit.finish();
        other.giveUp("the topic was deleted");

        assertThat(audit.isDone()).isTrue();
        assertThat(audit.partition()).isEqualTo(3);
        assertThat(other.isDone()).isTrue();
        assertThat(other.audited().trouble()).isEqualTo("the topic was deleted");
    }
}
