package klt.common.protocol;

import java.util.List;
import klt.common.protocol.limit.RecordLimits;

/**
 * An auditor's findings in one partition so far; cumulative, and final when {@code done}.
 *
 * @param task the partition's task
 * @param position the next offset to read
 * @param done whether the reader has reached the partition's end, or cannot reach it
 * @param trouble why the partition cannot be read to its end; empty if it can
 * @param received the records of each producer
 * @param strays messages of the run whose header names another partition or topic
 * @param moreStrays number of misrouted messages that are not listed
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

    /** Maximum number of producers of one run in one partition. */
    public static final int PRODUCERS_MAX = 2_000;

    /** Maximum number of listed ranges of missing messages, across all producers of one partition. */
    public static final int HOLES_MAX = 1_000;

    public static final int STRAYS_MAX = 1_000;

    /** Maximum number of samples of each kind. */
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
     * @param foreign records without a header, or of another run
     * @param corrupt records whose header or checksum is wrong, so that none of their fields is valid
     * @param offsetGaps number of offsets without a record before the last record that was read
     * @param aborted messages of transactions that their sender aborted, which the reader should not have received
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
     * @param distinct number of distinct ordinals that were received
     * @param duplicates records with an ordinal that had already been received
     * @param reordered records that were the first with their ordinal, but came after a record with a higher ordinal
     * @param offsets sum of {@link OffsetSum#of} over the first record of each ordinal
     * @param holes ordinals below {@code next} that were not received, in ascending order
     * @param moreHoles number of missing ordinals that are in none of the listed ranges
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
     * Ordinals {@code from … until−1} that were not received.
     *
     * @param shownAt offset of the record that revealed the gap, which has the ordinal {@code until}
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

    /** The kinds of faulty records. */
    public enum Kind {
        DUPLICATE,
        REORDERED,
        CORRUPT,
        MISROUTED,
        ABORTED,
        FOREIGN
    }

    /** @param sequence sequence of the message; −1 if it is not valid */
    public record Sample(Kind kind, long offset, long sequence) {}
}
