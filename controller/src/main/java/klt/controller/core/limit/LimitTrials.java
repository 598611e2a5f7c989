package klt.controller.core.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import klt.common.report.limit.LimitResult.Bound;
import klt.common.report.limit.LimitResult.Progress;
import klt.common.report.limit.LimitResult.Verdict;
import klt.common.report.limit.LimitResult.Windows;
import klt.common.spec.load.LimitSettings;
import klt.controller.core.limit.JudgedWindow.Result;
import klt.controller.core.limit.LimitSearch.Next;

/** The loads measured by a search, and what they show about the limit. */
public final class LimitTrials {

    /** A measured load. */
    public record Trial(double rate, Verdict verdict, Windows windows) {}

    /**
     * What is known about the limit.
     *
     * @param lower highest load known to meet the objectives, in messages per second; empty if none is known yet
     * @param upper lowest load known to miss the objectives; empty if none is known yet
     * @param objective the objective that was missed most often at the upper bound
     * @param held whether the lower bound has been confirmed
     */
    public record Limit(
            Progress progress,
            Optional<Double> lower,
            Optional<Double> upper,
            Bound bound,
            Optional<String> objective,
            boolean held) {}

    /** Fraction of a load's windows that is usually enough to decide the load. */
    private static final double EXPECTED_WINDOWS = 0.6;

    private final LimitSettings settings;
    private final NavigableMap<Double, Tally> loads = new TreeMap<>();
    /** how often each objective was missed, by rate */
    private final Map<Double, Map<String, Integer>> missed = new HashMap<>();

    private LimitSearch search;
    private Optional<Result> newest = Optional.empty();

    public LimitTrials(LimitSettings settings) {
        this.settings = settings;
        search = new LimitSearch(settings, loads);
    }

    /**
     * Adds a window.
     *
     * @param missedObjectives expressions of the missed objectives; empty unless the window is bad
     */
    public void add(double rate, Result result, List<String> missedObjectives) {
        JudgedWindow window =
                new JudgedWindow(rate, search.next().equals(new Next.Hold(rate)), result, missedObjectives);
        loads.merge(rate, Tally.NONE.plus(window), (tally, first) -> tally.plus(window));
        window.missed()
                .forEach(objective -> missed.computeIfAbsent(rate, any -> new LinkedHashMap<>())
                        .merge(objective, 1, Integer::sum));
        search = new LimitSearch(settings, loads);
        newest = Optional.of(result);
    }

    /** Returns whether the newest window was bad or excluded, so that messages may have queued up. */
    public boolean leavesBacklog() {
        return newest.filter(result -> result != Result.GOOD).isPresent();
    }

    /** Returns the rate to measure next, or empty if the search is over. */
    public Optional<Double> nextRate() {
        return switch (search.next()) {
            case Next.Measure(double rate) -> Optional.of(rate);
            case Next.Hold(double rate) -> Optional.of(rate);
            case Next.Done() -> Optional.empty();
        };
    }

    /** Returns the loads, by rate. */
    public List<Trial> trials() {
        List<Trial> trials = new ArrayList<>();
        loads.forEach((rate, tally) -> trials.add(new Trial(
                rate,
                verdict(tally),
                new Windows(tally.good() + tally.heldGood(), tally.bad() + tally.heldBad(), tally.excluded()))));
        return trials;
    }

    /** Returns the verdict on a load, based on the windows so far. */
    public Verdict verdict(double rate) {
        return verdict(loads.getOrDefault(rate, Tally.NONE));
    }

    private Verdict verdict(Tally tally) {
        if (tally.isUpperBound(settings)) {
            return tally.isOutOfReach(settings) ? Verdict.OUT_OF_REACH : Verdict.UPPER_BOUND;
        }
        return tally.isLowerBound(settings) ? Verdict.LOWER_BOUND : Verdict.UNDECIDED;
    }

    public Limit limit() {
        Optional<Double> lower = search.lower();
        Optional<Double> upper = search.upper();
        Progress progress = switch (search.next()) {
            case Next.Measure measure -> Progress.SEARCHING;
            case Next.Hold hold -> Progress.HOLDING;
            case Next.Done() -> Progress.DONE;
        };
        return new Limit(
                progress,
                lower,
                upper,
                bound(lower, upper),
                upper.flatMap(this::mostMissed),
                settings.holdWindows() > 0
                        && lower.map(loads::get)
                                .filter(tally -> tally.isHeld(settings))
                                .isPresent());
    }

    private Bound bound(Optional<Double> lower, Optional<Double> upper) {
        if (upper.isPresent()) {
            return verdict(upper.get()) == Verdict.OUT_OF_REACH ? Bound.LOAD_TESTER : Bound.OBJECTIVE;
        }
        return lower.filter(rate -> rate >= settings.to()).isPresent() ? Bound.HIGHEST_RATE : Bound.NONE;
    }

    /** Returns the objective missed most often at a load, or empty if none was missed. */
    public Optional<String> mostMissed(double rate) {
        return missed.getOrDefault(rate, Map.of()).entrySet().stream()
                .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .map(Map.Entry::getKey);
    }

    /**
     * Returns the search's estimated remaining time, or empty until a load has missed the objectives.
     *
     * @param change time taken to change to another load
     */
    public Optional<Duration> remaining(Duration change) {
        Optional<Double> bad = search.upper().or(() -> first(Tally::looksBad));
        if (bad.isEmpty() && search.next() instanceof Next.Measure) {
            return Optional.empty();
        }
        int held = search.lower().map(loads::get).map(Tally::held).orElse(0);
        Duration hold = settings.window().multipliedBy(Math.max(0, settings.holdWindows() - held));
        if (!(search.next() instanceof Next.Measure) || bad.isEmpty()) {
            return Optional.of(search.next() instanceof Next.Done ? Duration.ZERO : hold);
        }
        Optional<Double> good = search.lower().or(() -> last(bad.get()));
        double width = Math.max(
                settings.width(),
                good.map(rate -> LimitSearch.width(rate, bad.get())).orElse(1 - settings.width()));
        double halvings = Math.max(0, Math.ceil(Math.log(width / settings.width()) / Math.log(2)));
        double undecided =
                halvings + (search.lower().isEmpty() ? 1 : 0) + (search.upper().isEmpty() ? 1 : 0);
        Duration each =
                change.plus(settings.window().multipliedBy((long) Math.ceil(settings.windows() * EXPECTED_WINDOWS)));
        return Optional.of(each.multipliedBy((long) undecided).plus(hold));
    }

    private Optional<Double> first(Predicate<Tally> some) {
        return loads.entrySet().stream()
                .filter(load -> some.test(load.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private Optional<Double> last(double below) {
        return Optional.ofNullable(loads.lowerKey(below));
    }
}
