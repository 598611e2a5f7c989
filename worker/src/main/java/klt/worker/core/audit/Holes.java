package klt.worker.core.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import klt.common.protocol.PartitionAuditReport.Hole;

/**
 * One producer's missing ordinals in one partition, as disjoint ranges. Of the ranges beyond the limit, only their overall bounds and the
 * number of their ordinals are kept; a record between these bounds counts as one of the ordinals.
 */
final class Holes {

    /** Limit on the number of ranges, shared by several producers. */
    static final class Room {
        private int left;

        Room(int ranges) {
            left = ranges;
        }

        private boolean take() {
            if (left == 0) {
                return false;
            }
            left--;
            return true;
        }

        private void give() {
            left++;
        }
    }

    private final Room room;
    private final TreeMap<Long, Hole> ranges = new TreeMap<>();
    private long more;
    private long moreFrom = Long.MAX_VALUE;
    private long moreUntil;

    Holes(Room room) {
        this.room = room;
    }

    /**
     * Marks ordinals {@code from … until−1} as missing.
     *
     * @param shownAt offset of the record that revealed the gap
     * @param nextSequence sequence of that record
     */
    void open(long from, long until, long shownAt, long nextSequence) {
        if (room.take()) {
            ranges.put(from, new Hole(from, until, shownAt, nextSequence));
        } else {
            more += until - from;
            moreFrom = Math.min(moreFrom, from);
            moreUntil = Math.max(moreUntil, until);
        }
    }

    /** @return whether the ordinal was missing before this call */
    boolean close(long ordinal) {
        Map.Entry<Long, Hole> entry = ranges.floorEntry(ordinal);
        if (entry == null || entry.getValue().until() <= ordinal) {
            boolean oneOfMore = more > 0 && ordinal >= moreFrom && ordinal < moreUntil;
            more -= oneOfMore ? 1 : 0;
            return oneOfMore;
        }
        Hole hole = entry.getValue();
        ranges.remove(hole.from());
        room.give();
        keep(hole, hole.from(), ordinal);
        keep(hole, ordinal + 1, hole.until());
        return true;
    }

    private void keep(Hole hole, long from, long until) {
        if (from < until) {
            open(from, until, hole.shownAt(), hole.nextSequence());
        }
    }

    List<Hole> ranges() {
        return new ArrayList<>(ranges.values());
    }

    /** Returns the number of missing ordinals outside the kept ranges. */
    long more() {
        return more;
    }
}
