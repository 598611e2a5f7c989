package klt.controller.core.verdict;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.ToLongFunction;
import klt.common.protocol.End;
import klt.common.protocol.EndCode;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunPhase;
import klt.common.schedule.FireTimes;
import klt.controller.core.run.Run;
import klt.controller.core.stats.RunStats;
import klt.controller.core.stats.TimeSeries;

/**
 * The achieved load of a run over its measured window: from the end of the warm-up to the end of the schedule.
 *
 * <p>"In time" includes {@link #GRACE_SECONDS} after the end of the schedule, because the answers to the last messages arrive later.
 * Intervals are whole seconds, so the window may include up to a second more.
 */
public final class AchievedLoad {

    /** The rate of a shorter schedule is not judged, because the wait for its last answers is too large a part of it. */
    static final double SCHEDULE_SECONDS_MIN = 1;

    /** Long enough for the answers of a cluster that keeps up, but short enough to detect a backlog. */
    static final int GRACE_SECONDS = 1;

    /** Maximum age of the workers' reports. */
    private static final long REPORT_NANOS = Duration.ofSeconds(1).toNanos();

    private static final double NANOS_PER_SECOND = 1e9;

    private AchievedLoad() {}

    /**
     * Messages acked, or aborted on purpose, per second, from the end of the warm-up to the last of these answers. The schedule interval
     * after the last message counts too: ten messages at 10/s take a second, not nine tenths of one.
     */
    public static Optional<Double> rate(Run run) {
        Optional<Instant> lastAck = run.stats().lastAckAt();
        if (run.startAt().isEmpty() || lastAck.isEmpty()) {
            return Optional.empty();
        }
        long warmup = run.spec().load().warmup().toNanos();
        long toLastAck = Duration.between(run.startAt().get(), lastAck.get()).toNanos();
        double interval = run.fireTimes()
                .map(times -> lastIntervalSeconds(times, toLastAck))
                .orElse(0.0);
        double seconds = (toLastAck - warmup) / NANOS_PER_SECOND + interval;
        return toLastAck >= warmup && seconds > 0
                ? Optional.of(run.stats().measured().accepted() / seconds)
                : Optional.empty();
    }

    /** The interval between messages at a time; in a schedule that ramps down to 0, at most the time to its end. */
    private static double lastIntervalSeconds(FireTimes times, long nanos) {
        double rate = times.rateAt(nanos);
        double interval = rate > 0 ? 1 / rate : 0;
        long end = times.endNanos();
        if (end == FireTimes.NEVER || times.messages() == 0) {
            return interval;
        }
        long last = times.fireNanos(times.messages() - 1);
        return Math.min(interval, Math.max(0, (end - last) / NANOS_PER_SECOND));
    }

    /**
     * Messages acked, or aborted on purpose, in time, as a fraction of the scheduled load; empty at rate max and if the schedule is too
     * short.
     */
    static Optional<Double> ackedInTime(Run run, Instant now) {
        RunStats stats = run.stats();
        OutcomeCounts warmup = stats.warmup();
        // failed messages of the warm-up are excluded from all figures
        long excused = warmup.failed() + warmup.indeterminate();
        return inTime(
                run, stats.totals().accepted() + excused, row -> row.messages().accepted(), horizonNanos(run, now));
    }

    /**
     * Messages sent in time, as a fraction of the scheduled load: the load tester is responsible for these. A run that ended early is
     * judged until its last ack.
     */
    static Optional<Double> sentInTime(Run run) {
        boolean whole =
                run.phase() == RunPhase.DONE || run.end().map(End::code).equals(Optional.of(EndCode.INCOMPLETE));
        return inTime(
                run,
                run.stats().totals().sent(),
                row -> row.messages().sent(),
                whole ? FireTimes.NEVER : lastAckNanos(run));
    }

    private static long horizonNanos(Run run, Instant now) {
        if (!run.phase().isEnded()) {
            return run.timeline().elapsedNanos(now)
                    - REPORT_NANOS
                    - Duration.ofSeconds(GRACE_SECONDS).toNanos();
        }
        return run.phase() == RunPhase.STOPPED ? lastAckNanos(run) : FireTimes.NEVER;
    }

    private static long lastAckNanos(Run run) {
        return run.stats()
                .lastAckAt()
                .map(last -> run.timeline().elapsedNanos(last))
                .orElse(0L);
    }

    /** @param horizonNanos messages that are due from this time on are not counted */
    private static Optional<Double> inTime(Run run, long all, ToLongFunction<TimeSeries.Row> late, long horizonNanos) {
        Optional<FireTimes> schedule = run.fireTimes().filter(times -> isLongEnough(times, horizonNanos));
        if (run.startAt().isEmpty() || schedule.isEmpty()) {
            return Optional.empty();
        }
        FireTimes times = schedule.get();
        long due = Math.min(times.messages(), times.firstAtOrAfter(horizonNanos));
        long measured = due
                - Math.min(due, times.firstAtOrAfter(run.spec().load().warmup().toNanos()));
        long missing = due - (all - afterGrace(run, times, late));
        return measured < 1 ? Optional.empty() : Optional.of(Math.clamp(1 - (double) missing / measured, 0.0, 1.0));
    }

    private static boolean isLongEnough(FireTimes times, long horizonNanos) {
        return Math.min(times.endNanos(), horizonNanos) >= SCHEDULE_SECONDS_MIN * NANOS_PER_SECOND;
    }

    private static long afterGrace(Run run, FireTimes times, ToLongFunction<TimeSeries.Row> figure) {
        if (times.endNanos() == FireTimes.NEVER) {
            return 0;
        }
        int from = (int) Math.ceil(times.endNanos() / NANOS_PER_SECOND) + GRACE_SECONDS;
        return run.stats().series().rowsFrom(from).stream().mapToLong(figure).sum();
    }
}
