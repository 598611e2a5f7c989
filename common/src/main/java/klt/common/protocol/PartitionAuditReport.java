package klt.common.protocol;

import java.util.List;
import klt.common.protocol.limit.RecordLimits;

/**
 * An auditor's findings in one partition so far. Cumulative, and final once {@code done}.
 *
 * @param task the partition's task
 * @param position the next offset to read
 * @param done whether the reader has reached the partition's end, or never will
 * @param trouble why the partition cannot be read to its end, if it cannot
 * @param received the records received from each producer
 * @param strays the run's messages whose header names another partition or topic
 * @param moreStrays number of unlisted misrouted messages
 * @param samples some records, for the report
 */
public record PartitionAuditReport(
        String run,
        int task,
        int partition,
        long position,
        boolean done,
        String trouble,
        Records records,
        List<Received> received,
        List<Stray> strays,
        long moreStrays,
        List<Sample> samples)
        implements StatusRecord {

    /** Maximum number of a run's producers per partition. */
    public static final int PRODUCERS_MAX = 2_000;

    /** Maximum number of listed ranges of missing messages per partition, across all producers. */
    public static final int HOLES_MAX = 1_000;

    public static final int STRAYS_MAX = 1_000;

    /** Maximum number of samples per kind. */
    public static final int SAMPLES_MAX = 10;

    public PartitionAuditReport {
        RecordLimits.requireName("run", run);
        trouble = RecordLimits.text(trouble);
        RecordLimits.requireCount("position", position);
        RecordLimits.requireSize("received", received, PRODUCERS_MAX);
        RecordLimits.requireSize("strays", strays, STRAYS_MAX);
        RecordLimits.requireCount("moreStrays", moreStrays);
        RecordLimits.requireSize("samples", samples, SAMPLES_MAX * Kind.values().length);
        received = List.copyOf(received);
        strays = List.copyOf(strays);
        samples = List.copyOf(samples);
        if (task < 1 || partition < 0) {
            throw new IllegalArgumentException("task " + task + " or partition " + partition + " is below its minimum");
        }
    }

    /**
     * @param read number of records read
     * @param foreign records without a header, or from another run
     * @param corrupt records with a wrong header or checksum, none of whose fields are valid
     * @param offsetGaps number of offsets without a record, up to the last record read
     * @param aborted messages of transactions aborted by their sender, which the reader should not have received
     */
    public record Records(long read, long foreign, long corrupt, long offsetGaps, long aborted) {

        public Records {
            RecordLimits.requireCount("read", read);
            RecordLimits.requireCount("foreign", foreign);
            RecordLimits.requireCount("corrupt", corrupt);
            RecordLimits.requireCount("offsetGaps", offsetGaps);
            RecordLimits.requireCount("aborted", aborted);
        }
    }

    /**
     * The records received from one producer.
     *
     * @param next the highest received ordinal plus one
     * @param distinct number of distinct ordinals received
     * @param duplicates records whose ordinal had already been received
     * @param reordered first records of an ordinal that arrived after a record with a higher ordinal
     * @param offsets sum of {@link OffsetSum#of} over the first record of each ordinal
     * @param holes missing ordinals below {@code next}, in ascending order
     * @param moreHoles number of missing ordinals outside the listed ranges
     */
    public record Received(
            int producer,
            long next,
            long distinct,
            long duplicates,
            long reordered,
            long offsets,
            List<Hole> holes,
            long moreHoles) {

        public Received {
            RecordLimits.requireCount("next", next);
            RecordLimits.requireCount("distinct", distinct);
            RecordLimits.requireCount("duplicates", duplicates);
            RecordLimits.requireCount("reordered", reordered);
            RecordLimits.requireSize("holes", holes, HOLES_MAX);
            RecordLimits.requireCount("moreHoles", moreHoles);
            holes = List.copyOf(holes);
        }
    }

    /**
     * Missing ordinals {@code from … until−1}.
     *
     * @param shownAt offset of the record with the ordinal {@code until}, which revealed the gap
     * @param nextSequence sequence of that record
     */
    public record Hole(long from, long until, long shownAt, long nextSequence) {

        public Hole {
            RecordLimits.requireCount("from", from);
            RecordLimits.requireCount("until", until);
            if (from >= until) {
                throw new IllegalArgumentException("the range of ordinals from " + from + " to " + until + " is empty");
            }
        }
    }

    /**
     * A message whose header names another partition.
     *
     * @param partition the partition in the header; −1 if the header names another topic
     */
    public record Stray(int producer, int partition, long ordinal) {}

    /** Kinds of faulty records. */
    public enum Kind {
        DUPLICATE,
        REORDERED,
        CORRUPT,
        MISROUTED,
        ABORTED,
        FOREIGN
    }

    /** @param sequence the message's sequence; −1 if it is not valid */
    public record Sample(Kind kind, long offset, long sequence) {}
}
