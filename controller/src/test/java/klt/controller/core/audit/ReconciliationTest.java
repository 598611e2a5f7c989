package klt.controller.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import klt.common.protocol.PartitionAuditReport;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.report.AuditResult;
import klt.common.report.AuditResult.Duplicated;
import klt.common.report.AuditResult.Indeterminate;
import klt.common.report.AuditResult.Kind;
import klt.common.report.AuditResult.Partitions;
import klt.common.report.AuditResult.Sample;
import klt.controller.core.audit.AuditReports.AuditHarness;
import klt.controller.core.audit.AuditReports.Found;
import klt.controller.core.audit.AuditReports.Sent;
import org.junit.jupiter.api.Test;

/** The senders' ledgers compared with what readers found. */
class ReconciliationTest {

    private static final AuditResult CLEAN = new AuditResult(
            0, 0, new Indeterminate(0, 0), 0, new Duplicated(0, 0, 0), 0, 0, 0, 0, new Partitions(0, 0, 0), List.of());

    @Test
    void whatIsAllThereIsClean() {
        AuditHarness harness = new AuditHarness(10L, 20L)
                .sent("a", Sent.messages(4), Sent.messages(20))
                .sent("bb", Sent.messages(6).from(4), Sent.messages(0));

        harness.report(
                harness.read(0).found(Found.of("a", 4), Found.of("bb", 6).from(4)),
                harness.read(1).found(Found.of("a", 20)));

        assertThat(harness.findings()).isEqualTo(clean(30));
    }

    private static AuditResult clean(long audited) {
        return new AuditResult(
                audited, 0, CLEAN.indeterminate(), 0, CLEAN.duplicated(), 0, 0, 0, 0, CLEAN.partitions(), List.of());
    }

    @Test
    void anAckedMessageThatIsInNoRecordIsLost() {
        AuditHarness harness = new AuditHarness(10L).sent("a", Sent.messages(10));

        harness.report(harness.read(0).found(Found.of("a", 10).without(3, 5)));

        assertThat(harness.findings().lost()).isEqualTo(2);
        assertThat(harness.findings().samples())
                .containsExactly(new Sample(Kind.LOST, 0, Optional.of(5L), Optional.of(5L)));
    }

    @Test
    void soIsOneBehindTheLastRecord() {
        AuditHarness harness = new AuditHarness(10L).sent("a", Sent.messages(10));

        harness.report(harness.read(0).found(Found.of("a", 7)));

        assertThat(harness.findings().lost()).isEqualTo(3);
        assertThat(harness.findings().samples())
                .containsExactly(new Sample(Kind.LOST, 0, Optional.empty(), Optional.empty()));
    }

    @Test
    void andAllOfAWorkerOfWhichNothingIsThere() {
        AuditHarness harness =
                new AuditHarness(10L).sent("a", Sent.messages(10)).sent("bb", Sent.messages(5));

        harness.report(harness.read(0).found(Found.of("a", 10)));

        assertThat(harness.findings().lost()).isEqualTo(5);
    }

    @Test
    void andAllOfAPartitionThatDidNotGrow() {
        AuditHarness harness = new AuditHarness(0L).sent("a", Sent.messages(3));

        assertThat(harness.findings().lost()).isEqualTo(3);
    }

    @Test
    void ofAPartitionThatWasNotReadToItsEndNothingIsMissing() {
        AuditHarness harness = new AuditHarness(10L, 10L).sent("a", Sent.messages(10), Sent.messages(10));

        harness.report(
                harness.read(0).found(Found.of("a", 4)).at(4),
                harness.read(1).found(Found.of("a", 4)).trouble("retention"));

        assertThat(harness.findings().lost()).isZero();
        assertThat(harness.findings().audited()).isEqualTo(8);
    }

