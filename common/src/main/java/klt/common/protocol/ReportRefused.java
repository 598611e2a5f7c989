package klt.common.protocol;

import klt.common.protocol.limit.RecordLimits;

/**
 * Notifies the controller that a worker's report is missing, because Kafka rejected it permanently or it exceeds the size limit of a
 * record.
 *
 * @param report the type of the missing record, as in its JSON, or {@link #TOPICS}
 * @param bytes size of the record's value
 * @param reason the error, from Kafka or from this worker
 */
public record ReportRefused(String run, String report, long bytes, String reason) implements StatusRecord {

    /** The report type for the results by topic of an interval, if the interval was written without them. */
    public static final String TOPICS = "interval-topics";

    public ReportRefused {
        RecordLimits.requireName("run", run);
        RecordLimits.requireName("report", report);
        RecordLimits.requireCount("bytes", bytes);
        reason = RecordLimits.text(reason);
    }

    /** Whether the rejected report belongs to an audit, which then has nothing more to report. */
    public boolean isOfAudit() {
        return report.equals("audited") || report.equals("contested");
    }
}
