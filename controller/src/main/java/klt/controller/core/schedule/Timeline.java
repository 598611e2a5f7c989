package klt.controller.core.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import klt.common.schedule.FireTimes;

/**
 * A run's schedule in bus time.
 *
 * @param startAt the run's start; empty until it is set
 */
public record Timeline(LoadSchedule schedule, Optional<Instant> startAt) {

    /** Returns the nanoseconds since the start, negative before it. */
    public long elapsedNanos(Instant at) {
        return startAt.map(start -> Duration.between(start, at).toNanos()).orElse(-1L);
    }

    /** Returns the seconds since the start, or 0 before it. */
    public double elapsedSeconds(Instant at) {
        return Math.max(0, elapsedNanos(at) / 1e9);
    }

    /** Returns the number of messages due before a time, or empty at rate max. */
    public Optional<Long> dueBefore(Instant at) {
        return schedule.fireTimes()
                .map(times -> Math.min(messages(), times.firstAtOrAfter(Math.max(0, elapsedNanos(at)))));
    }

    /** Returns a message's fire time, in seconds after the start, or empty at rate max. */
    public Optional<Double> dueSecond(long sequence) {
        return schedule.fireTimes().map(times -> times.fireNanos(sequence) / 1e9);
    }

    /** Returns an upper bound for the run's message count. */
    public long messages() {
        return schedule.messages().orElse(FireTimes.UNBOUNDED);
    }

    /** Returns whether the duration of a run at rate max is over. */
    public boolean isTimeOver(Instant now) {
        return schedule.isMax() && elapsedNanos(now) >= schedule.endNanos();
    }

    public boolean isPaused(Instant now) {
        return schedule.isPausedAt(Math.max(0, elapsedNanos(now)));
    }
}
