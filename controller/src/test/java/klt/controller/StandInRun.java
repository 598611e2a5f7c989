package klt.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Grant;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunPhase;
import klt.common.protocol.RunProgress;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.GrantProgress;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.Outcome;
import klt.common.protocol.StatusRecord.ProducerTotals;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.schedule.FireTimes;
import klt.common.spec.RunSpec.Extent;
import klt.controller.core.Intervals;

/** One run on a stand-in worker: everything is acked on schedule, but for one message that timed out. */
final class StandInRun {

    private static final double MAX_RATE = 500;
    private static final int SAMPLES_MAX = 200;

    private final String worker;
    private final Map<Integer, Walk> walks = new HashMap<>();
    private Optional<DesiredRun> desired = Optional.empty();
    private RunState state = RunState.PREPARING;
    private String reason = "";
    private long sentBefore;
    private long repairedBefore;
    private long reported;
    private long intervals;
    private Optional<Instant> lastAckAt = Optional.empty();

    /** One grant on its way. */
    private static final class Walk {
        private final Grant grant;
        private final int shardCount;
        private long end = Long.MAX_VALUE;
        private long position;
        private boolean stopped;

        Walk(Grant grant, int shardCount) {
            this.grant = grant;
            this.shardCount = shardCount;
            position = grant.from();
        }

        void endsAt(long until) {
            end = until;
            stopped |= position >= until;
        }

        void goTo(long sequence) {
            if (!stopped) {
                position = Math.max(position, Math.min(sequence, end));
                stopped = position >= end;
            }
        }

        long sent() {
            return grant.messagesBetween(grant.from(), position, shardCount);
        }

        GrantProgress progress() {
            return new GrantProgress(grant.id(), position, position, stopped);
        }
    }

    StandInRun(String worker) {
        this.worker = worker;
    }

    void onDesired(DesiredRun run) {
        desired = Optional.of(run);
        List<Grant> grants = run.grantsOf(worker);
        for (Walk walk : List.copyOf(walks.values())) {
            if (grants.stream().noneMatch(grant -> grant.id() == walk.grant.id())) {
                walks.remove(walk.grant.id());
                sentBefore += walk.sent();
                repairedBefore += walk.grant.repair() ? walk.sent() : 0;
            }
        }
        for (Grant grant : grants) {
            Walk walk = walks.computeIfAbsent(
                    grant.id(), id -> new Walk(grant, run.plan().shardCount()));
            grant.until().ifPresent(walk::endsAt);
        }
    }

    private long sent() {
        return sentBefore + walks.values().stream().mapToLong(Walk::sent).sum();
    }

    private long repaired() {
        return repairedBefore
                + walks.values().stream()
                        .filter(walk -> walk.grant.repair())
                        .mapToLong(Walk::sent)
                        .sum();
    }

    private void stop() {
        walks.values().forEach(walk -> walk.stopped = true);
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
            stop();
            state = RunState.FINISHED;
            return elapsed.map(time -> interval(run, time));
        }
        state = elapsed.isPresent() && !walks.isEmpty() ? RunState.SENDING : RunState.READY;
        return elapsed.filter(time -> state == RunState.SENDING).flatMap(time -> send(run, time, now));
    }

    private Optional<Interval> send(DesiredRun run, Duration elapsed, Instant now) {
        Optional<FireTimes> times = run.segments().isEmpty() ? Optional.empty() : Optional.of(fireTimes(run));
        long all = times.map(FireTimes::messages).orElse(messagesMax(run));
        long due = times.map(t -> t.firstAtOrAfter(elapsed.toNanos()))
                .orElse((long) (elapsed.toMillis() / 1e3 * MAX_RATE));
        // until a run by time is over, a change of its rate may add messages
        boolean over = durationNanos(run) == FireTimes.UNBOUNDED || elapsed.toNanos() >= durationNanos(run);
        long before = sent();
        for (Walk walk : walks.values()) {
            walk.goTo(walk.grant.repair() ? all : Math.min(all, due));
            walk.stopped |= over && walk.position >= all;
        }
        lastAckAt = sent() > before ? Optional.of(now) : lastAckAt;
        if (over && times.isEmpty()) {
            stop();
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
        return run.plan().spec().extent() instanceof Extent.Timed time
                ? time.duration().toNanos()
                : FireTimes.UNBOUNDED;
    }

    private Interval interval(DesiredRun run, Duration elapsed) {
        long count = sent() - reported;
        reported = sent();
        long[] micros = LongStream.range(0, Math.min(count, SAMPLES_MAX))
                .map(i -> 1_000 + 10 * i)
                .toArray();
        return Intervals.interval(run.run(), intervals++, (int) elapsed.toSeconds(), micros);
    }

    RunProgress progress() {
        long sent = sent();
        long lost = Math.min(1, sent);
        DesiredRun run = desired.orElseThrow();
        List<GrantProgress> grants = new ArrayList<>();
        walks.values().forEach(walk -> grants.add(walk.progress()));
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
                run.revision(),
                state,
                grants,
                new OutcomeCounts(sent - lost, 0, lost, Math.min(repaired(), sent - lost)),
                new RunProgress.Totals(
                        sent,
                        sent - lost,
                        0,
                        lost,
                        (sent - lost) * run.plan().spec().payload().size(),
                        OutcomeCounts.NONE),
                intervals,
                new ProducerTotals(sent * 1_100, 0, 0, 2_000_000, 0, Optional.of(0L)),
                new RunProgress.Times(
                        run.startAt().filter(start -> sent > 0),
                        sent > 0 ? Optional.of(150_000L) : Optional.empty(),
                        lastAckAt),
                0.2,
                errors,
                reason);
    }
}
