package klt.common.protocol;

/**
 * Kafka refused a report of a worker permanently, or the report exceeds the limit of a written record: its content is missing.
 *
 * @param report the type of the record, as in its JSON
 * @param bytes of its value
 * @param reason Kafka's own, or ours
 */
public record ReportRefused(String run, String report, long bytes, String reason) implements StatusRecord {

    public ReportRefused {
        RecordLimits.requireName("run", run);
        RecordLimits.requireName("report", report);
        RecordLimits.requireCount("bytes", bytes);
        reason = RecordLimits.text(reason);
    }

    /** The report of an audit, which cannot report more than this. */
    public boolean isOfAudit() {
        return report.equals("audited") || report.equals("contested");
    }
}
