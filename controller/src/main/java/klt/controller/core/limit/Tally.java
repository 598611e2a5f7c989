package klt.controller.core.limit;

import klt.common.spec.load.LimitSettings;

/**
 * The number of windows that were measured at one load, by result.
 *
 * @param good windows in which the objectives were met
 * @param bad windows in which an objective was missed
 * @param excluded windows in which the load tester was the bottleneck, so that they say nothing about Kafka
 * @param heldGood good windows of the hold, which {@code good} does not include
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

    /** Number of windows outside the hold that were not excluded. */
    int measured() {
        return good + bad;
    }

    /** Whether the load would miss the objectives even if all remaining windows were good. */
    boolean isUpperBound(LimitSettings settings) {
        return exceeds(bad, Math.max(settings.windows(), measured()), settings)
                || exceeds(heldBad, Math.max(settings.holdWindows(), held()), settings)
                || isOutOfReach(settings);
    }

    /** Whether the load would meet the objectives even if all remaining windows were bad. */
    boolean isLowerBound(LimitSettings settings) {
        int missing = Math.max(0, settings.windows() - measured());
        return !isUpperBound(settings) && !exceeds(bad + missing, Math.max(settings.windows(), measured()), settings);
    }

    /** Whether the load tester cannot send this load. */
    boolean isOutOfReach(LimitSettings settings) {
        return excluded > measured() + held() && excluded >= EXCLUDED_MIN * settings.windows();
    }

    /** Number of windows in the hold. */
    int held() {
        return heldGood + heldBad;
    }

    boolean isHeld(LimitSettings settings) {
        return held() >= settings.holdWindows();
    }

    /** Whether some windows were good and others bad, so that the load is within the variation of the limit. */
    boolean isMixed() {
        return good > 0 && bad > 0;
    }

    /** Whether most windows so far were good, which is enough to choose the next load but not to decide this one. */
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
