package klt.worker.report;

import java.util.List;
import klt.common.protocol.Consumed;
import klt.common.protocol.ContestedRangeReport;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.PartitionAuditReport;
import klt.common.protocol.ReportRefused;
import klt.common.protocol.RunProgress;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.StatusRecord;

/** Identifies what a record is about. The newest record with a key supersedes all earlier ones. */
final class CoalescingKey {

    private CoalescingKey() {}

    static List<Object> of(StatusRecord record) {
        return switch (record) {
            case SendLedgerReport evidence -> List.of(SendLedgerReport.class, evidence.run(), evidence.first());
            case PartitionAuditReport audited ->
                List.of(PartitionAuditReport.class, audited.run(), audited.task(), audited.partition());
            case ContestedRangeReport seen ->
                List.of(ContestedRangeReport.class, seen.run(), seen.task(), seen.range());
            case Consumed consumed -> List.of(Consumed.class, consumed.run(), consumed.group(), consumed.number());
            case GroupPositions positions ->
                List.of(GroupPositions.class, positions.run(), positions.group(), positions.part());
            case ReportRefused refused -> List.of(ReportRefused.class, refused.run(), refused.report());
            case StatusRecord.Interval interval ->
                List.of(StatusRecord.Interval.class, interval.run(), interval.number());
            case StatusRecord.Heartbeat heartbeat -> List.of(StatusRecord.Heartbeat.class);
            case StatusRecord.Bye bye -> List.of(StatusRecord.Bye.class);
        };
    }

    /**
     * Returns the runs that would lack data if the record were not written. The rejection of a {@link klt.common.protocol.ReportRefused} is
     * not reported.
     */
    static List<String> runs(StatusRecord record) {
        return switch (record) {
            case SendLedgerReport evidence -> List.of(evidence.run());
            case PartitionAuditReport audited -> List.of(audited.run());
            case ContestedRangeReport seen -> List.of(seen.run());
            case Consumed consumed -> List.of(consumed.run());
            case GroupPositions positions -> List.of(positions.run());
            case StatusRecord.Interval interval -> List.of(interval.run());
            case StatusRecord.Heartbeat heartbeat ->
                heartbeat.runs().stream().map(RunProgress::run).toList();
            case ReportRefused refused -> List.of();
            case StatusRecord.Bye bye -> List.of();
        };
    }
}
