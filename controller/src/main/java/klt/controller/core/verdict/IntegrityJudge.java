package klt.controller.core.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.PartitionAuditReport;
import klt.common.protocol.PartitionAuditReport.Received;
import klt.common.protocol.RunProgress;
import klt.common.protocol.SendLedgerReport.Given;
import klt.common.report.AuditResult;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict.Integrity;
import klt.common.report.Verdict.Reason;
import klt.common.spec.RunSpec;
import klt.controller.core.audit.SendLedger;
import klt.controller.core.audit.Verification;
import klt.controller.core.run.Run;
import klt.controller.core.stats.WorkerStats;

/** Judges message integrity. A table in {@code docs/integrity.md} lists what counts as a violation, by producer settings. */
final class IntegrityJudge {

    private static final String ACKS_NONE = "0";

    private final Run run;
    private final RunSpec.Producer producer;
    private final Verification verification;
    private final List<Reason> violations = new ArrayList<>();
    private final List<Reason> doubts = new ArrayList<>();

    private IntegrityJudge(Run run) {
        this.run = run;
        producer = run.spec().producer();
        verification = run.verification();
    }

    /** @param reasons receives the reasons for violations and for inconclusive results */
    static Integrity judge(Run run, List<Reason> reasons) {
        if (!run.phase().isEnded()) {
            return Integrity.UNCHECKED;
        }
        IntegrityJudge judge = new IntegrityJudge(run);
        Optional<AuditResult> findings = run.verification().findings();
        if (run.verification().reads()) {
            judge.judgeReading();
            findings.ifPresent(judge::judgeFindings);
            judge.judgeSubject();
        }
        // lost messages already explain why the topic has not grown enough
        if (findings.filter(found -> found.lost() > 0 || found.partitions().truncated() > 0)
                .isEmpty()) {
            judge.judgeGrowth();
        }
        reasons.addAll(judge.violations);
        if (!judge.violations.isEmpty()) {
            return Integrity.VIOLATED;
        }
        reasons.addAll(judge.doubts);
        if (!run.verification().reads()) {
            return Integrity.UNCHECKED;
        }
        return judge.doubts.isEmpty() ? Integrity.INTACT : Integrity.INCONCLUSIVE;
    }

    private boolean promises() {
        return !producer.acks().equals(ACKS_NONE);
    }

    /** Returns the acks setting as an argument, if it allows Kafka to lose acked messages. */
    private Args allowance() {
        return run.promisesEveryAck() ? Args.NONE : Args.of("acks", producer.acks());
    }

    /** Checks that the topics have grown by one offset per ack, which does not require reading them. */
    private void judgeGrowth() {
        long acked = run.stats().totals().acked();
        Optional<Long> growth = verification.growth().filter(grown -> grown < acked && promises());
        growth.ifPresent(grown -> violations.add(new Reason(
                ReasonCode.TOPIC_TOO_SHORT,
                Args.of("acked", acked, "grown", grown, "missing", acked - grown)
                        .and(allowance()))));
    }

    /** Checks that the topics were read completely, and that the senders' ledgers are complete. */
    private void judgeReading() {
        verification.trouble().ifPresent(why -> doubts.add(new Reason(ReasonCode.AUDIT_INCOMPLETE, why)));
        if (verification.trouble().isEmpty() && !verification.isBegun()) {
            doubts.add(ReasonCode.AUDIT_INCOMPLETE.with());
        }
        if (verification.isFull()) {
            doubts.add(ReasonCode.TOO_MANY_FINDINGS.with());
        }
        List<PartitionAuditReport> found = List.copyOf(verification.found().values());
        List<PartitionAuditReport> unread =
                found.stream().filter(read -> !read.trouble().isEmpty()).toList();
        if (!unread.isEmpty()) {
            doubts.add(new Reason(
                    ReasonCode.AUDIT_INCOMPLETE,
                    Args.of(
                                    "partitions",
                                    partitions(unread),
                                    "trouble",
                                    unread.getFirst().trouble())
                            .and(verification.heldBack())));
        }
        List<PartitionAuditReport> full = found.stream()
                .filter(read ->
                        read.received().stream().mapToLong(Received::moreHoles).sum() + read.moreStrays() > 0)
                .toList();
        if (!full.isEmpty()) {
            doubts.add(ReasonCode.TOO_MANY_FINDINGS.with("partitions", partitions(full)));
        }
        for (WorkerStats worker : run.stats().workers()) {
            long acked = worker.hasDeparted()
                    ? 0
                    : worker.progress().map(RunProgress::acked).orElse(0L);
            SendLedger source = verification.sources().get(worker.id());
            long reported = source == null
                    ? 0
                    : source.given().values().stream()
                            .mapToLong(IntegrityJudge::acked)
                            .sum();
            if (reported < acked) {
                doubts.add(ReasonCode.EVIDENCE_MISSING.with(
                        "worker", worker.name(), "reported", reported, "acked", acked));
            }
        }
    }

    /** Checks that messages were acked; without acked messages, the result proves nothing. */
    private void judgeSubject() {
        if (doubts.isEmpty() && run.stats().totals().acked() == 0) {
            doubts.add(ReasonCode.NOTHING_TO_VERIFY.with());
        }
    }

    /** Returns the partition numbers. They share a single reason, because a topic may have thousands of partitions. */
    private static List<Integer> partitions(List<PartitionAuditReport> read) {
        return read.stream().map(PartitionAuditReport::partition).toList();
    }

    private static long acked(Given given) {
        return given.completed()
                - given.unlisted()
                - given.unacked().stream()
                        .mapToLong(range -> range.until() - range.from())
                        .sum();
    }

    private void judgeFindings(AuditResult findings) {
        if (findings.lost() > 0) {
            if (promises()) {
                violation(findings.lost(), ReasonCode.LOST, "messages", allowance());
            } else {
                doubts.add(ReasonCode.NOTHING_PROMISED.with("messages", findings.lost()));
            }
        }
        violation(findings.ghosts(), ReasonCode.GHOST, "messages", Args.NONE);
        violation(findings.corrupted(), ReasonCode.CORRUPT, "records", Args.NONE);
        violation(findings.misrouted(), ReasonCode.MISROUTED, "messages", Args.NONE);
        violation(findings.partitions().truncated(), ReasonCode.TRUNCATED, "partitions", allowance());
        violation(findings.partitions().mismatched(), ReasonCode.OFFSET_MISMATCH, "partitions", Args.NONE);
        if (producer.idempotence()) {
            violation(findings.duplicated().sameEpoch(), ReasonCode.DUPLICATED, "messages", Args.NONE);
        }
        if (producer.idempotence() || producer.maxInFlight() == 1) {
            violation(findings.reordered(), ReasonCode.REORDERED, "messages", Args.NONE);
        }
    }

    private void violation(long count, ReasonCode code, String what, Args more) {
        if (count > 0) {
            violations.add(new Reason(code, Args.of(what, count).and(more)));
        }
    }
}
