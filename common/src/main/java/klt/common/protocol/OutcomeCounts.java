package klt.common.protocol;

import klt.common.protocol.limit.RecordLimits;

/**
 * Counts of completed messages, by outcome.
 *
 * @param aborted messages of intentionally aborted transactions: accepted by Kafka, but never delivered to read_committed consumers
 * @param repaired acked messages sent for a lost worker
 */
public record OutcomeCounts(long acked, long failed, long indeterminate, long aborted, long repaired) {

    public static final OutcomeCounts NONE = new OutcomeCounts(0, 0, 0, 0, 0);

    public OutcomeCounts {
        RecordLimits.requireCount("acked", acked);
        RecordLimits.requireCount("failed", failed);
        RecordLimits.requireCount("indeterminate", indeterminate);
        RecordLimits.requireCount("aborted", aborted);
        RecordLimits.requireCount("repaired", repaired);
        if (repaired > acked) {
            throw new IllegalArgumentException(repaired + " messages were repaired, but only " + acked + " were acked");
        }
    }

    public OutcomeCounts plus(OutcomeCounts other) {
        return new OutcomeCounts(
                acked + other.acked,
                failed + other.failed,
                indeterminate + other.indeterminate,
                aborted + other.aborted,
                repaired + other.repaired);
    }

    /** @param part a part of these counts */
    public OutcomeCounts minus(OutcomeCounts part) {
        long ackedLeft = acked - part.acked;
        return new OutcomeCounts(
                ackedLeft,
                failed - part.failed,
                indeterminate - part.indeterminate,
                aborted - part.aborted,
                Math.min(repaired - part.repaired, ackedLeft));
    }

    /** Returns the number of messages accepted by Kafka: acked, or aborted on purpose. */
    public long accepted() {
        return acked + aborted;
    }

    public long messages() {
        return acked + failed + indeterminate + aborted;
    }
}
