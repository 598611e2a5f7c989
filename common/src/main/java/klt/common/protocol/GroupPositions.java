package klt.common.protocol;

import java.util.List;
import klt.common.protocol.limit.RecordLimits;

/**
 * Progress of the members of one consumer group on one worker. Each figure of a partition can only decrease, or only increase. Reports from
 * several workers, even late or repeated ones, can therefore be merged in any order.
 *
 * @param group number of the group in its run, from 0
 * @param part index of this record among the records of the group, each of which contains a limited number of partitions
 */
public record GroupPositions(String run, int group, int part, List<Position> positions) implements StatusRecord {

    /** Maximum number of partitions in one record. */
    public static final int POSITIONS_MAX = 200;

    public GroupPositions {
        RecordLimits.requireName("run", run);
        Consumed.requireGroup(group);
        RecordLimits.requireCount("part", part);
        RecordLimits.requireSize("positions", positions, POSITIONS_MAX);
        positions = List.copyOf(positions);
    }

    /**
     * One partition.
     *
     * @param first the offset where a member started reading; the lowest is valid for the group
     * @param next the offset after the last processed record; the highest is valid for the group
     * @param end the end of the partition, as known to a member; the highest is valid for the group
     */
    public record Position(int partition, long first, long next, long end) {

        public Position {
            RecordLimits.requireCount("partition", partition);
            RecordLimits.requireCount("first", first);
            RecordLimits.requireCount("next", next);
            RecordLimits.requireCount("end", end);
            if (partition >= RecordLimits.PARTITIONS_MAX || first > next) {
                throw new IllegalArgumentException(
                        "partition " + partition + " is out of range, or read from " + first + " to " + next);
            }
        }
    }
}
