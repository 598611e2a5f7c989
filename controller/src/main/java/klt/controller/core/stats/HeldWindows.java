package klt.controller.core.stats;

import java.util.Optional;

/** Counts the windows in which one objective was met. */
public final class HeldWindows {

    private int seconds;
    private int secondsHeld;
    private int tens;
    private int tensHeld;
    private int missedInARow;

    /** @param windowSeconds 1 or {@link SecondWindows#LONG_SECONDS} */
    public void count(int windowSeconds, boolean held) {
        if (windowSeconds == 1) {
            seconds++;
            secondsHeld += held ? 1 : 0;
            missedInARow = held ? 0 : missedInARow + 1;
        } else {
            tens++;
            tensHeld += held ? 1 : 0;
        }
    }

    /** Fraction of the seconds in which the objective was met; empty if none was judged. */
    public Optional<Double> ofSeconds() {
        return share(secondsHeld, seconds);
    }

    /** Fraction of the ten-second windows in which the objective was met; empty if none was judged. */
    public Optional<Double> ofTens() {
        return share(tensHeld, tens);
    }

    /** Number of consecutive seconds, up to now, in which the objective was missed. */
    public int missedSeconds() {
        return missedInARow;
    }

    private static Optional<Double> share(int held, int all) {
        return all == 0 ? Optional.empty() : Optional.of((double) held / all);
    }
}
