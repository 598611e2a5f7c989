package klt.worker.produce;

import java.util.List;
import java.util.OptionalLong;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.ProducerTotals;

/**
 * Totals of one run on this worker so far; {@code sent ≥ acked + failed + indeterminate}. Times are ticker times.
 *
 * @param warmup outcome counts of messages of the warm-up, included in the acked, failed and indeterminate
 * @param unanswered measured messages that failed or are indeterminate
 * @param repairedUnanswered the same for repaired messages
 * @param producer what the Kafka producer counted
 */
public record RunTotals(
        long sent,
        long acked,
        long failed,
        long indeterminate,
        OutcomeCounts warmup,
        long unanswered,
        long repairedUnanswered,
        ProducerTotals producer,
        OptionalLong firstFireNanos,
        OptionalLong firstSendNanos,
        OptionalLong lastAckNanos,
        List<ErrorCount> errors) {

    public static final RunTotals NONE = new RunTotals(
            0,
            0,
            0,
            0,
            OutcomeCounts.NONE,
            0,
            0,
            ProducerTotals.NONE,
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            List.of());

    public RunTotals {
        errors = List.copyOf(errors);
    }

    public long inFlight() {
        return sent - acked - failed - indeterminate;
    }
}
