package klt.controller.core.stats;

import java.util.OptionalLong;

/** How uncertain the clocks of workers are, at most. */
final class ClockUncertainty {

    private long microsMax;
    private boolean isKnown = true;

    /** @param micros (±); below 0 if it is unknown */
    void note(long micros) {
        isKnown &= micros >= 0;
        microsMax = Math.max(microsMax, micros);
    }

    /** Of the difference between two clocks (±), µs; empty if one of the clocks is unknown. */
    OptionalLong ofDifference() {
        return isKnown ? OptionalLong.of(2 * microsMax) : OptionalLong.empty();
    }
}
