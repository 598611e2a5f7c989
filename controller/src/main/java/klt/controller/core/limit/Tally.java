package klt.controller.core.limit;

import klt.common.spec.load.LimitSettings;

/**
 * The number of windows measured at one load, by result.
 *
 * @param good windows that met the objectives
 * @param bad windows that missed an objective
 * @param excluded windows that say nothing about Kafka because the load tester was the bottleneck
 * @param heldGood good windows of the hold, not included in {@code good}
 * @param heldBad bad windows of the hold
 */
record Tally(int good, int bad, int excluded, int heldGood, int heldBad) {

    static final Tally NONE = new Tally(0, 0, 0, 0, 0);

    /** Minimum fraction of excluded windows that shows that the load tester cannot send the load. */
    private static final double EXCLUDED_MIN = 0.5;

    private static final double ROUNDING = 1e-9;

    Tally plus(JudgedWindow window) {
        boolean hold = window.hold();
        return switch (window.result()) {
            case GOOD -> new Tally(good + (hold ? 0 : 1), bad, excluded, heldGood + (hold ? 1 : 0), heldBad);
            case BAD -> new Tally(good, bad + (hold ? 0 : 1), excluded, heldGood, heldBad + (hold ? 1 : 0));
            case EXCLUDED -> new Tally(good, bad, excluded + 1, heldGood, heldBad);
        };
    }

    /** Returns the number of windows that are neither excluded nor part of the hold. */
    int measured() {
        return good + bad;
    }

    /** Returns whether the load would miss the objectives even if all remaining windows were good. */
    boolean isUpperBound(LimitSettings settings) {
        return exceeds(bad, Math.max(settings.windows(), measured()), settings)
                || exceeds(heldBad, Math.max(settings.holdWindows(), held()), settings)
                || isOutOfReach(settings);
    }

    /** Returns whether the load would meet the objectives even if all remaining windows were bad. */
    boolean isLowerBound(LimitSettings settings) {
        int missing = Math.max(0, settings.windows() - measured());
        return !isUpperBound(settings) && !exceeds(bad + missing, Math.max(settings.windows(), measured()), settings);
    }

    /** Returns whether the load tester cannot send this load. */
    boolean isOutOfReach(LimitSettings settings) {
        return excluded > measured() + held() && excluded >= EXCLUDED_MIN * settings.windows();
    }

    /** Returns the number of windows in the hold. */
    int held() {
        return heldGood + heldBad;
    }

    boolean isHeld(LimitSettings settings) {
        return held() >= settings.holdWindows();
    }

    /** Returns whether some windows were good and others bad, so that the load is within the limit's range of variation. */
    boolean isMixed() {
        return good > 0 && bad > 0;
    }

    /** Returns whether most windows so far were good, which is enough to choose the next load but not to decide this one. */
    boolean looksGood() {
        return good > bad;
    }

    boolean looksBad() {
        return bad > 0 && bad >= good;
    }

    private static boolean exceeds(int some, int all, LimitSettings settings) {
        // a tolerance such as 0.29 has no exact binary representation
        return some > settings.tolerance() * all + ROUNDING;
    }
}
