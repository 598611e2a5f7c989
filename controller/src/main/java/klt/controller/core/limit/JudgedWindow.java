package klt.controller.core.limit;

import java.util.List;

/**
 * A judged window of a load.
 *
 * @param rate target rate in messages per second
 * @param hold whether the window belongs to the hold that confirms the result
 * @param missed expressions of the missed objectives; empty unless the window is bad
 */
public record JudgedWindow(double rate, boolean hold, Result result, List<String> missed) {

    /** A window's result. */
    public enum Result {
        /** The window met the objectives. */
        GOOD,
        /** The window missed an objective. */
        BAD,
        /** The load tester was the bottleneck, so the window says nothing about Kafka. */
        EXCLUDED
    }

    public JudgedWindow {
        missed = List.copyOf(missed);
    }
}
