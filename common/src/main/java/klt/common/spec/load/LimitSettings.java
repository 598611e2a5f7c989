package klt.common.spec.load;

import java.time.Duration;

/**
 * Settings for a search for the highest rate at which Kafka meets the objectives. A load is measured in windows of equal length. A window
 * is bad if it misses an objective. Terms and decision rule follow RFC 9971 (MLRsearch).
 *
 * @param from rate of the first load, messages per second
 * @param to the highest rate to try
 * @param width the search ends when the difference between its bounds is at most this fraction of the upper bound
 * @param window window length, in whole seconds
 * @param windows number of windows needed to decide whether a load meets the objectives
 * @param tolerance maximum fraction of bad windows at which a load still meets the objectives
 * @param hold how long to hold the result to confirm it; zero skips the hold
 */
public record LimitSettings(
        double from, double to, double width, Duration window, int windows, double tolerance, Duration hold) {

    /** Minimum number of messages per window; with fewer, its figures are not meaningful. */
    public static final int WINDOW_MESSAGES_MIN = 10;

    /** Returns the lowest rate with enough messages per window. */
    public double lowest() {
        return (double) WINDOW_MESSAGES_MIN / window.toSeconds();
    }

    /** Returns the hold's length in windows, rounded up. */
    public int holdWindows() {
        return (int) Math.ceilDiv(hold.toSeconds(), window.toSeconds());
    }
}
