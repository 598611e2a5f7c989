package klt.worker.report;

import java.util.List;
import klt.common.protocol.Audited;
import klt.common.protocol.Consumed;
import klt.common.protocol.ContestedSeen;
import klt.common.protocol.Evidence;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.ReportRefused;
import klt.common.protocol.StatusRecord;

/** What a record is about: the newest one about it says all that those before it said. */
final class Subject {

    private Subject() {}

    static List<Object> of(StatusRecord record) {
        return switch (record) {
            case Evidence evidence -> List.of(Evidence.class, evidence.run(), evidence.first());
            case Audited audited -> List.of(Audited.class, audited.run(), audited.task(), audited.partition());
            case ContestedSeen seen -> List.of(ContestedSeen.class, seen.run(), seen.task(), seen.range());
            case Consumed consumed -> List.of(Consumed.class, consumed.run(), consumed.group(), consumed.number());
            case GroupPositions positions ->
                List.of(GroupPositions.class, positions.run(), positions.group(), positions.part());
            case ReportRefused refused -> List.of(ReportRefused.class, refused.run(), refused.report());
            case StatusRecord.Interval interval ->
                List.of(StatusRecord.Interval.class, interval.run(), interval.number());
            case StatusRecord.Hello hello -> List.of(StatusRecord.Hello.class);
            case StatusRecord.Heartbeat heartbeat -> List.of(StatusRecord.Heartbeat.class);
            case StatusRecord.Bye bye -> List.of(StatusRecord.Bye.class);
        };
    }

    /** The runs that miss something without the record; a report of a refusal is the last word on it. */
    static List<String> runs(StatusRecord record) {
        return switch (record) {
            case Evidence evidence -> List.of(evidence.run());
            case Audited audited -> List.of(audited.run());
            case ContestedSeen seen -> List.of(seen.run());
            case Consumed consumed -> List.of(consumed.run());
            case GroupPositions positions -> List.of(positions.run());
            case StatusRecord.Interval interval -> List.of(interval.run());
            case StatusRecord.Heartbeat heartbeat ->
                heartbeat.runs().stream().map(StatusRecord.RunProgress::run).toList();
            case ReportRefused refused -> List.of();
            case StatusRecord.Hello hello -> List.of();
            case StatusRecord.Bye bye -> List.of();
        };
    }
}
