package klt.common.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.GrantProgress;
import klt.common.protocol.StatusRecord.ProducerTotals;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.protocol.limit.RecordLimits;

/**
 * One run's totals on one worker.
 *
 * @param revision revision of the newest {@link ControlRecord.DesiredRun} that the worker acts on
 * @param grants progress of each grant known to the worker
 * @param completed outcome counts of all sequences below the grants' {@code completedBelow}, and of all grants no longer listed. The counts remain
 *     valid if the worker is lost
 * @param intervals number of {@link StatusRecord.Interval} records included in these totals
 * @param producer the Kafka producers' own totals
 * @param cpuSeconds CPU time of the whole process since the run's start
 * @param failure why the run failed on this worker, if it did
 */
public record RunProgress(
        String run,
        long revision,
        RunState state,
        List<GrantProgress> grants,
        OutcomeCounts completed,
        Totals totals,
        long intervals,
        ProducerTotals producer,
        Times times,
        double cpuSeconds,
        List<ErrorCount> errors,
        Optional<Failure> failure) {

    public RunProgress {
        RecordLimits.requireName("run", run);
        RecordLimits.requireCount("revision", revision);
        RecordLimits.requireSize("grants", grants, RecordLimits.GRANTS_MAX);
        grants = List.copyOf(grants);
        RecordLimits.requireCount("intervals", intervals);
        RecordLimits.requireAmount("cpuSeconds", cpuSeconds);
        RecordLimits.requireSize("errors", errors, RecordLimits.ERRORS_MAX);
        errors = List.copyOf(errors);
        if (state == RunState.FAILED && failure.isEmpty()) {
            throw new IllegalArgumentException("failed without a failure");
        }
        // a grant listed twice would be counted twice
        if (grants.stream().mapToInt(GrantProgress::grant).distinct().count() < grants.size()) {
            throw new IllegalArgumentException("a grant is listed twice");
        }
    }

    /**
     * Why a run cannot continue on a worker.
     *
     * @param code WORKER_FAILED, or a more specific code
     * @param error the error's message and type, as returned by {@link klt.common.text.ErrorMessage#withType}
     */
    public record Failure(EndCode code, String error) {

        public Failure {
            error = RecordLimits.text(error);
            if (!code.wording().fits(Args.of("worker", "", "error", error))) {
                throw new IllegalArgumentException(code + " is not about a worker");
            }
        }
    }

    /**
     * Message counts; {@code sent = acked + failed + indeterminate + aborted + in flight}.
     *
     * @param payloadBytes bytes of acked values
     * @param warmup the warm-up's share of {@code acked}, {@code failed}, {@code indeterminate} and {@code aborted}
     */
    public record Totals(
            long sent,
            long acked,
            long failed,
            long indeterminate,
            long aborted,
            long payloadBytes,
            OutcomeCounts warmup) {

        public Totals {
            RecordLimits.requireCount("sent", sent);
            RecordLimits.requireCount("acked", acked);
            RecordLimits.requireCount("failed", failed);
            RecordLimits.requireCount("indeterminate", indeterminate);
            RecordLimits.requireCount("aborted", aborted);
            RecordLimits.requireCount("payloadBytes", payloadBytes);
            if (acked + failed + indeterminate + aborted > sent) {
                throw new IllegalArgumentException("totals do not add up");
            }
        }
    }

    /**
     * @param firstSendAt when the first message was sent, in bus time
     * @param startSkewNanos how long after its due time the first message was sent
     * @param lastAckAt when the latest message was acked, or aborted on purpose, in bus time
     */
    public record Times(Optional<Instant> firstSendAt, Optional<Long> startSkewNanos, Optional<Instant> lastAckAt) {

        /** The times of a worker that has not sent anything. */
        public static final Times NONE = new Times(Optional.empty(), Optional.empty(), Optional.empty());

        public Times {
            firstSendAt.ifPresent(at -> RecordLimits.requireInstant("firstSendAt", at));
            startSkewNanos.ifPresent(skew -> RecordLimits.requireDifference("startSkewNanos", skew));
            lastAckAt.ifPresent(at -> RecordLimits.requireInstant("lastAckAt", at));
        }
    }

    public long sent() {
        return totals.sent;
    }

    public long acked() {
        return totals.acked;
    }

    public long failed() {
        return totals.failed;
    }

    public long indeterminate() {
        return totals.indeterminate;
    }

    public long aborted() {
        return totals.aborted;
    }

    public long inFlight() {
        return totals.sent - totals.acked - totals.failed - totals.indeterminate - totals.aborted;
    }
}
