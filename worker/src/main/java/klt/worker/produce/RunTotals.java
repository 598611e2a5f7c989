package klt.worker.produce;

import java.util.List;
import java.util.OptionalLong;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.ProducerTotals;

/**
 * A run's totals on this worker so far; {@code sent ≥ acked + failed + indeterminate + aborted}.
 *
 * @param payloadBytes bytes of acked values
 * @param warmup the warm-up's share of acked, failed, indeterminate and aborted
 * @param unanswered measured messages that failed or are indeterminate
 * @param repairedUnanswered repaired messages that failed or are indeterminate
 * @param producer the Kafka producers' own totals
 */
public record RunTotals(
        long sent,
        long acked,
        long failed,
        long indeterminate,
        long aborted,
        long payloadBytes,
        OutcomeCounts warmup,
        long unanswered,
        long repairedUnanswered,
        ProducerTotals producer,
        Times times,
        List<ErrorCount> errors) {

    public static final RunTotals NONE =
            new RunTotals(0, 0, 0, 0, 0, 0, OutcomeCounts.NONE, 0, 0, ProducerTotals.NONE, Times.NONE, List.of());

    /**
     * The times of the first message and the newest ack; empty until the first ack.
     *
     * @param lastAckNanos when the latest message was acked, or aborted on purpose
     */
    public record Times(OptionalLong firstFireNanos, OptionalLong firstSendNanos, OptionalLong lastAckNanos) {

        public static final Times NONE = new Times(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    public RunTotals {
        errors = List.copyOf(errors);
    }

    public long inFlight() {
        return sent - acked - failed - indeterminate - aborted;
    }
}
