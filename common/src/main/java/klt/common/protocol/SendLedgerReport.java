package klt.common.protocol;

import java.util.List;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.protocol.limit.RecordLimits;

/**
 * The outcomes of the messages that a worker has sent to some partitions so far, by ordinal.
 *
 * @param producer id of the producer, as in the headers of its messages
 * @param partitions number of partitions of the topic
 * @param first partition number of the first entry; further entries belong to the partitions that follow
 */
public record SendLedgerReport(String run, int producer, int partitions, int first, List<Given> given)
        implements StatusRecord {

    /** Maximum number of entries in one record. */
    public static final int GIVEN_MAX = 100;

    /** Maximum number of listed ranges of messages without an ack, for one partition. */
    public static final int UNACKED_MAX = 100;

    /** Maximum number of ranges in all entries of one record. If every partition reached its own limit, the record would be too large. */
    public static final int RANGES_MAX = 5_000;

    public SendLedgerReport {
        RecordLimits.requireName("run", run);
        RecordLimits.requireSize("given", given, GIVEN_MAX);
        given = List.copyOf(given);
        if (partitions > RecordLimits.PARTITIONS_MAX || first < 0 || first + given.size() > partitions) {
            throw new IllegalArgumentException("partitions from " + first + " on are not in " + partitions);
        }
    }

    /**
     * One partition.
     *
     * @param sent ordinals below this one were passed to the client
     * @param completed ordinals below this one have an outcome
     * @param lastOffset the highest offset of an ack; −1 when there is none
     * @param rewound whether the offset of an ack was not above the offsets of earlier acks, which proves that the log was truncated
     * @param offsets sum of {@link OffsetSum#of} over all acks
     * @param unacked messages below {@code completed} that were not acked, in ascending order of their ordinals
     * @param unlisted number of unacked messages that are not listed
     */
    public record Given(
            long sent,
            long completed,
            long lastOffset,
            boolean rewound,
            long offsets,
            List<Unacked> unacked,
            long unlisted) {

        public Given {
            RecordLimits.requireCount("sent", sent);
            RecordLimits.requireCount("completed", completed);
            RecordLimits.requireCount("lastOffset + 1", lastOffset + 1);
            RecordLimits.requireSize("unacked", unacked, UNACKED_MAX);
            RecordLimits.requireCount("unlisted", unlisted);
            unacked = List.copyOf(unacked);
            long before = 0;
            for (Unacked range : unacked) {
                if (range.from() < before || range.until() > completed) {
                    throw new IllegalArgumentException("ranges without an ack overlap, or are not below " + completed);
                }
                before = range.until();
            }
            if (completed > sent) {
                throw new IllegalArgumentException("completed below " + completed + ", but sent below " + sent);
            }
        }

        /** Whether every sent message has an outcome, and every message without an ack is listed. */
        public boolean isWhole() {
            return completed == sent && unlisted == 0;
        }
    }

    /**
     * Messages with consecutive ordinals {@code from … until−1} and the same outcome other than an ack.
     *
     * @param sequence sequence of the first message
     */
    public record Unacked(long from, long until, Outcome outcome, long sequence) {

        public Unacked {
            RecordLimits.requireCount("from", from);
            RecordLimits.requireCount("until", until);
            RecordLimits.requireCount("sequence", sequence);
            if (from >= until) {
                throw new IllegalArgumentException("the range of ordinals from " + from + " to " + until + " is empty");
            }
        }
    }
}
