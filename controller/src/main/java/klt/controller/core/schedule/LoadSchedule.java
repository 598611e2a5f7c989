package klt.controller.core.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.schedule.FireTimes;
import klt.common.schedule.LoadChange;
import klt.common.schedule.LoadProfile;
import klt.common.schedule.LoadProfile.Span;
import klt.common.schedule.LoadProfile.Window;
import klt.common.schedule.Segment;
import klt.common.spec.limit.Limits;
import klt.common.spec.load.Extent;
import klt.common.spec.load.Load;

/** A run's current schedule: the planned load, and the changes made while it was sending. Immutable. */
public final class LoadSchedule {

    private final Load load;
    private final Optional<LoadProfile> profile;
    private final List<LoadChange> changes;
    private final Optional<FireTimes> fireTimes;
    private final Optional<Double> plannedRate;

    /** @param changes changes to the load, in chronological order; empty at rate max */
    public LoadSchedule(Load load, List<LoadChange> changes) {
        this(load, changes, load.measuredRate());
    }

    private LoadSchedule(Load load, List<LoadChange> changes, Optional<Double> plannedRate) {
        this.load = load;
        this.plannedRate = plannedRate;
        this.changes = List.copyOf(changes);
        profile = load.profile();
        fireTimes = load.fireTimes(changes);
    }

    public boolean isMax() {
        return profile.isEmpty();
    }

    public List<LoadChange> changes() {
        return changes;
    }

    /** Returns when each message is due, or empty at rate max. */
    public Optional<FireTimes> fireTimes() {
        return fireTimes;
    }

    /** Returns the planned load's average rate after the warm-up, in messages per second, or empty at rate max. */
    public Optional<Double> plannedRate() {
        return plannedRate;
    }

    /** Returns the message count, or empty at rate max with a duration. */
    public Optional<Long> messages() {
        return fireTimes
                .map(FireTimes::messages)
                .or(() -> load.extent() instanceof Extent.Messages(long count) ? Optional.of(count) : Optional.empty())
                .filter(messages -> messages != FireTimes.UNBOUNDED);
    }

    /** Returns the end of the schedule, in nanoseconds after the start, or {@link FireTimes#NEVER} if unknown. */
    public long endNanos() {
        if (!load.sends()) {
            // the profile's length, which is NEVER if it is endless
            return profile.orElseThrow().nanos();
        }
        return fireTimes
                .map(FireTimes::endNanos)
                .orElseGet(() -> load.extent() instanceof Extent.Timed timed
                        ? timed.duration().toNanos()
                        : FireTimes.NEVER);
    }

    /** Returns the warm-up's length. */
    public long warmupNanos() {
        return load.warmup().toNanos();
    }

    /** Returns the current stage at a time after the start, or empty without stages. */
    public Optional<Span> stageAt(long nanos) {
        long planned = changeAt(nanos).scheduleNanosAt(nanos);
        return spans().stream()
                .filter(span -> span.fromNanos() <= planned && planned < span.toNanos())
                .findFirst();
    }

    /**
     * Returns the part of the load, with separate results, that is current at a time after the start, or empty between parts and without
     * stages.
     */
    public Optional<Window> windowAt(long nanos) {
        long planned = changeAt(nanos).scheduleNanosAt(nanos);
        return profile.stream()
                .flatMap(LoadProfile::windows)
                .filter(window -> window.fromNanos() <= planned && planned < window.toNanos())
                .findFirst();
    }

    /** Returns when the current stage at a time will end, in nanoseconds after the start, unless the load changes. */
    public long endNanos(Span span, long nanos) {
        return nanosOf(span.toNanos(), nanos);
    }

    /**
     * Returns when the schedule will reach {@code planNanos}, in nanoseconds after the start, unless the load changes after {@code nanos}.
     */
    public long nanosOf(long planNanos, long nanos) {
        return changeAt(nanos).atNanosOf(planNanos);
    }

    public boolean isLast(Span span) {
        return span.equals(spans().getLast());
    }

    /** Returns the newest change, if it makes the load deviate from its schedule. */
    public Optional<LoadChange> deviation() {
        return Optional.of(newest()).filter(change -> change.rate().isPresent() || change.factor() != 1);
    }

    /** Returns when the change that applies at a time took effect, in nanoseconds after the start, or 0 if there is none. */
    public long changedAtNanos(long nanos) {
        return changeAt(nanos).atNanos();
    }

    /** Returns whether the rate at a time is the planned rate or a multiple of it. */
    public boolean followsPlanAt(long nanos) {
        return changeAt(nanos).rate().isEmpty();
    }

    /** Returns whether a client has paused the run. Pauses in a schedule are ordinary stages. */
    public boolean isPausedAt(long nanos) {
        return changeAt(nanos).isPause();
    }

    /** Returns the newest change, or empty if the load has not been changed. */
    public Optional<LoadChange> lastChange() {
        return changes.isEmpty() ? Optional.empty() : Optional.of(changes.getLast());
    }

    private List<Span> spans() {
        return profile.map(LoadProfile::spans).orElse(List.of());
    }

    private LoadChange newest() {
        return changes.isEmpty() ? LoadChange.NONE : changes.getLast();
    }

    private LoadChange changeAt(long nanos) {
        return changes.reversed().stream()
                .filter(change -> change.atNanos() <= nanos)
                .findFirst()
                .orElse(LoadChange.NONE);
    }

    /** Returns the time and rate of a change that has not taken effect yet. */
    public Optional<NextRate> next(long nanos) {
        return changes.stream()
                .filter(change -> change.atNanos() > nanos)
                .findFirst()
                .flatMap(change ->
                        fireTimes.map(times -> new NextRate(change.atNanos(), times.rateAt(change.atNanos()))));
    }

