package klt.common.protocol;

/**
 * Kafka refused a report of a worker permanently, or the report exceeds the limit of a written record: its content is missing.
 *
 * @param report the type of the record, as in its JSON, or {@link #TOPICS}
 * @param bytes of its value
 * @param reason from Kafka, or from this worker
 */
public record ReportRefused(String run, String report, long bytes, String reason) implements StatusRecord {

    /** The results of the topics of an interval, which was written without them. */
    public static final String TOPICS = "interval-topics";

    public ReportRefused {
        RecordLimits.requireName("run", run);
        RecordLimits.requireName("report", report);
        RecordLimits.requireCount("bytes", bytes);
        reason = RecordLimits.text(reason);
    }

    /** Whether the refused report belongs to an audit, which cannot report more than this. */
    public boolean isOfAudit() {
        return report.equals("audited") || report.equals("contested");
    }
}
