package klt.common.protocol;

import klt.common.protocol.limit.RecordLimits;

/**
 * Notifies the controller that a worker's report is missing because Kafka rejected it for good, or because it exceeds the record size
 * limit.
 *
 * @param report the type of the missing record, as in its JSON, or {@link #TOPICS}
 * @param bytes size of the record's value in bytes
 * @param reason the error, from Kafka or from this worker
 */
public record ReportRefused(String run, String report, long bytes, String reason) implements StatusRecord {

    /** The report type for an interval's results by topic, if the interval was written without them. */
    public static final String TOPICS = "interval-topics";

    public ReportRefused {
        RecordLimits.requireName("run", run);
        RecordLimits.requireName("report", report);
        RecordLimits.requireCount("bytes", bytes);
        reason = RecordLimits.text(reason);
    }

    /** Returns whether the rejected report belongs to an audit, which cannot report anything further. */
    public boolean isOfAudit() {
        return report.equals("audited") || report.equals("contested");
    }
}
