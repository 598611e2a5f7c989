package klt.common.spec.load;

import java.time.Duration;

/**
 * The settings of a search for the highest rate at which Kafka meets the objectives. A load is measured in windows of equal length. A
 * window is bad if an objective is missed in it. The terms and the decision rule follow RFC 9971 (MLRsearch).
 *
 * @param from messages per second of the first load
 * @param to the highest rate to try
 * @param width the search ends when the difference between its bounds is at most this fraction of the upper bound
 * @param window length of a window, whole seconds
 * @param windows number of windows that the search needs to decide whether a load meets the objectives
 * @param tolerance maximum fraction of bad windows for a load that still meets the objectives
 * @param hold how long to hold the result to confirm it; zero skips the hold
 */
public record LimitSettings(
        double from, double to, double width, Duration window, int windows, double tolerance, Duration hold) {

    /** Minimum number of messages in a window; with fewer, its figures are not meaningful. */
    public static final int WINDOW_MESSAGES_MIN = 10;

    /** The lowest rate with enough messages in a window. */
    public double lowest() {
        return (double) WINDOW_MESSAGES_MIN / window.toSeconds();
    }

    /** Length of the hold in windows, rounded up. */
    public int holdWindows() {
        return (int) Math.ceilDiv(hold.toSeconds(), window.toSeconds());
    }
}
