package klt.worker.core.audit;

import klt.common.protocol.OffsetSum;
import klt.common.protocol.PartitionAuditReport.Received;

/** Audits what one producer wrote to one partition. */
final class ProducerAudit {

    /** A record's position relative to the records before it. */
    enum Place {
        NEW,
        /** The ordinal was missing until this record. */
        LATE,
        SEEN
    }

    private final int producer;
    private final Holes holes;
    private long next;
    private long distinct;
    private long duplicates;
    private long reordered;
    private long offsets;

    ProducerAudit(int producer, Holes.Room room) {
        this.producer = producer;
        holes = new Holes(room);
    }

    Place add(long ordinal, long offset, long sequence) {
        Place place = place(ordinal, offset, sequence);
        if (place == Place.SEEN) {
            duplicates++;
        } else {
            distinct++;
            offsets += OffsetSum.of(ordinal, offset);
            reordered += place == Place.LATE ? 1 : 0;
        }
        return place;
    }

    private Place place(long ordinal, long offset, long sequence) {
        if (ordinal < next) {
            return holes.close(ordinal) ? Place.LATE : Place.SEEN;
        }
        if (ordinal > next) {
            holes.open(next, ordinal, offset, sequence);
        }
        next = ordinal + 1;
        return Place.NEW;
    }

    Received received() {
        return new Received(producer, next, distinct, duplicates, reordered, offsets, holes.ranges(), holes.more());
    }
}
