package klt.common.protocol;

import java.util.List;
import klt.common.protocol.limit.RecordLimits;

/**
 * The progress of one consumer group's members on one worker. Each of a partition's figures is monotonic, so reports from several workers,
 * even late or repeated ones, can be merged in any order.
 *
 * @param group the group's number within the run, from 0
 * @param part index of this record among the group's records; the number of partitions per record is limited
 */
public record GroupPositions(String run, int group, int part, List<Position> positions) implements StatusRecord {

    /** Maximum number of partitions per record. */
    public static final int POSITIONS_MAX = 200;

    public GroupPositions {
        RecordLimits.requireName("run", run);
        Consumed.requireGroup(group);
        RecordLimits.requireCount("part", part);
        RecordLimits.requireSize("positions", positions, POSITIONS_MAX);
        positions = List.copyOf(positions);
    }

    /**
     * A group's progress in one partition.
     *
     * @param first the offset at which a member started reading; the group's is the lowest
     * @param next the offset after the last processed record; the group's is the highest
     * @param end the partition's end, as known to a member; the group's is the highest
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
