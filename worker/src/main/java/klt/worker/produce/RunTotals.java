package klt.worker.produce;

import java.util.List;
import java.util.OptionalLong;
import klt.common.protocol.StatusRecord.ErrorCount;

/**
 * What one run has done on this worker until now; {@code sent ≥ acked + failed + indeterminate}. Times are ticker times.
 *
 * @param wireBytes bytes that the producer wrote to its sockets
 * @param retries records that the producer sent again
 */
public record RunTotals(
        long sent,
        long acked,
        long failed,
        long indeterminate,
        long wireBytes,
        long bufferWaitNanos,
        long retries,
        OptionalLong firstFireNanos,
        OptionalLong firstSendNanos,
        OptionalLong lastAckNanos,
        List<ErrorCount> errors) {

    public static final RunTotals NONE = new RunTotals(
            0, 0, 0, 0, 0, 0, 0, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), List.of());

    public RunTotals {
        errors = List.copyOf(errors);
    }

    public long inFlight() {
        return sent - acked - failed - indeterminate;
    }
}
