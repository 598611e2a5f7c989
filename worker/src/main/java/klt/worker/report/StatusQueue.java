package klt.worker.report;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import klt.common.protocol.Consumed;
import klt.common.protocol.ContestedRangeReport;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.PartitionAuditReport;
import klt.common.protocol.ReportRefused;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.StatusRecord;

/**
 * Records waiting to be written. Heartbeats, intervals and send ledgers come first, in the order in which they were added. Audit and
 * consumer reports follow, so that they never delay a heartbeat. The goodbye comes last.
 *
 * <p>The queue only keeps the newest record for each {@link CoalescingKey}, and the newest {@value #INTERVALS_MAX} intervals. Not
 * thread-safe.
 */
final class StatusQueue {

    /** The number of intervals of one run in five minutes. */
    static final int INTERVALS_MAX = 300;

    private final SequencedMap<Object, StatusRecord> first = new LinkedHashMap<>();
    private final SequencedMap<Object, StatusRecord> then = new LinkedHashMap<>();
    private Optional<StatusRecord.Bye> goodbye = Optional.empty();
    private int intervals;

    /** @return the older heartbeat replaced by the record, or the interval that no longer fits */
    Optional<StatusRecord> add(StatusRecord record) {
        return switch (record) {
            case StatusRecord.Bye bye -> {
                goodbye = Optional.of(bye);
                yield Optional.empty();
            }
            case StatusRecord.Heartbeat heartbeat -> {
                // heartbeats follow the intervals and send ledgers that are included in their totals
                Optional<StatusRecord> older = Optional.ofNullable(first.remove(CoalescingKey.of(heartbeat)));
                first.put(CoalescingKey.of(heartbeat), heartbeat);
                yield older;
            }
            case SendLedgerReport evidence -> {
                // keep the order of all records, so that a run's last records precede the heartbeat that ends it
                first.remove(CoalescingKey.of(evidence));
                yield put(evidence);
            }
            case StatusRecord.Interval interval -> put(interval);
            case PartitionAuditReport audited -> put(audited);
            case ContestedRangeReport seen -> put(seen);
            case Consumed consumed -> put(consumed);
            case GroupPositions positions -> put(positions);
            case ReportRefused report -> put(report);
        };
    }

    /** Adds a record. A newer record takes the older one's position, so that frequent reports cannot postpone a key forever. */
    private Optional<StatusRecord> put(StatusRecord record) {
        if (lane(record).put(CoalescingKey.of(record), record) != null || !isOfAnInterval(record)) {
            return Optional.empty();
        }
        intervals++;
        return intervals > INTERVALS_MAX ? removeOldestInterval() : Optional.empty();
    }

    private Optional<StatusRecord> removeOldestInterval() {
        Optional<StatusRecord> oldest = Stream.concat(first.values().stream(), then.values().stream())
                .filter(StatusQueue::isOfAnInterval)
                .findFirst();
        oldest.ifPresent(record -> {
            lane(record).remove(CoalescingKey.of(record));
            intervals--;
        });
        return oldest;
    }

    /** Puts a record back at the front, unless a newer one with the same key is waiting. */
    void putBack(StatusRecord record) {
        if (lane(record).containsKey(CoalescingKey.of(record))) {
            return;
        }
        lane(record).putFirst(CoalescingKey.of(record), record);
        intervals += isOfAnInterval(record) ? 1 : 0;
    }

    boolean isEmpty() {
        return first.isEmpty() && then.isEmpty() && goodbye.isEmpty();
    }

    /** Returns the next record without removing it. */
    StatusRecord next() {
        SequencedMap<Object, StatusRecord> lane = first.isEmpty() ? then : first;
        return lane.isEmpty() ? goodbye.orElseThrow() : lane.firstEntry().getValue();
    }

    void removeNext() {
        StatusRecord next = next();
        if (next instanceof StatusRecord.Bye) {
            goodbye = Optional.empty();
        } else {
            lane(next).pollFirstEntry();
            intervals -= isOfAnInterval(next) ? 1 : 0;
        }
    }

    private SequencedMap<Object, StatusRecord> lane(StatusRecord record) {
        return switch (record) {
            case StatusRecord.Heartbeat heartbeat -> first;
            case StatusRecord.Interval interval -> first;
            case SendLedgerReport evidence -> first;
            case PartitionAuditReport audited -> then;
            case ContestedRangeReport seen -> then;
            case Consumed consumed -> then;
            case GroupPositions positions -> then;
            case ReportRefused report -> then;
            case StatusRecord.Bye bye -> throw new IllegalArgumentException("the goodbye is not part of a lane");
        };
    }

    /** Returns whether the record holds measurements that no later record repeats. */
    static boolean isOfAnInterval(StatusRecord record) {
        return record instanceof StatusRecord.Interval || record instanceof Consumed;
    }
}
