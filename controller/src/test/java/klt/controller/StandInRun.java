package klt.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Ownership;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.protocol.StatusRecord.RunProgress;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.schedule.FireTimes;
import klt.common.schedule.Sharding;
import klt.common.spec.RunSpec.Extent;
import klt.controller.core.Intervals;

/** One run on a stand-in worker: everything is acked on schedule, but for one message that timed out. */
final class StandInRun {

    private static final double MAX_RATE = 500;
    private static final int SAMPLES_MAX = 200;

    private final Ownership own;
    private Optional<DesiredRun> desired = Optional.empty();
    private RunState state = RunState.PREPARING;
    private String reason = "";
    private long sent;
    private long reported;
    private long intervals;
    private Optional<Instant> lastAckAt = Optional.empty();

    StandInRun(Ownership own) {
        this.own = own;
    }

    void onDesired(DesiredRun run) {
        desired = Optional.of(run);
    }

    /** Goes on to now; the interval that is due by it. */
    Optional<Interval> turn(Instant now, String givesUp) {
        DesiredRun run = desired.orElseThrow();
        if (state.isFinal()) {
            return Optional.empty();
        }
        if (!givesUp.isEmpty()) {
            state = RunState.FAILED;
            reason = givesUp;
            return Optional.empty();
        }
        if (state == RunState.DRAINING) {
            state = RunState.FINISHED;
            return Optional.empty();
        }
        Optional<Duration> elapsed =
                run.startAt().map(start -> Duration.between(start, now)).filter(time -> !time.isNegative());
        if (run.phase() == RunPhase.DRAINING) {
            state = RunState.FINISHED;
            return elapsed.map(time -> interval(run, time));
        }
        state = elapsed.isPresent() ? RunState.SENDING : RunState.READY;
        return elapsed.flatMap(time -> send(run, time, now));
    }

    private Optional<Interval> send(DesiredRun run, Duration elapsed, Instant now) {
        Optional<FireTimes> times = run.segments().isEmpty() ? Optional.empty() : Optional.of(fireTimes(run));
        long all = times.map(FireTimes::messages).orElse(messagesMax(run));
        long due = Math.min(
                all, times.map(t -> t.firstAtOrAfter(elapsed.toNanos())).orElse((long)
                        (elapsed.toMillis() / 1e3 * MAX_RATE)));
        long before = sent;
        sent = Math.max(sent, own(run, due));
        lastAckAt = sent > before ? Optional.of(now) : lastAckAt;
        boolean byTime = durationNanos(run) != FireTimes.UNBOUNDED;
        if (byTime ? elapsed.toNanos() > durationNanos(run) : sent == own(run, all)) {
            state = RunState.DRAINING;
        }
        return state == RunState.DRAINING || elapsed.toSeconds() >= intervals
                ? Optional.of(interval(run, elapsed))
                : Optional.empty();
    }

    private static FireTimes fireTimes(DesiredRun run) {
        return new FireTimes(run.segments(), messagesMax(run), durationNanos(run));
    }

    private static long messagesMax(DesiredRun run) {
        return run.plan().spec().extent() instanceof Extent.Messages messages ? messages.count() : FireTimes.UNBOUNDED;
    }

    private static long durationNanos(DesiredRun run) {
        return run.plan().spec().extent() instanceof Extent.For time
                ? time.duration().toNanos()
                : FireTimes.UNBOUNDED;
    }

    /** How many of the first messages are this worker's. */
    private long own(DesiredRun run, long messages) {
        return own.shards().stream()
                .mapToLong(shard -> Sharding.messagesOf(shard, run.plan().shardCount(), messages))
                .sum();
    }

    private Interval interval(DesiredRun run, Duration elapsed) {
        long count = sent - reported;
        reported = sent;
        long[] micros = LongStream.range(0, Math.min(count, SAMPLES_MAX))
                .map(i -> 1_000 + 10 * i)
                .toArray();
        return Intervals.interval(run.run(), intervals++, (int) elapsed.toSeconds(), micros);
    }

    RunProgress progress() {
        long lost = Math.min(1, sent);
        DesiredRun run = desired.orElseThrow();
        List<ErrorCount> errors = lost == 0
                ? List.of()
                : List.of(new ErrorCount(
                        "TimeoutException",
                        Outcome.INDETERMINATE,
                        1,
                        run.startAt().orElseThrow(),
                        run.startAt().orElseThrow(),
                        "1 record expired"));
        return new RunProgress(
                run.run(),
                own.epoch(),
                state,
                intervals,
                sent,
                sent - lost,
                0,
                lost,
                (sent - lost) * run.plan().spec().payload().size(),
                sent * 1_100,
                2_000_000,
                run.startAt().filter(start -> sent > 0),
                sent > 0 ? Optional.of(150_000L) : Optional.empty(),
                lastAckAt,
                0.2,
                errors,
                reason);
    }
}
