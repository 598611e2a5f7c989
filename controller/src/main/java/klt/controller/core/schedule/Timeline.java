package klt.controller.core.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import klt.common.schedule.FireTimes;

/**
 * A run's schedule in bus time.
 *
 * @param startAt start of the run; empty until it is set
 */
public record Timeline(LoadSchedule schedule, Optional<Instant> startAt) {

    /** Nanoseconds since the start; negative before it. */
    public long elapsedNanos(Instant at) {
        return startAt.map(start -> Duration.between(start, at).toNanos()).orElse(-1L);
    }

    /** Seconds since the start; 0 before it. */
    public double elapsedSeconds(Instant at) {
        return Math.max(0, elapsedNanos(at) / 1e9);
    }

    /** Number of messages due before a time; empty at rate max. */
    public Optional<Long> dueBefore(Instant at) {
        return schedule.fireTimes()
                .map(times -> Math.min(messages(), times.firstAtOrAfter(Math.max(0, elapsedNanos(at)))));
    }

    /** Fire time of a message, seconds after the start; empty at rate max. */
    public Optional<Double> dueSecond(long sequence) {
        return schedule.fireTimes().map(times -> times.fireNanos(sequence) / 1e9);
    }

    /** Upper bound for the number of messages of the run. */
    public long messages() {
        return schedule.messages().orElse(FireTimes.UNBOUNDED);
    }

    /** Whether the duration of a run at rate max is over. */
    public boolean isTimeOver(Instant now) {
        return schedule.isMax() && elapsedNanos(now) >= schedule.endNanos();
    }

    public boolean isPaused(Instant now) {
        return schedule.isPausedAt(Math.max(0, elapsedNanos(now)));
    }
}
