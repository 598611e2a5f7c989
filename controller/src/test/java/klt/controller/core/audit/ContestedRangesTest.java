package klt.controller.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import klt.common.protocol.Audit;
import klt.common.protocol.Audit.Contested;
import klt.common.protocol.ContestedRangeReport;
import klt.common.report.AuditResult.Duplicated;
import klt.common.spec.RunSpec;
import klt.controller.core.CoreHarness;
import klt.controller.core.audit.AuditReports.Found;
import klt.controller.core.audit.AuditReports.Read;
import org.junit.jupiter.api.Test;

/** What readers report of ranges that two workers may have sent. */
class ContestedRangesTest {

    private static final Instant NOW = CoreHarness.BEGIN;

    private final Verification verification = begun(10L, 0L, 30L, 40L);

    private static Verification begun(Long... ends) {
        Verification begun = new Verification(RunSpec.Verification.AFTER);
        begun.onTopicsReady(List.of(ends).stream().map(end -> 0L).toList());
        begun.begin(List.of(ends), NOW);
        return begun;
    }

    @Test
    void aTaskIsDoneWhenItsReaderHasReportedOnContestedRanges() {
        Verification contested = begun(10L);
        contested.contest(List.of(0, 1), 100, 104, 3, NOW);
        contested.contest(List.of(0), 104, 106, 4, NOW);
        contested.assign(List.of("a"), NOW);
        contested.onAudited("a", Read.of(1, 0).found(Found.of("a", 10)).audited(), NOW);
        contested.onContestedSeen(
                "a", AuditReports.seen(1, 0, new long[] {0b0111}, new long[] {0b0100}, new long[] {0b1110}));
        assertThat(contested.isOver(NOW)).isFalse();
        contested.onContestedSeen("b", AuditReports.seen(1, 1, new long[] {1}, new long[] {}, new long[] {1}));
        contested.onContestedSeen("a", AuditReports.seen(2, 1, new long[] {1}, new long[] {}, new long[] {1}));
        contested.onContestedSeen("a", AuditReports.seen(1, 2, new long[] {1}, new long[] {}, new long[] {1}));
        assertThat(contested.isOver(NOW)).isFalse();

        contested.onContestedSeen("a", AuditReports.seen(1, 1, new long[] {}, new long[] {}, new long[] {1}));

        assertThat(contested.isOver(NOW)).isTrue();
        assertThat(contested.findings().orElseThrow().duplicated()).isEqualTo(new Duplicated(0, 1, 1));
    }

    @Test
    void whatReadersSawInDifferentPartitionsIsPutTogether() {
        Verification contested = begun(10L, 10L);
        contested.contest(List.of(0), 100, 110, 3, NOW);
        contested.assign(List.of("a", "b"), NOW);

        contested.onContestedSeen("a", AuditReports.seen(1, 0, new long[] {0b01}, new long[] {}, new long[] {}));
        contested.onContestedSeen("b", AuditReports.seen(2, 0, new long[] {}, new long[] {}, new long[] {0b11}));

        assertThat(contested.findings().orElseThrow().duplicated()).isEqualTo(new Duplicated(0, 1, 0));
    }

    @Test
    void aSequenceThatTwoRangesHoldIsOneDuplicate() {
        Verification contested = begun(10L);
        contested.contest(List.of(0), 100, 110, 3, NOW);
        contested.contest(List.of(0), 98, 104, 5, NOW);
        contested.assign(List.of("a"), NOW);

        contested.onContestedSeen("a", AuditReports.seen(1, 0, new long[] {0b1}, new long[] {}, new long[] {0b1}));
        contested.onContestedSeen("a", AuditReports.seen(1, 1, new long[] {0b100}, new long[] {}, new long[] {0b100}));

        assertThat(contested.findings().orElseThrow().duplicated()).isEqualTo(new Duplicated(0, 1, 0));
    }

    @Test
    void aRangeThatIsTooLongForOneReportIsCut() {
        verification.contest(List.of(0), 0, ContestedRangeReport.SEQUENCES_MAX + 5L, 1, NOW);

        assertThat(verification.audit(List.of()).contested())
                .containsExactly(
                        new Contested(List.of(0), 0, ContestedRangeReport.SEQUENCES_MAX, 1, NOW),
                        new Contested(
                                List.of(0),
                                ContestedRangeReport.SEQUENCES_MAX,
                                ContestedRangeReport.SEQUENCES_MAX + 5L,
                                1,
                                NOW));
        assertThat(verification.isFull()).isFalse();
    }

    @Test
    void moreRangesThanARecordTakesAreLeftOutAndSaid() {
        for (int i = 0; i <= Audit.CONTESTED_MAX; i++) {
            verification.contest(List.of(0), i, i + 1, 1, NOW);
        }

        assertThat(verification.audit(List.of()).contested()).hasSize(Audit.CONTESTED_MAX);
        assertThat(verification.isFull()).isTrue();
    }
}
