package klt.worker.report;

import java.util.List;
import java.util.Optional;
import klt.common.protocol.Audited;
import klt.common.protocol.Consumed;
import klt.common.protocol.ContestedSeen;
import klt.common.protocol.Evidence;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.StatusRecord;

/** What a record is about, where the newest one about it says all that those before it said. */
final class Subject {

    private Subject() {}

    /** Empty where each record says something of its own. */
    static Optional<List<Object>> of(StatusRecord record) {
        return switch (record) {
            case Evidence evidence -> Optional.of(List.of(Evidence.class, evidence.run(), evidence.first()));
            case Audited audited ->
                Optional.of(List.of(Audited.class, audited.run(), audited.task(), audited.partition()));
            case ContestedSeen seen -> Optional.of(List.of(ContestedSeen.class, seen.run(), seen.task(), seen.range()));
            case Consumed consumed ->
                Optional.of(List.of(Consumed.class, consumed.run(), consumed.group(), consumed.number()));
            case GroupPositions positions ->
                Optional.of(List.of(GroupPositions.class, positions.run(), positions.group(), positions.part()));
            case StatusRecord.Hello hello -> Optional.empty();
            case StatusRecord.Heartbeat heartbeat -> Optional.empty();
            case StatusRecord.Interval interval -> Optional.empty();
            case StatusRecord.Bye bye -> Optional.empty();
        };
    }
}
