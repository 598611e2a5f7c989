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
import klt.controller.core.audit.AuditReports.Got;
import klt.controller.core.audit.AuditReports.Proof;
import klt.controller.core.audit.AuditReports.Sent;
import org.junit.jupiter.api.Test;

/** The senders' ledgers compared with what readers found. */
class ReconciliationTest {

    private static final AuditResult CLEAN = new AuditResult(
            0, 0, new Indeterminate(0, 0), 0, new Duplicated(0, 0, 0), 0, 0, 0, 0, new Partitions(0, 0, 0), List.of());

    @Test
    void whatIsAllThereIsClean() {
        Proof proof = new Proof(10L, 20L)
                .sent("a", Sent.messages(4), Sent.messages(20))
                .sent("bb", Sent.messages(6).from(4), Sent.messages(0));

        proof.report(
                proof.read(0).got(Got.of("a", 4), Got.of("bb", 6).from(4)),
                proof.read(1).got(Got.of("a", 20)));

        assertThat(proof.findings()).isEqualTo(clean(30));
    }

    private static AuditResult clean(long audited) {
        return new AuditResult(
                audited, 0, CLEAN.indeterminate(), 0, CLEAN.duplicated(), 0, 0, 0, 0, CLEAN.partitions(), List.of());
    }

    @Test
    void anAckedMessageThatIsInNoRecordIsLost() {
        Proof proof = new Proof(10L).sent("a", Sent.messages(10));

        proof.report(proof.read(0).got(Got.of("a", 10).without(3, 5)));

        assertThat(proof.findings().lost()).isEqualTo(2);
        assertThat(proof.findings().samples())
                .containsExactly(new Sample(Kind.LOST, 0, Optional.of(5L), Optional.of(5L)));
    }

    @Test
    void soIsOneBehindTheLastRecord() {
        Proof proof = new Proof(10L).sent("a", Sent.messages(10));

        proof.report(proof.read(0).got(Got.of("a", 7)));

        assertThat(proof.findings().lost()).isEqualTo(3);
        assertThat(proof.findings().samples())
                .containsExactly(new Sample(Kind.LOST, 0, Optional.empty(), Optional.empty()));
    }

    @Test
    void andAllOfAWorkerOfWhichNothingIsThere() {
        Proof proof = new Proof(10L).sent("a", Sent.messages(10)).sent("bb", Sent.messages(5));

        proof.report(proof.read(0).got(Got.of("a", 10)));

        assertThat(proof.findings().lost()).isEqualTo(5);
    }

    @Test
    void andAllOfAPartitionThatDidNotGrow() {
        Proof proof = new Proof(0L).sent("a", Sent.messages(3));

        assertThat(proof.findings().lost()).isEqualTo(3);
    }

    @Test
    void ofAPartitionThatWasNotReadToItsEndNothingIsMissing() {
        Proof proof = new Proof(10L, 10L).sent("a", Sent.messages(10), Sent.messages(10));

        proof.report(
                proof.read(0).got(Got.of("a", 4)).at(4),
                proof.read(1).got(Got.of("a", 4)).trouble("retention"));

        assertThat(proof.findings().lost()).isZero();
        assertThat(proof.findings().audited()).isEqualTo(8);
    }

    @Test
    void whatFailedForGoodMustNotBeThere() {
        Proof proof = new Proof(10L).sent("a", Sent.messages(10).without(2, 6, Outcome.FAILED));

        proof.report(proof.read(0).got(Got.of("a", 10).without(2, 5)));

        assertThat(proof.findings().ghosts()).isEqualTo(1);
        assertThat(proof.findings().lost()).isZero();
        assertThat(proof.findings().samples())
                .containsExactly(new Sample(Kind.GHOST, 0, Optional.empty(), Optional.of(2L)));
    }

    @Test
    void whatIsIndeterminateIsThereOrNot() {
        Proof proof = new Proof(10L).sent("a", Sent.messages(10).without(2, 6, Outcome.INDETERMINATE));

        proof.report(proof.read(0).got(Got.of("a", 10).without(2, 5)));

        assertThat(proof.findings().indeterminate()).isEqualTo(new Indeterminate(1, 3));
        assertThat(proof.findings().lost()).isZero();
        assertThat(proof.findings().ghosts()).isZero();
    }

    @Test
    void whatADeadWorkerHadNotToldIsIndeterminate() {
        Proof proof = new Proof(10L).sent("a", Sent.messages(10).completedBelow(6));

        proof.report(proof.read(0).got(Got.of("a", 8).without(6, 7)));

        assertThat(proof.findings().indeterminate()).isEqualTo(new Indeterminate(1, 3));
        assertThat(proof.findings().lost()).isZero();
    }

    @Test
    void aCorruptRecordStandsForAMessageThatIsMissing() {
        Proof proof = new Proof(10L).sent("a", Sent.messages(10));

        proof.report(proof.read(0).got(Got.of("a", 10).without(3, 5)).corrupt(1));

        assertThat(proof.findings().corrupted()).isEqualTo(1);
        assertThat(proof.findings().lost()).isEqualTo(1);
    }

