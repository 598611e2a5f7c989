package klt.common.spec;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import klt.common.schedule.Arrivals;
import klt.common.schedule.FireTimes;
import klt.common.spec.input.FieldError;
import klt.common.spec.limit.Limits;
import klt.common.spec.load.Extent;
import klt.common.spec.load.LimitSettings;
import klt.common.spec.load.Load;
import klt.common.spec.load.Rate;
import klt.common.spec.objective.Objective;
import klt.common.text.Quantity;

/** Rules for a spec's load, beyond those expressed by types and their limits. */
final class LoadRules {

    private static final long MILLIS_PER_SECOND = 1_000;

    private LoadRules() {}

    static Optional<FieldError> checkLength(Load load) {
        return switch (load.rate()) {
            case Rate.Max() -> Optional.empty();
            case Rate.None() -> Optional.empty();
            case Rate.PerSecond(double rate) ->
                checkLength(load.extent(), rate).or(() -> checkMessages(load, "duration"));
            case Rate.Staged staged -> checkMessages(load, "load.stages");
            case Rate.Limit(LimitSettings settings) -> checkLength(load.extent(), settings.from());
        };
    }

    private static Optional<FieldError> checkLength(Extent extent, double rate) {
        return switch (extent) {
            case Extent.Timed time
            when time.duration().toMillis() / 1e3 * rate > Limits.MESSAGES_MAX ->
                Optional.of(new FieldError(
                        "duration", "times the rate exceeds the limit of " + Limits.MESSAGES_MAX + " messages"));
            case Extent.Messages messages
            when messages.count() / rate > Limits.DURATION_SECONDS_MAX ->
                Optional.of(new FieldError(
                        "messages",
                        "take longer at this rate than the limit of "
                                + Quantity.format(Duration.ofSeconds(Limits.DURATION_SECONDS_MAX))));
            case Extent.Timed fits -> Optional.empty();
            case Extent.Messages fits -> Optional.empty();
            case Extent.ToEnd() -> Optional.empty();
        };
    }

    /**
     * Checks how many messages are due by the end of the schedule. {@code messages} can end the stages early but not extend them.
     *
     * @param field the field that determines the end of the schedule
     */
    private static Optional<FieldError> checkMessages(Load load, String field) {
        long due = load.due().orElse(FireTimes.UNBOUNDED);
        if (due == 0) {
            return Optional.of(new FieldError(field, "sends no messages: the rate is too low for the time"));
        }
        if (load.extent() instanceof Extent.Messages(long count)) {
            return count > due
                    ? Optional.of(new FieldError(
                            "messages",
                            "is " + count + ", but the stages send " + due
                                    + " in total; remove messages, or add a stage or load.repeat"))
                    : Optional.empty();
        }
        return due > Limits.MESSAGES_MAX
                ? Optional.of(new FieldError(
                        field, "sends " + due + " messages, which exceeds the limit of " + Limits.MESSAGES_MAX))
                : Optional.empty();
    }

    static Optional<FieldError> checkWarmup(Load load) {
        double warmup = load.warmup().toNanos() / 1e9;
        return load.seconds()
                .filter(seconds -> warmup > 0 && warmup >= seconds)
                .map(seconds -> new FieldError(
                        "warmup",
                        String.format(
                                Locale.ROOT,
                                "must be shorter than the run, which takes %s s: otherwise nothing is measured; it is %s",
                                BigDecimal.valueOf(seconds).stripTrailingZeros().toPlainString(),
                                Quantity.format(load.warmup()))));
    }

    /** Rejects settings that require a schedule, because a run at rate max has none. */
    static void checkRateMax(RunSpec spec, List<FieldError> errors) {
        if (!spec.load().isMax()) {
            return;
        }
        if (spec.load().arrivals().kind() != Arrivals.Kind.UNIFORM) {
            errors.add(new FieldError("load.arrivals", "needs a rate, but this spec has rate: max"));
        }
        for (int i = 0; i < spec.objectives().size(); i++) {
            if (spec.objectives().get(i).stat() == Objective.Stat.SHARE) {
                errors.add(new FieldError(
                        "objectives[" + i + "]",
                        "a percentage of the scheduled load needs a rate, but this spec has rate: max; "
                                + "write a number, such as rate>=9900"));
            }
        }
    }

    /** Rejects {@code abortAfter} if it would have no effect, because no objective is judged each second. */
    static void checkAbort(RunSpec spec, List<FieldError> errors) {
        if (spec.abortAfter().isPresent()
                && spec.load().search().isEmpty()
                && spec.objectives().stream().allMatch(Objective::isOnlyForRun)) {
            String example = spec.load().sends() ? "response.p99<20ms" : "endToEnd.p99<1s";
            errors.add(new FieldError(
                    "abortAfter",
                    "needs an objective that is judged each second, such as " + example
                            + "; objectives on single groups or topics, "
                            + Objective.Metric.words(Objective.Metric::isOfSingleGroups)
                            + " are judged only for the whole run"));
        }
    }

    /** Checks a search's requirements. */
    static void checkSearch(RunSpec spec, List<FieldError> errors) {
        spec.load().search().ifPresent(settings -> checkSearch(settings, spec, errors));
    }

    private static void checkSearch(LimitSettings settings, RunSpec spec, List<FieldError> errors) {
        if (settings.from() > settings.to()) {
            errors.add(new FieldError("limit.from", "is above limit.to"));
        }
        if (settings.window().toMillis() % MILLIS_PER_SECOND != 0) {
            errors.add(new FieldError("limit.window", "must be whole seconds, such as 10s"));
        } else if (settings.from() < settings.lowest()) {
            errors.add(new FieldError(
                    "limit.from",
                    "sends fewer than " + LimitSettings.WINDOW_MESSAGES_MIN + " messages in a window of "
                            + Quantity.format(settings.window()) + "; raise it or limit.window"));
        }
        if (settings.hold().toMillis() % MILLIS_PER_SECOND != 0) {
            errors.add(new FieldError("limit.hold", "must be whole seconds, such as 5m"));
        }
        if (spec.load().extent() instanceof Extent.Timed(Duration duration)
                && settings.hold().compareTo(duration) >= 0) {
            errors.add(new FieldError(
                    "limit.hold", "must be shorter than duration, the longest that the search may take"));
        }
        if (spec.objectives().isEmpty()) {
            errors.add(
                    new FieldError("objectives", "must not be empty in a search; add one, such as response.p99<20ms"));
        }
        for (int i = 0; i < spec.objectives().size(); i++) {
            Objective objective = spec.objectives().get(i);
            if (objective.metric() == Objective.Metric.RATE && objective.stat() != Objective.Stat.SHARE) {
                errors.add(new FieldError(
                        "objectives[" + i + "]",
                        "is a fixed rate, but a search tries many rates; use a percentage, such as rate>=99%"));
            }
            if (objective.isOnlyForRun()) {
                errors.add(new FieldError(
                        "objectives[" + i + "]",
                        "cannot be used in a search: its windows combine all consumer groups and all topics; use a metric such"
                                + " as endToEnd or response without a name"));
            }
        }
        if (spec.abortAfter().isPresent()) {
            errors.add(new FieldError(
                    "abortAfter", "cannot be combined with kind: limit, which tries loads that miss the objectives"));
        }
        if (spec.consumers().backlog()) {
            errors.add(
                    new FieldError("consumers.backlog", "needs a load of fixed length, but this spec has kind: limit"));
        }
    }
}