    @Test
    void whatFailedForGoodMustNotBeThere() {
        AuditHarness harness = new AuditHarness(10L).sent("a", Sent.messages(10).without(2, 6, Outcome.FAILED));

        harness.report(harness.read(0).found(Found.of("a", 10).without(2, 5)));

        assertThat(harness.findings().ghosts()).isEqualTo(1);
        assertThat(harness.findings().lost()).isZero();
        assertThat(harness.findings().samples())
                .containsExactly(new Sample(Kind.GHOST, 0, Optional.empty(), Optional.of(2L)));
    }

    @Test
    void whatIsIndeterminateIsThereOrNot() {
        AuditHarness harness = new AuditHarness(10L).sent("a", Sent.messages(10).without(2, 6, Outcome.INDETERMINATE));

        harness.report(harness.read(0).found(Found.of("a", 10).without(2, 5)));

        assertThat(harness.findings().indeterminate()).isEqualTo(new Indeterminate(1, 3));
        assertThat(harness.findings().lost()).isZero();
        assertThat(harness.findings().ghosts()).isZero();
    }

    @Test
    void whatALostWorkerHadNotReportedIsIndeterminate() {
        AuditHarness harness = new AuditHarness(10L).sent("a", Sent.messages(10).completedBelow(6));

        harness.report(harness.read(0).found(Found.of("a", 8).without(6, 7)));

        assertThat(harness.findings().indeterminate()).isEqualTo(new Indeterminate(1, 3));
        assertThat(harness.findings().lost()).isZero();
    }

    @Test
    void aCorruptRecordStandsForAMessageThatIsMissing() {
        AuditHarness harness = new AuditHarness(10L).sent("a", Sent.messages(10));

        harness.report(harness.read(0).found(Found.of("a", 10).without(3, 5)).corrupt(1));

        assertThat(harness.findings().corrupted()).isEqualTo(1);
        assertThat(harness.findings().lost()).isEqualTo(1);
    }

    @Test
    void aCorruptCopyStandsForNone() {
        AuditHarness harness = new AuditHarness(11L).sent("a", Sent.messages(10));

        harness.report(harness.read(0).found(Found.of("a", 10)).corrupt(1));

        assertThat(harness.findings().lost()).isZero();
    }

    @Test
    void aMisroutedMessageIsNotLostWhereItShouldBe() {
        AuditHarness harness = new AuditHarness(9L, 11L).sent("a", Sent.messages(10), Sent.messages(10));

        harness.report(
                harness.read(0).found(Found.of("a", 10).without(4, 6)),
                harness.read(1).found(Found.of("a", 10)).stray("a", 0, 4));

        assertThat(harness.findings().misrouted()).isEqualTo(1);
        assertThat(harness.findings().lost()).isEqualTo(1);
        assertThat(harness.findings().audited()).isEqualTo(8 + 10 + 1);
    }

    @Test
    void aMisroutedCopyHidesNoLoss() {
        AuditHarness harness = new AuditHarness(9L, 11L).sent("a", Sent.messages(10), Sent.messages(10));

        harness.report(
                harness.read(0).found(Found.of("a", 10).without(4, 5)),
                harness.read(1).found(Found.of("a", 10)).stray("a", 0, 7));

        assertThat(harness.findings().lost()).isEqualTo(1);
    }

    @Test
    void whatReadersCountIsAddedUp() {
        AuditHarness harness = new AuditHarness(20L, 20L).sent("a", Sent.messages(10), Sent.messages(10));

        harness.report(
                harness.read(0)
                        .found(Found.of("a", 10).twice(2).late(3))
                        .foreign(4)
                        .gaps(5)
                        .sample(PartitionAuditReport.Kind.DUPLICATE, 8, 6),
                harness.read(1)
                        .found(Found.of("a", 10).twice(1))
                        .foreign(1)
                        .gaps(1)
                        .sample(PartitionAuditReport.Kind.FOREIGN, 3, -1));

        AuditResult findings = harness.findings();
        assertThat(findings.duplicated()).isEqualTo(new Duplicated(3, 0, 0));
        assertThat(findings.reordered()).isEqualTo(3);
        assertThat(findings.foreign()).isEqualTo(5);
        assertThat(findings.partitions().offsetGaps()).isEqualTo(6);
        assertThat(findings.audited()).isEqualTo(23);
        assertThat(findings.lost()).isZero();
        assertThat(findings.samples())
                .containsExactly(
                        new Sample(Kind.DUPLICATE, 0, Optional.of(8L), Optional.of(6L)),
                        new Sample(Kind.FOREIGN, 1, Optional.of(3L), Optional.empty()));
    }

