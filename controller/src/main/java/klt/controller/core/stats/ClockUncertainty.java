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

    /** Uncertainty (±) of the difference between two clocks, µs; empty if the uncertainty of either clock is unknown. */
    OptionalLong ofDifference() {
        return isKnown ? OptionalLong.of(2 * microsMax) : OptionalLong.empty();
    }
}
