package klt.controller.core.limit;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import klt.common.spec.load.LimitSettings;

/**
 * Chooses the next load to measure from the windows measured so far, and decides when the limit is known. It is a pure function, so another
 * controller that reads the same reports continues the search where the first one stopped.
 *
 * <p>A single window per load roughly brackets the limit: the rate is doubled or halved until one window is bad and another good. Then the
 * loads in the bracket are measured until they are decided, as in RFC 9971: a load is a lower bound if it meets the objectives even if all
 * missing windows were bad, and an upper bound if it misses them even if all missing windows were good. The bracket is halved until it is
 * narrow enough. Finally, the lower bound is held for longer, because a system with large buffers can pass short trials.
 */
final class LimitSearch {

    /** The search's next step. */
    sealed interface Next {

        /** Measures another window at this rate, in messages per second. */
        record Measure(double rate) implements Next {}

        /** Measures another window at this rate to confirm the result. */
        record Hold(double rate) implements Next {}

        /** Ends the search: the limit is as well known as it can be. */
        record Done() implements Next {}
    }

    /** Width of the rough bracket, as a multiple of the final bracket's width. */
    private static final double ROUGH_WIDTHS = 4;

    /** Number of significant digits that rates are rounded to. */
    private static final int DIGITS = 4;

    private final LimitSettings settings;
    private final NavigableMap<Double, Tally> loads;

    /** @param loads each load's windows, by rate */
    LimitSearch(LimitSettings settings, Map<Double, Tally> loads) {
        this.settings = settings;
        this.loads = new TreeMap<>(loads);
    }

    /** Returns the lowest load, above those with mixed results, at which objectives are missed or which the load tester cannot send. */
    Optional<Double> upper() {
        return nearestUpper().map(nearest -> {
            double settled = settledUpper(nearest);
            return loads.subMap(nearest, true, settled, true).entrySet().stream()
                    .filter(load -> load.getValue().isUpperBound(settings))
                    .map(Map.Entry::getKey)
                    .reduce(nearest, (lower, higher) -> higher);
        });
    }

    /** Returns the highest load, below those with mixed results, that meets the objectives. */
    Optional<Double> lower() {
        return nearestLower().map(this::settledLower);
    }

    /** Returns the lowest load that misses the objectives or that the load tester cannot send. */
    private Optional<Double> nearestUpper() {
        return lowest(Tally::isUpperBound);
    }

    /** Returns the highest load below the upper bound that meets the objectives. */
    private Optional<Double> nearestLower() {
        return highestBelow(nearestUpper(), Tally::isLowerBound);
    }

