package klt.worker.consume;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.GroupPositions.Position;

/** The progress of one group's members on this worker, by partition. Thread-safe. */
final class GroupPlaces {

    private static final class Place {
        private final AtomicLong first = new AtomicLong(Long.MAX_VALUE);
        private final AtomicLong next = new AtomicLong();
        private final AtomicLong end = new AtomicLong();
    }

    private final Map<Integer, Place> places = new ConcurrentHashMap<>();

    private Place place(int partition) {
        return places.computeIfAbsent(partition, p -> new Place());
    }

    /** Records that a member starts reading at this offset. */
    void begin(int partition, long offset) {
        Place place = place(partition);
        place.next.accumulateAndGet(offset, Math::max);
        place.first.accumulateAndGet(offset, Math::min);
    }

    /**
     * Records that a member has received a record.
     *
     * @return whether this is the first time that a member on this worker received the record
     */
    boolean take(int partition, long offset) {
        return place(partition).next.getAndAccumulate(offset + 1, Math::max) <= offset;
    }

    /**
     * @param next every record below this offset has been processed
     * @param end the partition's end offset, if known
     */
    void reach(int partition, long next, long end) {
        Place place = place(partition);
        place.next.accumulateAndGet(next, Math::max);
        place.end.accumulateAndGet(Math.max(next, end), Math::max);
    }

    /** Returns the complete progress, split into records of limited size. A partition is always in the record with the same index. */
    List<GroupPositions> positions(String run, int group) {
        Map<Integer, List<Position>> parts = new TreeMap<>();
        places.forEach((partition, place) -> {
            long first = place.first.get();
            if (first != Long.MAX_VALUE) {
                // between the two reads, another member may start at a lower offset
                long next = Math.max(first, place.next.get());
                parts.computeIfAbsent(partition / GroupPositions.POSITIONS_MAX, part -> new ArrayList<>())
                        .add(new Position(partition, first, next, Math.max(next, place.end.get())));
            }
        });
        List<GroupPositions> records = new ArrayList<>();
        parts.forEach((part, positions) -> records.add(new GroupPositions(run, group, part, positions)));
        return records;
    }
}
