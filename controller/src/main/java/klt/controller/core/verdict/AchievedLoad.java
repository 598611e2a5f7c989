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
import klt.controller.core.stats.TopicStats;

/**
 * A run's achieved load over its measured window: from the end of the warm-up to the end of the schedule.
 *
 * <p>"In time" includes {@link #GRACE_SECONDS} after the end of the schedule, because the last messages are acked later. Intervals are
 * whole seconds, so the window may be up to a second longer.
 */
public final class AchievedLoad {

    /** Minimum length of a schedule whose rate is judged. In a shorter one, waiting for the last acks has too much weight. */
    static final double SCHEDULE_SECONDS_MIN = 1;

    /** Long enough for the acks of a cluster that keeps up with the load, but short enough to detect a backlog. */
    static final int GRACE_SECONDS = 1;

    /** Maximum age of workers' reports. */
    private static final long REPORT_NANOS = Duration.ofSeconds(1).toNanos();

    private static final double NANOS_PER_SECOND = 1e9;

    private AchievedLoad() {}

    /**
     * Returns the messages acked, or aborted on purpose, per second, from the end of the warm-up to the last of these outcomes. The
     * scheduled interval after the last message also counts, so ten messages at 10/s take 1 s, not 0.9 s.
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

    /** Returns a topic's part of the {@linkplain #rate(Run) run's rate}; empty before any topic's first outcome. */
    public static Optional<Double> rate(Run run, TopicStats.Topic topic) {
        long all = run.stats().topics().accepted();
        return all == 0
                ? Optional.empty()
                : rate(run).map(total -> total * topic.outcomes().accepted() / all);
    }

    /** Returns the scheduled interval after the last message, but at most the time to the end of the schedule, which may ramp down to 0. */
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
     * Returns the messages acked, or aborted on purpose, in time, as a fraction of the scheduled load, or empty at rate max and if the
     * schedule is too short.
     */
    static Optional<Double> ackedInTime(Run run, Instant now) {
        RunStats stats = run.stats();
        OutcomeCounts warmup = stats.warmup();
        // the warm-up's failed messages are excluded from all figures
        long excused = warmup.failed() + warmup.indeterminate();
        return inTime(
                run, stats.totals().accepted() + excused, row -> row.messages().accepted(), horizonNanos(run, now));
    }

    /**
     * Returns the messages sent in time, as a fraction of the scheduled load. Sending them is the load tester's responsibility. A run that
     * ended early is judged up to its last ack.
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

    /** @param horizonNanos messages due at or after this time are not counted */
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
