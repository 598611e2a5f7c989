package klt.common.spec.load;

import java.time.Duration;

/**
 * The settings of a search for the highest rate at which Kafka meets the objectives. A load is measured in windows of equal length; a
 * window is bad if an objective is missed in it. The terms and the decision rule follow RFC 9971 (MLRsearch).
 *
 * @param from messages per second of the first load
 * @param to the highest rate to try
 * @param width the search ends when the distance between the bounds is at most this fraction of the upper one
 * @param window length of a window, whole seconds
 * @param windows number of windows that decide whether a load meets the objectives
 * @param tolerance maximum fraction of bad windows at which a load still meets the objectives
 * @param hold how long to hold the result to confirm it; zero skips the hold
 */
public record LimitSettings(
        double from, double to, double width, Duration window, int windows, double tolerance, Duration hold) {

    /** With fewer messages, a window is not a meaningful measurement. */
    public static final int WINDOW_MESSAGES_MIN = 10;

    /** The lowest rate with enough messages in a window. */
    public double lowest() {
        return (double) WINDOW_MESSAGES_MIN / window.toSeconds();
    }

    /** Number of windows that confirm the result: the hold in whole windows, rounded up. */
    public int holdWindows() {
        return (int) Math.ceilDiv(hold.toSeconds(), window.toSeconds());
    }
}