    Next next() {
        Optional<Double> unclear = loads.entrySet().stream()
                .filter(load -> load.getValue().excluded() > 0 && isUnclear(load.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
        if (unclear.isPresent()) {
            return new Next.Measure(unclear.get());
        }
        Optional<Double> upper = nearestUpper();
        Optional<Double> lower = nearestLower();
        return lower.isEmpty() && upper.isEmpty() ? bracket() : narrow(lower, upper);
    }

    private boolean isUnclear(Tally tally) {
        return tally.good() + tally.bad() == 0 && !tally.isUpperBound(settings);
    }

    /** Returns the next step before any load is decided. */
    private Next bracket() {
        Optional<Double> bad = lowest((tally, any) -> tally.looksBad());
        Optional<Double> good = highestBelow(bad, (tally, any) -> tally.looksGood());
        if (bad.isEmpty()) {
            return good.map(rate -> rate >= settings.to() ? rate : upTo(2 * rate))
                    .<Next>map(Next.Measure::new)
                    .orElseGet(() -> new Next.Measure(settings.from()));
        }
        if (good.isEmpty()) {
            return below(bad.get(), bad.get() / 2).orElseGet(() -> new Next.Measure(bad.get()));
        }
        return width(good.get(), bad.get()) > ROUGH_WIDTHS * settings.width()
                ? between(good.get(), bad.get()).orElseGet(() -> new Next.Measure(good.get()))
                : new Next.Measure(good.get());
    }

    /** Returns the next step once a load is decided. */
    private Next narrow(Optional<Double> lower, Optional<Double> upper) {
        if (lower.isEmpty()) {
            return downFrom(upper.orElseThrow());
        }
        if (upper.isEmpty()) {
            return lower.get() >= settings.to() ? confirm(lower.get()) : upFrom(lower.get());
        }
        if (width(lower.get(), upper.get()) <= settings.width()) {
            return settle(lower.get(), upper.get());
        }
        // a partly measured load needs fewer windows than a new one
        return loads.subMap(lower.get(), false, upper.get(), false).keySet().stream()
                .findFirst()
                .<Next>map(Next.Measure::new)
                .or(() -> between(lower.get(), upper.get()))
                .orElseGet(() -> settle(lower.get(), upper.get()));
    }

    /**
     * Returns the next step once the nearest bounds are known. If a bound's windows contradict each other, the limit varies by more than
     * the width, so the bound moves outwards to a load whose windows agree.
     */
    private Next settle(double nearestLower, double nearestUpper) {
        double lower = settledLower(nearestLower);
        double upper = settledUpper(nearestUpper);
        Optional<Next> further = tally(lower).isMixed() ? downFromMixed(lower) : Optional.empty();
        return further.or(() -> isDoubtfulUpper(upper) ? upFromMixed(upper) : Optional.empty())
                .or(() -> isThin(upper) ? Optional.of(new Next.Measure(upper)) : Optional.empty())
                .orElseGet(() -> confirm(lower));
    }

    private double settledLower(double nearest) {
        double lower = nearest;
        while (tally(lower).isMixed()) {
            Double next = loads.lowerKey(lower);
            if (next == null || next < lower - reach(lower) || !tally(next).isLowerBound(settings)) {
                return lower;
            }
            lower = next;
        }
        return lower;
    }

    private Optional<Next> downFromMixed(double lower) {
        Double begun = loads.lowerKey(lower);
        return begun != null && begun >= lower - reach(lower)
                ? Optional.of(new Next.Measure(begun))
                : below(lower, lower * (1 - settings.width()));
    }

    private double settledUpper(double nearest) {
        double upper = nearest;
        while (isDoubtfulUpper(upper)) {
            Double next = loads.higherKey(upper);
            if (next == null || next > upper + reach(upper) || !isDecided(next)) {
                return upper;
            }
            upper = next;
        }
        return upper;
    }

    private Optional<Next> upFromMixed(double upper) {
        Double begun = loads.higherKey(upper);
        if (begun != null && begun <= upper + reach(upper)) {
            return Optional.of(new Next.Measure(begun));
        }
        double rate = upTo(upper * (1 + settings.width()));
        return rate > upper ? Optional.of(new Next.Measure(rate)) : Optional.empty();
    }

    /** Returns whether a load above an upper bound has windows that met the objectives, possibly by chance. */
    private boolean isDoubtfulUpper(double rate) {
        return tally(rate).isMixed() || tally(rate).isLowerBound(settings);
    }

    /**
     * Returns whether an upper bound was decided by few windows. Two bad windows decide a load, but near the limit, two occur by chance
     * more often than three.
     */
    private boolean isThin(double upper) {
        Tally tally = tally(upper);
        return tally.measured() < Math.ceilDiv(settings.windows(), 2)
                && tally.held() == 0
                && !tally.isOutOfReach(settings);
    }

    private boolean isDecided(double rate) {
        return tally(rate).isUpperBound(settings) || tally(rate).isLowerBound(settings);
    }

    /** Returns the maximum distance to the next load when a bound moves outwards. */
    private double reach(double rate) {
        return 2 * settings.width() * rate;
    }

    private Next confirm(double lower) {
        return tally(lower).isHeld(settings) ? new Next.Done() : new Next.Hold(lower);
    }

    private Next downFrom(double upper) {
        Optional<Double> begun = highestBelow(Optional.of(upper), (tally, any) -> true);
        if (begun.isPresent()) {
            return new Next.Measure(begun.get());
        }
        double highest = loads.entrySet().stream()
                .filter(load -> load.getValue().isUpperBound(settings))
                .mapToDouble(Map.Entry::getKey)
                .max()
                .orElseThrow();
        double step = Math.max(2 * (highest - upper), settings.width() * upper);
        return below(upper, Math.max(upper / 2, upper - step)).orElseGet(Next.Done::new);
    }

    private Next upFrom(double lower) {
        Double begun = loads.higherKey(lower);
        if (begun != null) {
            return new Next.Measure(begun);
        }
        double lowest = loads.entrySet().stream()
                .filter(load -> load.getValue().isLowerBound(settings))
                .mapToDouble(Map.Entry::getKey)
                .min()
                .orElseThrow();
        double step = Math.max(2 * (lower - lowest), settings.width() * lower);
        return new Next.Measure(upTo(lower + Math.min(lower, step)));
    }

    /** Returns the rounded rate, but at most the search's highest rate. */
    private double upTo(double wanted) {
        return wanted >= settings.to() ? settings.to() : Math.min(settings.to(), rounded(wanted));
    }

    /** Returns the next step at a rate below an upper bound, or empty if a window at that rate has too few messages. */
    private Optional<Next> below(double upper, double wanted) {
        double rate = Math.max(settings.lowest(), rounded(wanted));
        return rate < upper ? Optional.of(new Next.Measure(rate)) : Optional.empty();
    }

    /** Returns the rate in the middle of a bracket, or empty if the bracket is too narrow for another rate. */
    private static Optional<Next> between(double lower, double upper) {
        double rate = rounded(Math.sqrt(lower * upper));
        return rate > lower && rate < upper ? Optional.of(new Next.Measure(rate)) : Optional.empty();
    }

    static double width(double lower, double upper) {
        return (upper - lower) / upper;
    }

    private Tally tally(double rate) {
        return loads.getOrDefault(rate, Tally.NONE);
    }

    private Optional<Double> lowest(BiPredicate<Tally, LimitSettings> condition) {
        return loads.entrySet().stream()
                .filter(load -> condition.test(load.getValue(), settings))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private Optional<Double> highestBelow(Optional<Double> bound, BiPredicate<Tally, LimitSettings> condition) {
        return bound.map(rate -> loads.headMap(rate, false)).orElse(loads).descendingMap().entrySet().stream()
                .filter(load -> condition.test(load.getValue(), settings))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static double rounded(double rate) {
        double unit = Math.pow(10, Math.floor(Math.log10(rate)) + 1 - DIGITS);
        // dividing by the inverse yields whole numbers
        return unit < 1 ? Math.rint(rate / unit) / Math.rint(1 / unit) : Math.rint(rate / unit) * unit;
    }
}
