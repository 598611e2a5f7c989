package klt.common.spec.load;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import klt.common.schedule.Arrivals;
import klt.common.schedule.FireTimes;
import klt.common.schedule.LoadChange;
import klt.common.schedule.LoadProfile;
import klt.common.schedule.Segment;

/**
 * How much a run sends, how fast and for how long.
 *
 * @param extent what ends the run; for stages without a message count, the duration of the stages
 * @param arrivals how messages' fire times are spaced at a given rate
 * @param pacing how precisely workers keep to the fire times
 * @param warmup time from the start; messages due (at rate max: sent) within it are excluded from all latency, rate and error statistics
 */
public record Load(Rate rate, Extent extent, Arrivals arrivals, Pacing pacing, Duration warmup) {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Returns whether the run sends messages. Otherwise, its consumers read messages from other producers. */
    public boolean sends() {
        return !(rate instanceof Rate.None);
    }

    public boolean isMax() {
        return rate instanceof Rate.Max;
    }

    /** Returns the planned rate over time, or empty at rate max. */
    public Optional<LoadProfile> profile() {
        return switch (rate) {
            case Rate.Max() -> Optional.empty();
            case Rate.Staged staged -> Optional.of(staged.profile());
            case Rate.PerSecond(double value) -> Optional.of(constant(value));
            case Rate.None() -> Optional.of(constant(0));
            case Rate.Limit(LimitSettings settings) -> Optional.of(constant(settings.from()));
        };
    }

    public TestKind kind() {
        return rate instanceof Rate.Limit ? TestKind.LIMIT : TestKind.LOAD;
    }

    /** Returns the settings of the search for the rate, or empty if the spec sets the rate. */
    public Optional<LimitSettings> search() {
        return rate instanceof Rate.Limit(LimitSettings settings) ? Optional.of(settings) : Optional.empty();
    }

    private LoadProfile constant(double perSecond) {
        return LoadProfile.constant(
                perSecond, extent instanceof Extent.Timed(Duration duration) ? duration.toNanos() : Segment.FOREVER);
    }

    /**
     * Returns when each message is due, or empty at rate max.
     *
     * @param changes changes to the load during the run, in chronological order
     */
    public Optional<FireTimes> fireTimes(List<LoadChange> changes) {
        long messagesMax = !sends() ? 0 : extent instanceof Extent.Messages(long count) ? count : FireTimes.UNBOUNDED;
        return profile().map(profile -> new FireTimes(profile.with(changes), arrivals, messagesMax));
    }

    /** Returns the number of messages that are due by the end of the schedule, ignoring {@code messages}, or empty at rate max. */
    public Optional<Long> due() {
        return profile().map(profile -> new FireTimes(profile.segments(), arrivals, FireTimes.UNBOUNDED).messages());
    }

    /** Returns the highest planned rate, or empty at rate max. */
    public Optional<Double> peakRate() {
        return profile().map(LoadProfile::peak);
    }

    /**
     * Returns the average rate between the end of the warm-up and the end of the schedule, in messages per second, or empty at rate max and
     * in a search.
     */
    public Optional<Double> measuredRate() {
        return switch (rate) {
            case Rate.Max() -> Optional.empty();
            case Rate.Limit limit -> Optional.empty();
            case Rate.None() -> Optional.of(0.0);
            case Rate.PerSecond(double value) -> Optional.of(value);
            case Rate.Staged staged -> fireTimes(List.of()).map(this::measuredRate);
        };
    }

    private double measuredRate(FireTimes times) {
        long from = warmup.toNanos();
        return (times.messages() - times.firstAtOrAfter(from)) * NANOS_PER_SECOND / (times.endNanos() - from);
    }

    /** Returns the planned message count, or empty if only a duration limits it. */
    public Optional<Long> messages() {
        return sends() && extent instanceof Extent.Messages(long count)
                ? Optional.of(count)
                : fireTimes(List.of()).map(FireTimes::messages);
    }

    /** Returns the schedule's length, or empty at rate max and for a run that sends nothing and has no duration. */
    public Optional<Double> seconds() {
        return switch (extent) {
            case Extent.Timed(Duration duration) -> Optional.of(duration.toNanos() / NANOS_PER_SECOND);
            case Extent.Messages(long count) ->
                switch (rate) {
                    case Rate.PerSecond(double perSecond) -> Optional.of(count / perSecond);
                    case Rate.Staged staged -> fireTimes(List.of()).map(times -> times.endNanos() / NANOS_PER_SECOND);
                    case Rate.Max() -> Optional.empty();
                    case Rate.None() -> Optional.empty();
                    case Rate.Limit limit -> Optional.empty();
                };
            case Extent.ToEnd() -> Optional.empty();
        };
    }
}
