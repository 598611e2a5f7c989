package klt.controller.core.limit;

import java.util.List;

/**
 * One window of a load.
 *
 * @param rate target rate, messages per second
 * @param hold whether it belongs to the hold that confirms the result
 * @param missed expressions of the objectives that were missed; none unless the window is bad
 */
public record JudgedWindow(double rate, boolean hold, Result result, List<String> missed) {

    /** The result of a window. */
    public enum Result {
        /** The objectives were met. */
        GOOD,
        /** An objective was missed. */
        BAD,
        /** The load tester was the bottleneck, so the window says nothing about Kafka. */
        EXCLUDED
    }

    public JudgedWindow {
        missed = List.copyOf(missed);
    }
}