    /** @param atNanos time of the change, after the start */
    public record NextRate(long atNanos, double rate) {}

    /** Returns why a request must be rejected, or empty if it is allowed. */
    public Optional<String> refusal(LoadRequest request, long earliestNanos) {
        return impossible(request, earliestNanos).or(() -> tooLarge(request, earliestNanos));
    }

    private Optional<String> tooLarge(LoadRequest request, long earliestNanos) {
        return with(request, earliestNanos)
                .messages()
                .filter(messages -> messages > Limits.MESSAGES_MAX)
                .map(messages -> "the run would send " + messages + " messages, which exceeds the limit of "
                        + Limits.MESSAGES_MAX);
    }

    private Optional<String> impossible(LoadRequest request, long earliestNanos) {
        if (!load.sends()) {
            return Optional.of("the run sends nothing: it has no rate to change or pause");
        }
        if (isMax()) {
            return Optional.of("a run at rate max has no rate to change or pause");
        }
        if (load.search().isPresent()) {
            return Optional.of("the run searches for a limit, which determines its rate");
        }
        if (atNanos(earliestNanos) >= newest().atNanosOf(planned().nanos())) {
            return Optional.of("the schedule ends before a change could take effect");
        }
        return switch (request) {
            case LoadRequest.SetRate(double rate) ->
                hasRate(rate) ? Optional.of("the run already has that rate") : Optional.empty();
            case LoadRequest.Scale(double factor) -> refusal(factor);
            case LoadRequest.Pause() ->
                newest().isPause() ? Optional.of("the run is already paused") : Optional.empty();
            case LoadRequest.Resume() -> newest().isPause() ? Optional.empty() : Optional.of("the run is not paused");
            case LoadRequest.SkipStage() ->
                nextStage(earliestNanos).isPresent()
                        ? Optional.empty()
                        : Optional.of(spans().isEmpty() ? "the run has no stages" : "the run is in its last stage");
        };
    }

    private boolean hasRate(double rate) {
        double planned =
                planned().segments().size() == 1 && planned().segments().getFirst() instanceof Segment.Constant constant
                        ? constant.rate() * newest().factor()
                        : Double.NaN;
        return newest().rate().orElse(planned) == rate;
    }

    private Optional<String> refusal(double factor) {
        if (newest().rate().isEmpty() && newest().factor() == factor) {
            return Optional.of(
                    factor == 1 ? "the run already follows its schedule" : "the run already has that factor");
        }
        return planned().peak() * factor > Segment.RATE_MAX
                ? Optional.of(
                        "the highest rate of the schedule, " + words(planned().peak()) + " msg/s, times " + factor
                                + " exceeds the limit of " + (long) Segment.RATE_MAX)
                : Optional.empty();
    }

    private LoadProfile planned() {
        return profile.orElseThrow();
    }

    /** Returns the time of the next change, which is after the newest one, because workers may already be acting on that. */
    private long atNanos(long earliestNanos) {
        return Math.max(earliestNanos, newest().atNanos() + 1);
    }

    private Optional<Span> nextStage(long earliestNanos) {
        long now = newest().scheduleNanosAt(atNanos(earliestNanos));
        return spans().stream().filter(span -> span.fromNanos() > now).findFirst();
    }

    /**
     * Returns the schedule with the requested change, which {@link #refusal} must allow.
     *
     * @param earliestNanos earliest time of the change, after the start; the actual time is later if workers may already be acting on a
     *     later change
     */
    public LoadSchedule with(LoadRequest request, long earliestNanos) {
        long at = atNanos(earliestNanos);
        LoadChange before = newest();
        long planned = before.scheduleNanosAt(at);
        List<LoadChange> changed = new ArrayList<>(changes);
        changed.add(
                switch (request) {
                    case LoadRequest.SetRate(double rate) ->
                        new LoadChange(at, planned, Optional.of(rate), before.factor());
                    case LoadRequest.Scale(double factor) -> new LoadChange(at, planned, Optional.empty(), factor);
                    case LoadRequest.Pause() -> new LoadChange(at, planned, Optional.of(0.0), before.factor());
                    case LoadRequest.Resume() -> new LoadChange(at, planned, rateBeforePause(), before.factor());
                    case LoadRequest.SkipStage() ->
                        new LoadChange(
                                at,
                                nextStage(earliestNanos).orElseThrow().fromNanos(),
                                before.isPause() ? before.rate() : Optional.empty(),
                                before.factor());
                });
        return new LoadSchedule(load, changed, plannedRate);
    }

    /**
     * Returns the rate that overrode the schedule before the pause, or empty if a stage has been skipped since then, because skipping
     * returns to the schedule.
     */
    private Optional<Double> rateBeforePause() {
        for (int k = changes.size() - 1; k >= 0; k--) {
            LoadChange change = changes.get(k);
            LoadChange before = k == 0 ? LoadChange.NONE : changes.get(k - 1);
            if (!change.isPause()) {
                return change.rate();
            }
            if (change.scheduleNanos() != before.scheduleNanosAt(change.atNanos())) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Returns the newest change, as the arguments of its event. */
    public Args newestRates() {
        FireTimes times = fireTimes.orElseThrow();
        long at = newest().atNanos();
        return Args.of("rateBefore", times.rateAt(at - 1), "rate", times.rateAt(at), "second", at / 1e9);
    }

    private static String words(double rate) {
        return rate == Math.rint(rate) ? String.valueOf((long) rate) : String.format(Locale.ROOT, "%.1f", rate);
    }
}
