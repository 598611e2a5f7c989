package klt.common.protocol;

import java.util.List;
import klt.common.protocol.StatusRecord.Outcome;

/**
 * What a worker knows of the messages that it gave to some partitions, by their ordinals; cumulative.
 *
 * @param producer as in the messages' headers
 * @param partitions how many the topic has
 * @param first the partition of the first entry; the others follow
 */
public record SendLedgerReport(String run, int producer, int partitions, int first, List<Given> given)
        implements StatusRecord {

    /** Entries of one record. */
    public static final int GIVEN_MAX = 100;

    /** Ranges of messages without an ack that are told of one partition. */
    public static final int UNACKED_MAX = 100;

    /** Ranges of all entries of one record: with every partition at its own limit it would be beyond {@link BusTopics#WRITTEN_BYTES_MAX}. */
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
     * @param sent ordinals below this one were given to the client
     * @param settled ordinals below this one have their outcome
     * @param lastOffset the highest offset of an ack; −1 when there is none
     * @param rewound an ack had an offset that was not above those before it: the log has lost its end meanwhile
     * @param offsets sum of {@link OffsetSum#of} over all acks
     * @param unacked which of the settled were not acked, in ascending order
     * @param untold how many more there are
     */
    public record Given(
            long sent,
            long settled,
            long lastOffset,
            boolean rewound,
            long offsets,
            List<Unacked> unacked,
            long untold) {

        public Given {
            RecordLimits.requireCount("sent", sent);
            RecordLimits.requireCount("settled", settled);
            RecordLimits.requireCount("lastOffset + 1", lastOffset + 1);
            RecordLimits.requireSize("unacked", unacked, UNACKED_MAX);
            RecordLimits.requireCount("untold", untold);
            unacked = List.copyOf(unacked);
            long before = 0;
            for (Unacked range : unacked) {
                if (range.from() < before || range.until() > settled) {
                    throw new IllegalArgumentException("ranges without an ack are not apart and below " + settled);
                }
                before = range.until();
            }
            if (settled > sent) {
                throw new IllegalArgumentException("settled below " + settled + ", but sent below " + sent);
            }
        }

        /** Every message that was given has its outcome, and is told. */
        public boolean isWhole() {
            return settled == sent && untold == 0;
        }
    }

    /**
     * Messages with consecutive ordinals {@code from … until−1} and the same outcome, which is not an ack.
     *
     * @param sequence of the first
     */
    public record Unacked(long from, long until, Outcome outcome, long sequence) {

        public Unacked {
            RecordLimits.requireCount("from", from);
            RecordLimits.requireCount("until", until);
            RecordLimits.requireCount("sequence", sequence);
            if (from >= until) {
                throw new IllegalArgumentException("no ordinal is from " + from + " to " + until);
            }
        }
    }
}
