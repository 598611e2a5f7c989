package klt.controller.core.stats;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import klt.controller.core.stats.TimeSeries.Row;

/** The workers' reports after the warm-up, summed over windows of one second and ten seconds. Windows are kept until they are judged. */
public final class SecondWindows {

    /** Length of the longer windows. */
    public static final int LONG_SECONDS = 10;

    private final NavigableMap<Integer, IntervalTotals> seconds = new TreeMap<>();
    private IntervalTotals longer = new IntervalTotals();
    /** number of seconds in the longer window that have reports */
    private int reported;

    private int from;
    private int takenUntil;

    /** @param warmupSeconds the warm-up's length; the first window begins with the first whole second after it */
    void begin(int warmupSeconds) {
        from = warmupSeconds;
        takenUntil = Math.max(takenUntil, from);
    }

    void add(int second, Consumer<IntervalTotals> update) {
        if (second >= takenUntil) {
            IntervalTotals known = seconds.get(second);
            if (known == null) {
                var before = seconds.lowerEntry(second);
                if (before != null) {
                    before.getValue().compact();
                }
                known = new IntervalTotals();
                seconds.put(second, known);
            }
            update.accept(known);
        }
    }

    /**
     * Takes the windows that end at or before a second, in order. Later reports on them are ignored. A window is skipped if any of its
     * seconds lacks a report because the control cluster did not respond or there were no workers.
     *
     * @param judge receives each second's row and, after every tenth second, also the row for the last ten seconds
     */
    public void take(int untilSecond, Consumer<Row> judge) {
        for (; takenUntil < untilSecond; takenUntil++) {
            IntervalTotals second = seconds.get(takenUntil);
            if (second != null) {
                judge.accept(second.row(takenUntil, 1));
                longer.add(second);
                reported++;
            }
            if ((takenUntil + 1 - from) % LONG_SECONDS == 0) {
                if (reported == LONG_SECONDS) {
                    judge.accept(longer.row(takenUntil + 1 - LONG_SECONDS, LONG_SECONDS));
                }
                longer = new IntervalTotals();
                reported = 0;
            }
        }
        seconds.headMap(takenUntil).clear();
    }
}
