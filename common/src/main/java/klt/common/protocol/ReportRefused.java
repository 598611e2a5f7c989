package klt.common.protocol;

import klt.common.protocol.limit.RecordLimits;

/**
 * A report of a worker that Kafka refused permanently, or that exceeds the size limit of a record: its content is missing.
 *
 * @param report the type of the record, as in its JSON, or {@link #TOPICS}
 * @param bytes of its value
 * @param reason from Kafka, or from this worker
 */
public record ReportRefused(String run, String report, long bytes, String reason) implements StatusRecord {

    /** Report type for the per-topic results of an interval that was written without them. */
    public static final String TOPICS = "interval-topics";

    public ReportRefused {
        RecordLimits.requireName("run", run);
        RecordLimits.requireName("report", report);
        RecordLimits.requireCount("bytes", bytes);
        reason = RecordLimits.text(reason);
    }

    /** Whether the refused report belongs to an audit, which then has nothing more to report. */
    public boolean isOfAudit() {
        return report.equals("audited") || report.equals("contested");
    }
}
