package klt.controller.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.RunProgress;
import klt.common.protocol.StatusRecord.RunState;

/** Builds what a worker tells of a run; everything that is not said is nothing. */
public final class Progress {

    private final String run;
    private final RunState state;
    private long intervals;
    private long sent;
    private long acked;
    private long failed;
    private long indeterminate;
    private long bufferWaitNanos;
    private Optional<Long> startSkewNanos = Optional.empty();
    private Optional<Instant> lastAckAt = Optional.empty();
    private double cpuSeconds;
    private List<ErrorCount> errors = List.of();
    private String reason = "";

    private Progress(String run, RunState state) {
        this.run = run;
        this.state = state;
    }

    public static Progress of(String run, RunState state) {
        return new Progress(run, state);
    }

    public Progress intervals(long count) {
        intervals = count;
        return this;
    }

    /** All of them sent and acked. */
    public Progress acked(long count) {
        return messages(count, count, 0, 0);
    }

    public Progress messages(long allSent, long allAcked, long allFailed, long allIndeterminate) {
        sent = allSent;
        acked = allAcked;
        failed = allFailed;
        indeterminate = allIndeterminate;
        return this;
    }

    public Progress bufferWaitNanos(long nanos) {
        bufferWaitNanos = nanos;
        return this;
    }

    public Progress startSkewNanos(long nanos) {
        startSkewNanos = Optional.of(nanos);
        return this;
    }

    public Progress lastAckAt(Instant at) {
        lastAckAt = Optional.of(at);
        return this;
    }

    public Progress cpuSeconds(double seconds) {
        cpuSeconds = seconds;
        return this;
    }

    public Progress errors(ErrorCount... counts) {
        errors = List.of(counts);
        return this;
    }

    public Progress reason(String why) {
        reason = why;
        return this;
    }

    public RunProgress told() {
        return new RunProgress(
                run,
                1,
                state,
                intervals,
                sent,
                acked,
                failed,
                indeterminate,
                acked * 1_024,
                acked * 1_100,
                bufferWaitNanos,
                Optional.empty(),
                startSkewNanos,
                lastAckAt,
                cpuSeconds,
                errors,
                reason);
    }
}
