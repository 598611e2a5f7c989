package klt.controller.core.stats;

import java.util.Optional;

/** Counts the windows that met an objective. */
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

    /** Returns the fraction of seconds that met the objective, or empty if none was judged. */
    public Optional<Double> ofSeconds() {
        return share(secondsHeld, seconds);
    }

    /** Returns the fraction of ten-second windows that met the objective, or empty if none was judged. */
    public Optional<Double> ofTens() {
        return share(tensHeld, tens);
    }

    /** Returns the number of consecutive seconds, up to now, that missed the objective. */
    public int missedSeconds() {
        return missedInARow;
    }

    private static Optional<Double> share(int held, int all) {
        return all == 0 ? Optional.empty() : Optional.of((double) held / all);
    }
}
