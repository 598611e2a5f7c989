package klt.controller.core.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.interval.SenderTimes;
import klt.common.schedule.LoadChange;
import klt.common.spec.load.LimitSettings;
import klt.controller.core.limit.JudgedWindow.Result;
import klt.controller.core.schedule.LoadSchedule;
import klt.controller.core.stats.TimeSeries.Row;

/**
 * The workers' reports, by window of a search. A load is measured in consecutive windows of equal length, from {@link #SETTLE_SECONDS}
 * after its rate was set until the next change. The windows therefore depend only on the schedule.
 */
public final class LoadWindows {

    /** Time for Kafka to ack the previous load's messages, unless that load was too high. */
    static final int SETTLE_SECONDS = 2;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** The seconds in which one rate applied. */
    private record Load(int from, int to, double rate) {}

    /**
     * A completed window.
     *
     * @param rate target rate, messages per second
     * @param workers how each worker that reported in the window spent its time
     * @param late all workers' late messages
     */
    public record Window(double rate, Row row, Map<String, SenderTimes> workers, MeasuredTimes.Late late) {

        public Window {
            workers = Map.copyOf(workers);
        }

        public int endSecond() {
            return row.second() + row.seconds();
        }
    }

    /** Totals over a window's reports. */
    private static final class Totals {
        private final IntervalTotals sums = new IntervalTotals();
        private final Map<String, SenderTimes> workers = new HashMap<>();
        private MeasuredTimes.Late late = MeasuredTimes.Late.NONE;

        private void add(String worker, SenderTimes times) {
            workers.merge(worker, times, SenderTimes::plus);
        }
    }

    /** Totals over a load's windows. */
    private static final class LoadTotals {
        private final IntervalTotals sums = new IntervalTotals();
        private final int first;
        private int seconds;

        private LoadTotals(int first) {
            this.first = first;
        }
    }

    /** Each load's figures over some of its windows. */
    private final class LoadRows {
        private final Map<Double, LoadTotals> totals = new HashMap<>();
        private final NavigableMap<Double, Row> rows = new TreeMap<>();

        private void add(double rate, int first, Totals window) {
            LoadTotals load = totals.computeIfAbsent(rate, any -> new LoadTotals(first));
            load.sums.add(window.sums);
            load.sums.compact();
            load.seconds += windowSeconds;
            rows.put(rate, load.sums.row(load.first, load.seconds));
        }
    }

    private final int windowSeconds;
    private final double firstRate;
    private List<Load> loads = List.of();
    /** windows not yet taken, by first second */
    private final NavigableMap<Integer, Totals> open = new TreeMap<>();

    private final LoadRows all = new LoadRows();
    private final LoadRows good = new LoadRows();
    private int takenUntil;

    public LoadWindows(LimitSettings settings) {
        windowSeconds = (int) settings.window().toSeconds();
        firstRate = settings.from();
    }

    /** @param changed replaces the previous schedule */
    void follow(LoadSchedule changed) {
        List<Load> followed = new ArrayList<>();
        int from = (int) Math.ceilDiv(changed.warmupNanos(), NANOS_PER_SECOND);
        double rate = firstRate;
        for (LoadChange change : changed.changes()) {
            addLoad(followed, from, (int) Math.floorDiv(change.atNanos(), NANOS_PER_SECOND), rate);
            from = (int) Math.ceilDiv(change.atNanos(), NANOS_PER_SECOND) + SETTLE_SECONDS;
            rate = change.rate().orElse(firstRate);
        }
        addLoad(followed, from, Integer.MAX_VALUE, rate);
        loads = List.copyOf(followed);
    }

    private static void addLoad(List<Load> loads, int from, int to, double rate) {
        if (rate > 0 && from < to) {
            loads.add(new Load(from, to, rate));
        }
    }

    /** @param interval must not include the warm-up's outcomes */
    void add(String worker, Interval interval) {
        find(interval.second(), totals -> {
            totals.sums.add(worker, interval);
            totals.add(worker, interval.times());
        });
    }

    void addLate(int second, MeasuredTimes.Late late) {
        find(second, totals -> totals.late = totals.late.plus(late));
    }

    void add(int second, Consumer<IntervalTotals> update) {
        find(second, totals -> update.accept(totals.sums));
    }

    private void find(int second, Consumer<Totals> update) {
        for (Load load : loads.reversed()) {
            if (load.from <= second && second < load.to) {
                int first = second - (second - load.from) % windowSeconds;
                if (first >= takenUntil) {
                    update.accept(window(first));
                }
                return;
            }
        }
    }

    private Totals window(int first) {
        Totals known = open.get(first);
        if (known != null) {
            return known;
        }
        // the previous window only gets late reports; compact it, because a takeover reads hours of reports before
        // taking any window
        Map.Entry<Integer, Totals> before = open.lowerEntry(first);
        if (before != null) {
            before.getValue().sums.compact();
        }
        Totals begun = new Totals();
        open.put(first, begun);
        return begun;
    }

    /**
     * Takes the windows that end at or before a second, in order. Later reports on them are ignored.
     *
     * @param judge judges each window; an excluded window does not count towards its load's figures
     */
    public void take(int untilSecond, Function<Window, Result> judge) {
        for (Load load : loads) {
            int end = Math.min(load.to, untilSecond);
            for (int first = load.from; first + windowSeconds <= end; first += windowSeconds) {
                if (first >= takenUntil) {
                    takenUntil = first + windowSeconds;
                    take(load.rate, first, judge);
                }
            }
        }
        open.headMap(takenUntil).clear();
    }

    private void take(double rate, int first, Function<Window, Result> judge) {
        Totals window = open.getOrDefault(first, new Totals());
        Result result =
                judge.apply(new Window(rate, window.sums.row(first, windowSeconds), window.workers, window.late));
        if (result != Result.EXCLUDED) {
            all.add(rate, first, window);
        }
        if (result == Result.GOOD) {
            good.add(rate, first, window);
        }
    }

    /** Returns whether a window has been taken since the last rate change. */
    public boolean hasTakenSinceChange() {
        return !loads.isEmpty() && takenUntil > loads.getLast().from;
    }

    /**
     * Returns each load's figures over all its windows except excluded ones, by rate. A row's length is the total length of these windows.
     */
    public NavigableMap<Double, Row> rows() {
        return Collections.unmodifiableNavigableMap(all.rows);
    }

    /** Returns each load's figures over its good windows only. */
    public NavigableMap<Double, Row> goodRows() {
        return Collections.unmodifiableNavigableMap(good.rows);
    }
}
