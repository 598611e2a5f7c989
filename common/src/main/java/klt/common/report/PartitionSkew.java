package klt.common.report;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * How evenly the topic's partitions were filled during the run, measured by their offsets before and after it. Other producers' records
 * also count.
 *
 * @param partitions number of partitions
 * @param lowest offsets added to the partition with the fewest
 * @param highest offsets added to the partition with the most
 * @param fullest the partition with the most messages; if there are several, the first
 * @param skew the highest number of added offsets divided by the mean; 1 if all partitions got the same number
 * @param added offsets added to each partition; empty if there are more than {@link #LISTED_MAX}
 */
public record PartitionSkew(int partitions, long lowest, long highest, int fullest, double skew, List<Long> added) {

    /** Maximum length of the list; a longer one would dominate the document. */
    public static final int LISTED_MAX = 1_000;

    public PartitionSkew {
        added = List.copyOf(added);
    }

    /** Returns the skew, or empty if no records were added. */
    public static Optional<PartitionSkew> of(List<Long> added) {
        long all = added.stream().mapToLong(Long::longValue).sum();
        if (all <= 0) {
            return Optional.empty();
        }
        long highest = Collections.max(added);
        return Optional.of(new PartitionSkew(
                added.size(),
                Collections.min(added),
                highest,
                added.indexOf(highest),
                (double) highest * added.size() / all,
                added.size() > LISTED_MAX ? List.of() : added));
    }
}