    @Test
    void messagesAtOtherOffsetsThanTheirAcksSaidAreSeen() {
        AuditHarness harness = new AuditHarness(10L, 10L).sent("a", Sent.messages(10), Sent.messages(10));

        harness.report(
                harness.read(0).found(Found.of("a", 10).from(1)),
                harness.read(1).found(Found.of("a", 10)));

        assertThat(harness.findings().partitions().mismatched()).isEqualTo(1);
    }

    @Test
    void offsetsSayNothingWhereSomethingIsMissingOrInDoubt() {
        AuditHarness lost = new AuditHarness(10L).sent("a", Sent.messages(10));
        lost.report(lost.read(0).found(Found.of("a", 10).without(4, 5).from(1)));
        AuditHarness indeterminate =
                new AuditHarness(10L).sent("a", Sent.messages(10).without(4, 5, Outcome.INDETERMINATE));
        indeterminate.report(indeterminate.read(0).found(Found.of("a", 10).from(1)));

        assertThat(lost.findings().partitions().mismatched()).isZero();
        assertThat(indeterminate.findings().partitions().mismatched()).isZero();
    }

    @Test
    void aPartitionThatEndsBelowAnAckedOffsetIsTruncated() {
        AuditHarness harness = new AuditHarness(10L, 9L).sent("a", Sent.messages(10), Sent.messages(10));

        harness.report(harness.read(0).found(Found.of("a", 10)), harness.read(1).found(Found.of("a", 9)));

        assertThat(harness.findings().partitions().truncated()).isEqualTo(1);
        assertThat(harness.findings().lost()).isEqualTo(1);
    }

    @Test
    void offsetsOfWhatIsThereTwiceAreNotCompared() {
        AuditHarness harness = new AuditHarness(11L).sent("a", Sent.messages(10).from(1));

        // a message was written twice, and the ack was for the second record
        harness.report(harness.read(0).found(Found.of("a", 10).twice(1)));

        assertThat(harness.findings().partitions().mismatched()).isZero();
        assertThat(harness.findings().duplicated().sameEpoch()).isEqualTo(1);
    }

    @Test
    void aPartitionThatLostItsEndAndGrewAgainIsTruncated() {
        AuditHarness harness = new AuditHarness(10L, 10L)
                .sent("a", Sent.messages(10).rewound(), Sent.messages(10).rewound());

        // in the second partition, nothing is missing: to the sender, an answer that arrived late over another
        // connection looks the same
        harness.report(
                harness.read(0).found(Found.of("a", 10).without(4, 6)),
                harness.read(1).found(Found.of("a", 10)));

        assertThat(harness.findings().partitions().truncated()).isEqualTo(1);
        assertThat(harness.findings().lost()).isEqualTo(2);
    }

    @Test
    void moreThanCanBeDistinguishedIsStillCounted() {
        AuditHarness harness = new AuditHarness(10L).sent("a", Sent.messages(10));

        harness.report(harness.read(0).found(Found.of("a", 10).without(1, 2).withoutMore(3)));

        assertThat(harness.findings().lost()).isEqualTo(4);
    }

    @Test
    void unackedMessagesThatWereNotReportedAreNotLost() {
        AuditHarness harness = new AuditHarness(10L).sent("a", Sent.messages(10).unlisted(2));

        harness.report(harness.read(0).found(Found.of("a", 10).without(1, 4)));

        assertThat(harness.findings().lost()).isEqualTo(1);
    }
}
