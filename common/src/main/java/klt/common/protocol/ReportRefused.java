package klt.common.protocol;

/**
 * Kafka refused a report of a worker for good, or the report is beyond {@link BusTopics#WRITTEN_BYTES_MAX}: what it said is missing.
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

    /** A reader of the topic can report no more than this. */
    public boolean isOfAudit() {
        return report.equals("audited") || report.equals("contested");
    }
}
