package klt.controller.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import klt.common.protocol.EndCode;
import klt.common.protocol.Grant;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunProgress;
import klt.common.protocol.RunProgress.Failure;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.GrantProgress;
import klt.common.protocol.StatusRecord.ProducerTotals;
import klt.common.protocol.StatusRecord.RunState;

/**
 * Builds a worker's report on a run; everything that is not set is zero or empty. By default, its grants are at their beginning or, once
 * it has finished, completely sent and answered.
 */
public final class Progress {

    private final String run;
    private final RunState state;
    private long intervals;
    private long sent;
    private long acked;
    private long failed;
    private long indeterminate;
    private long aborted;
    private long transactionWaitNanos;
    private OptionalLong position = OptionalLong.empty();
    private OptionalLong completedBelow = OptionalLong.empty();
    private Optional<OutcomeCounts> completed = Optional.empty();
    private OutcomeCounts warmup = OutcomeCounts.NONE;
    private boolean stopped;
    private long bufferWaitNanos;
    private long batchSplits;
    private long leaderWaitNanos;
    private Optional<Long> throttledNanos = Optional.empty();
    private Optional<Instant> firstSendAt = Optional.empty();
    private Optional<Long> startSkewNanos = Optional.empty();
    private Optional<Instant> lastAckAt = Optional.empty();
    private double cpuSeconds;
    private List<ErrorCount> errors = List.of();
    private Optional<Failure> failure = Optional.empty();

    private Progress(String run, RunState state) {
        this.run = run;
        this.state = state;
        stopped = state.isFinal();
    }

    public static Progress of(String run, RunState state) {
        return new Progress(run, state);
    }

    String run() {
        return run;
    }

    public Progress intervals(long count) {
        intervals = count;
        return this;
    }

    /** All messages are sent and acked. */
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

    /**
     * Sets the progress under each grant: the worker has sent the messages below one sequence, and the messages below another have an
     * outcome.
     *
     * @param part outcome counts of these messages
     */
    public Progress at(long sentBelow, long below, OutcomeCounts part) {
        position = OptionalLong.of(sentBelow);
        completedBelow = OptionalLong.of(below);
        completed = Optional.of(part);
        return this;
    }

    /** This many of its messages belong to the warm-up. */
    public Progress warmup(long ackedThere, long failedThere, long indeterminateThere) {
        warmup = new OutcomeCounts(ackedThere, failedThere, indeterminateThere, 0, 0);
        return this;
    }

    /** It has stopped sending under the grants that it knows. */
    public Progress stopped() {
        stopped = true;
        return this;
    }

    public Progress bufferWaitNanos(long nanos) {
        bufferWaitNanos = nanos;
        return this;
    }

    public Progress firstSendAt(Instant at) {
        firstSendAt = Optional.of(at);
        return this;
    }

    /** This many further messages were sent in transactions that were aborted. */
    public Progress aborted(long count) {
        sent += count;
        aborted = count;
        return this;
    }

    public Progress transactionWaitNanos(long nanos) {
        transactionWaitNanos = nanos;
        return this;
    }

    public Progress leaderWaitNanos(long nanos) {
        leaderWaitNanos = nanos;
        return this;
    }

    public Progress throttledNanos(long nanos) {
        throttledNanos = Optional.of(nanos);
        return this;
    }

    public Progress startSkewNanos(long nanos) {
        startSkewNanos = Optional.of(nanos);
        return this;
    }

    public Progress batchSplits(long count) {
        batchSplits = count;
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

    public Progress failure(EndCode code, String error) {
        failure = Optional.of(new Failure(code, error));
        return this;
    }

    /**
     * @param grants that the worker has
     * @param messages of the run
     */
    public RunProgress report(List<Grant> grants, long messages) {
        return new RunProgress(
                run,
                1,
                state,
                grants.stream().map(grant -> of(grant, messages)).toList(),
                completed.orElse(
                        state.isFinal()
                                ? new OutcomeCounts(acked, failed, indeterminate, aborted, 0)
                                : OutcomeCounts.NONE),
                new RunProgress.Totals(sent, acked, failed, indeterminate, aborted, acked * 1_024, warmup),
                intervals,
                new ProducerTotals(
                        acked * 1_100,
                        0,
                        batchSplits,
                        bufferWaitNanos,
                        leaderWaitNanos,
                        transactionWaitNanos,
                        throttledNanos),
                new RunProgress.Times(firstSendAt, startSkewNanos, lastAckAt),
                cpuSeconds,
                errors,
                failure);
    }

    private GrantProgress of(Grant grant, long messages) {
        long end = Math.min(grant.until().filter(until -> until > grant.from()).orElse(Long.MAX_VALUE), messages);
        boolean all = state.isFinal() && position.isEmpty() && end < Long.MAX_VALUE;
        long sentBelow = all ? end : position.orElse(0);
        long below = all ? end : completedBelow.orElse(0);
        return new GrantProgress(grant.id(), Math.max(grant.from(), sentBelow), Math.max(grant.from(), below), stopped);
    }
}
