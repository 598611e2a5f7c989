package klt.controller.core.stats;

import java.util.OptionalLong;

/** The maximum uncertainty of the workers' clocks. */
final class ClockUncertainty {

    private long microsMax;
    private boolean isKnown = true;

    /** @param micros uncertainty (±); negative if unknown */
    void note(long micros) {
        isKnown &= micros >= 0;
        microsMax = Math.max(microsMax, micros);
    }

    /** Returns the uncertainty (±) of the difference between two clocks, µs, or empty if either clock's uncertainty is unknown. */
    OptionalLong ofDifference() {
        return isKnown ? OptionalLong.of(2 * microsMax) : OptionalLong.empty();
    }
}
