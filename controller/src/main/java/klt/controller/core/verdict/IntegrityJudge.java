package klt.controller.core.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import klt.common.protocol.PartitionAuditReport;
import klt.common.protocol.PartitionAuditReport.Received;
import klt.common.protocol.RunProgress;
import klt.common.protocol.SendLedgerReport.Given;
import klt.common.report.AuditResult;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict.Integrity;
import klt.common.report.Verdict.Reason;
import klt.common.spec.RunSpec;
import klt.common.text.Counted;
import klt.common.text.Listing;
import klt.controller.core.audit.Verification;
import klt.controller.core.run.Run;
import klt.controller.core.stats.WorkerStats;

/** Judges the integrity of the messages; the table in {@code docs/integrity.md} lists the violations by producer settings. */
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

    /** @param reasons receives the violations and doubts */
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
        // a loss already explains that the topic has grown too little
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

    /** A note for lost acked messages if the acks setting allows their loss; else empty. */
    private String allowance() {
        return run.promisesEveryAck() ? "" : ", as acks=" + producer.acks() + " allows when a leader fails";
    }

    /** The cheap check: every ack has an offset of its own. */
    private void judgeGrowth() {
        long acked = run.stats().totals().acked();
        Optional<Long> growth = verification.growth().filter(grown -> grown < acked && promises());
        growth.ifPresent(grown -> violations.add(new Reason(
                ReasonCode.TOPIC_TOO_SHORT,
                counted(acked, "message") + " acked, but the topic has grown by " + counted(grown, "offset") + ": "
                        + counted(acked - grown, "message") + " missing" + allowance())));
    }

    /** Checks that the topic was read completely, and that the ledgers of the senders are complete. */
    private void judgeReading() {
        verification.trouble().ifPresent(why -> doubts.add(new Reason(ReasonCode.AUDIT_INCOMPLETE, why)));
        if (verification.trouble().isEmpty() && !verification.isBegun()) {
            doubts.add(new Reason(ReasonCode.AUDIT_INCOMPLETE, "the run ended before the topic could be verified"));
        }
        if (verification.isFull()) {
            doubts.add(new Reason(
                    ReasonCode.TOO_MANY_FINDINGS,
                    "workers were lost so often that not all handover duplicates can be distinguished from others"));
        }
        List<PartitionAuditReport> found = List.copyOf(verification.found().values());
        doubt(
                ReasonCode.AUDIT_INCOMPLETE,
                found.stream().filter(read -> !read.trouble().isEmpty()).toList(),
                PartitionAuditReport::trouble);
        doubt(
                ReasonCode.TOO_MANY_FINDINGS,
                found.stream()
                        .filter(read -> read.received().stream()
                                                .mapToLong(Received::moreHoles)
                                                .sum()
                                        + read.moreStrays()
                                > 0)
                        .toList(),
                first -> "more messages are missing or misrouted than can be recorded");
        for (WorkerStats worker : run.stats().workers()) {
            long acked = worker.hasDeparted()
                    ? 0
                    : worker.progress().map(RunProgress::acked).orElse(0L);
            Verification.Source source = verification.sources().get(worker.id());
            long reported = source == null
                    ? 0
                    : source.given().values().stream()
                            .mapToLong(IntegrityJudge::acked)
                            .sum();
            if (reported < acked) {
                doubts.add(new Reason(
                        ReasonCode.EVIDENCE_MISSING,
                        String.format(
                                Locale.ROOT,
                                "%s reported offsets of only %,d of its %s",
                                worker.name(),
                                reported,
                                counted(acked, "acked message"))));
            }
        }
    }

    /** Without any message the findings prove nothing. */
    private void judgeSubject() {
        if (doubts.isEmpty() && run.stats().totals().acked() == 0) {
            doubts.add(new Reason(ReasonCode.NOTHING_TO_VERIFY, "no message was acked, so there is nothing to verify"));
        }
    }

    /** Adds one reason for all affected partitions: a topic may have thousands. */
    private void doubt(ReasonCode code, List<PartitionAuditReport> read, Function<PartitionAuditReport, String> words) {
        if (!read.isEmpty()) {
            String partitions = Listing.of(
                    read.stream().map(PartitionAuditReport::partition).toList());
            doubts.add(new Reason(
                    code,
                    (read.size() == 1 ? "partition " : "partitions ") + partitions + ": "
                            + words.apply(read.getFirst())));
        }
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
                violations.add(new Reason(
                        ReasonCode.LOST, counted(findings.lost(), "acked message") + " missing" + allowance()));
            } else {
                doubts.add(new Reason(
                        ReasonCode.NOTHING_PROMISED,
                        counted(findings.lost(), "message") + " missing; acks=0 promises nothing"));
            }
        }
        violation(findings.ghosts(), ReasonCode.GHOST, "message", "in the topic after a final failure");
        violation(findings.corrupted(), ReasonCode.CORRUPT, "record", "not as sent");
        violation(findings.misrouted(), ReasonCode.MISROUTED, "message", "in another partition or topic than sent to");
        violation(
                findings.partitions().truncated(),
                ReasonCode.TRUNCATED,
                "partition",
                "cut off below an acked offset" + allowance());
        violation(
                findings.partitions().mismatched(),
                ReasonCode.OFFSET_MISMATCH,
                "partition",
                "with messages at other offsets than acked (counted per worker)");
        if (producer.idempotence()) {
            violation(
                    findings.duplicated().sameEpoch(),
                    ReasonCode.DUPLICATED,
                    "message",
                    "in the topic again, which idempotence=true excludes");
        }
        if (producer.idempotence() || producer.maxInFlight() == 1) {
            violation(
                    findings.reordered(),
                    ReasonCode.REORDERED,
                    "message",
                    "after later messages of the same worker and partition");
        }
    }

    private void violation(long count, ReasonCode code, String noun, String what) {
        if (count > 0) {
            violations.add(new Reason(code, counted(count, noun) + " " + what));
        }
    }

    private static String counted(long count, String noun) {
        return String.format(Locale.ROOT, "%,d %s", count, Counted.noun(count, noun));
    }
}