    @Test
    void aCorruptCopyStandsForNone() {
        Proof proof = new Proof(11L).sent("a", Sent.messages(10));

        proof.report(proof.read(0).got(Got.of("a", 10)).corrupt(1));

        assertThat(proof.findings().lost()).isZero();
    }

    @Test
    void aMisroutedMessageIsNotLostWhereItShouldBe() {
        Proof proof = new Proof(9L, 11L).sent("a", Sent.messages(10), Sent.messages(10));

        proof.report(
                proof.read(0).got(Got.of("a", 10).without(4, 6)),
                proof.read(1).got(Got.of("a", 10)).stray("a", 0, 4));

        assertThat(proof.findings().misrouted()).isEqualTo(1);
        assertThat(proof.findings().lost()).isEqualTo(1);
        assertThat(proof.findings().audited()).isEqualTo(8 + 10 + 1);
    }

    @Test
    void aMisroutedCopyHidesNoLoss() {
        Proof proof = new Proof(9L, 11L).sent("a", Sent.messages(10), Sent.messages(10));

        proof.report(
                proof.read(0).got(Got.of("a", 10).without(4, 5)),
                proof.read(1).got(Got.of("a", 10)).stray("a", 0, 7));

        assertThat(proof.findings().lost()).isEqualTo(1);
    }

    @Test
    void whatReadersCountIsAddedUp() {
        Proof proof = new Proof(20L, 20L).sent("a", Sent.messages(10), Sent.messages(10));

        proof.report(
                proof.read(0)
                        .got(Got.of("a", 10).twice(2).late(3))
                        .foreign(4)
                        .gaps(5)
                        .sample(PartitionAuditReport.Kind.DUPLICATE, 8, 6),
                proof.read(1)
                        .got(Got.of("a", 10).twice(1))
                        .foreign(1)
                        .gaps(1)
                        .sample(PartitionAuditReport.Kind.FOREIGN, 3, -1));

        AuditResult findings = proof.findings();
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
        Proof proof = new Proof(10L, 10L).sent("a", Sent.messages(10), Sent.messages(10));

        proof.report(proof.read(0).got(Got.of("a", 10).from(1)), proof.read(1).got(Got.of("a", 10)));

        assertThat(proof.findings().partitions().mismatched()).isEqualTo(1);
    }

    @Test
    void offsetsSayNothingWhereSomethingIsMissingOrInDoubt() {
        Proof lost = new Proof(10L).sent("a", Sent.messages(10));
        lost.report(lost.read(0).got(Got.of("a", 10).without(4, 5).from(1)));
        Proof indeterminate = new Proof(10L).sent("a", Sent.messages(10).without(4, 5, Outcome.INDETERMINATE));
        indeterminate.report(indeterminate.read(0).got(Got.of("a", 10).from(1)));

        assertThat(lost.findings().partitions().mismatched()).isZero();
        assertThat(indeterminate.findings().partitions().mismatched()).isZero();
    }

    @Test
    void aPartitionThatEndsBelowAnAckedOffsetIsTruncated() {
        Proof proof = new Proof(10L, 9L).sent("a", Sent.messages(10), Sent.messages(10));

        proof.report(proof.read(0).got(Got.of("a", 10)), proof.read(1).got(Got.of("a", 9)));

        assertThat(proof.findings().partitions().truncated()).isEqualTo(1);
        assertThat(proof.findings().lost()).isEqualTo(1);
    }

    @Test
    void offsetsOfWhatIsThereTwiceAreNotCompared() {
        Proof proof = new Proof(11L).sent("a", Sent.messages(10).from(1));

        // a message was written twice, and the ack was for the second record
        proof.report(proof.read(0).got(Got.of("a", 10).twice(1)));

        assertThat(proof.findings().partitions().mismatched()).isZero();
        assertThat(proof.findings().duplicated().sameEpoch()).isEqualTo(1);
    }

    @Test
    void aPartitionThatLostItsEndAndGrewAgainIsTruncated() {
        Proof proof = new Proof(10L, 10L)
                .sent("a", Sent.messages(10).rewound(), Sent.messages(10).rewound());

        // in the second partition, nothing is missing: to the sender, an answer that arrived late over another
        // connection looks the same
        proof.report(
                proof.read(0).got(Got.of("a", 10).without(4, 6)), proof.read(1).got(Got.of("a", 10)));

        assertThat(proof.findings().partitions().truncated()).isEqualTo(1);
        assertThat(proof.findings().lost()).isEqualTo(2);
    }

    @Test
    void moreThanCanBeToldApartIsStillCounted() {
        Proof proof = new Proof(10L).sent("a", Sent.messages(10));

        proof.report(proof.read(0).got(Got.of("a", 10).without(1, 2).withoutMore(3)));

        assertThat(proof.findings().lost()).isEqualTo(4);
    }

    @Test
    void unackedOnesThatWereNotToldAreNotCalledLost() {
        Proof proof = new Proof(10L).sent("a", Sent.messages(10).unlisted(2));

        proof.report(proof.read(0).got(Got.of("a", 10).without(1, 4)));

        assertThat(proof.findings().lost()).isEqualTo(1);
    }
}
