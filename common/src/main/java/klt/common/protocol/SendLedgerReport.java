package klt.common.protocol;

import java.util.List;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.protocol.limit.RecordLimits;

/**
 * The outcomes, by ordinal, of the messages that a worker has sent to some partitions so far.
 *
 * @param producer the producer's id, as in its messages' headers
 * @param partitions the topic's partition count
 * @param first partition number of the first entry; the others belong to the partitions that follow
 */
public record SendLedgerReport(String run, int producer, int partitions, int first, List<Given> given)
        implements StatusRecord {

    /** Maximum number of entries per record. */
    public static final int GIVEN_MAX = 100;

    /** Maximum number of listed ranges of unacked messages per partition. */
    public static final int UNACKED_MAX = 100;

    /** Maximum number of ranges per record, across all entries. If every partition reached its own limit, the record would be too large. */
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
     * @param sent ordinals below this one have been passed to the client
     * @param completed ordinals below this one have an outcome
     * @param lastOffset the highest acked offset; −1 if there is none
     * @param rewound whether an acked offset was not above all earlier ones, which proves that the log was truncated
     * @param offsets sum of {@link OffsetSum#of} over all acks
     * @param unacked unacked messages below {@code completed}, in ascending order of ordinals
     * @param unlisted number of unlisted unacked messages
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

        /** Returns whether every sent message has an outcome and every unacked message is listed. */
        public boolean isWhole() {
            return completed == sent && unlisted == 0;
        }
    }

    /**
     * Messages with consecutive ordinals {@code from … until−1} and the same outcome other than an ack.
     *
     * @param sequence the first message's sequence
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
