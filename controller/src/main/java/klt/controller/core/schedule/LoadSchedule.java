package klt.controller.core.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import klt.common.schedule.FireTimes;
import klt.common.schedule.Segment;
import klt.common.spec.RunSpec;
import klt.common.spec.RunSpec.Extent;
import klt.common.spec.RunSpec.Rate;

/**
 * The current schedule of a run: its rate over time and its end.
 *
 * @param extent when it ends
 * @param segments the rate over time; empty at rate max
 */
public record LoadSchedule(Extent extent, List<Segment> segments) {

    public LoadSchedule {
        segments = List.copyOf(segments);
    }

    public static LoadSchedule of(RunSpec spec) {
        return new LoadSchedule(
                spec.extent(),
                switch (spec.rate()) {
                    case Rate.PerSecond rate -> List.of(new Segment(0, rate.value()));
                    case Rate.Max() -> List.of();
                });
    }

    public boolean isMax() {
        return segments.isEmpty();
    }

    /** When each message is due; empty at rate max. */
    public Optional<FireTimes> fireTimes() {
        return isMax() ? Optional.empty() : Optional.of(new FireTimes(segments, messagesMax(), durationNanos()));
    }

    /** Number of messages; empty at rate max by duration. */
    public Optional<Long> messages() {
        long messages = fireTimes().map(FireTimes::messages).orElse(messagesMax());
        return messages == FireTimes.UNBOUNDED ? Optional.empty() : Optional.of(messages);
    }

    /** Its end, nanoseconds after the start; {@link FireTimes#NEVER} if unknown. */
    public long endNanos() {
        return fireTimes().map(FireTimes::endNanos).orElse(durationNanos());
    }

    private long messagesMax() {
        return extent instanceof Extent.Messages messages ? messages.count() : FireTimes.UNBOUNDED;
    }

    private long durationNanos() {
        return extent instanceof Extent.Timed time ? time.duration().toNanos() : FireTimes.UNBOUNDED;
    }

    /** The newest rate, which is effective now or soon; not for rate max. */
    public double newestRate() {
        return segments.getLast().rate();
    }

    /** The last rate above 0; not for rate max. */
    public double rateBeforePause() {
        return segments.reversed().stream()
                .mapToDouble(Segment::rate)
                .filter(rate -> rate > 0)
                .findFirst()
                .orElseThrow();
    }

    /**
     * Returns a schedule whose rate changes at a given time.
     *
     * @param earliestNanos after the start; the change is later if workers may already act on a later change
     */
    public LoadSchedule withRate(double rate, long earliestNanos) {
        List<Segment> changed = new ArrayList<>(segments);
        changed.add(new Segment(Math.max(earliestNanos, segments.getLast().startNanos() + 1), rate));
        return new LoadSchedule(extent, changed);
    }

    /** Describes the last rate change. */
    public String newestChange() {
        Segment last = segments.getLast();
        double before = segments.get(segments.size() - 2).rate();
        return String.format(
                Locale.ROOT,
                "rate %s → %s msg/s at second %.1f",
                words(before),
                words(last.rate()),
                last.startNanos() / 1e9);
    }

    private static String words(double rate) {
        return rate == Math.rint(rate) ? String.valueOf((long) rate) : String.valueOf(rate);
    }
}
