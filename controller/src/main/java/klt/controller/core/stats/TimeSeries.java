package klt.controller.core.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import klt.common.histogram.LatencyHistogram;
import klt.common.histogram.LatencySummary;
import klt.common.protocol.StatusRecord.Interval;
import klt.controller.core.schedule.LoadSchedule;

/**
 * A run's time series, with bounded size: one row per interval, merged across workers. When the maximum number of rows is exceeded, pairs
 * of rows are merged and the interval doubles. Percentiles are computed from merged histograms, which each row keeps in encoded form.
 */
public final class TimeSeries {

    /** Maximum number of rows in a report: over 16 minutes at one second each, or an hour at four seconds each. */
    static final int ROWS_MAX = 1_000;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** Number of rows whose histograms stay open for late reports. */
    private static final int OPEN_ROWS = 5;

    /**
     * An interval.
     *
     * @param second the row's first second, counted from the run's start
     * @param seconds the row's length
     * @param throttled how long quotas throttled clients in the interval
     * @param throttle throttle time of the producers, compared with the time in which they had messages to send
     * @param consumed records delivered to consumers
     * @param lag maximum lag in the interval, summed across consumer groups; empty if none was reported
     */
    public record Row(
            int second,
            int seconds,
            Messages messages,
            LatencySummary responseTime,
            LatencySummary serviceTime,
            LatencySummary sendLag,
            Throttled throttled,
            Throttled.Share throttle,
            long consumed,
            Optional<Long> lag,
            LatencySummary endToEnd) {}

    /** @param inFlight number of messages in flight at the end of the interval */
    public record Messages(
            long sent, long acked, long failed, long indeterminate, long aborted, long payloadBytes, long inFlight) {

        /** Returns the number of messages accepted by Kafka, whether or not their transaction was aborted on purpose. */
        public long accepted() {
            return acked + aborted;
        }
    }

    /** rows, by first second */
    private final NavigableMap<Integer, IntervalTotals> intervals = new TreeMap<>();
    /** rows that are still open */
    private final NavigableMap<Integer, IntervalTotals> open = new TreeMap<>();

    private final StageSeries stages = new StageSeries();
    private final Optional<LoadWindows> windows;
    private final SecondWindows seconds = new SecondWindows();

    private final int rowsMax;
    private int rowSeconds = 1;

    /** @param windows a search's windows; empty if the load is fixed */
    TimeSeries(int rowsMax, Optional<LoadWindows> windows) {
        this.rowsMax = rowsMax;
        this.windows = windows;
    }

    /** @param changed replaces the previous schedule */
    public void follow(LoadSchedule changed) {
        stages.follow(changed);
        windows.ifPresent(loads -> loads.follow(changed));
        seconds.begin((int) Math.ceilDiv(changed.warmupNanos(), NANOS_PER_SECOND));
    }

    void add(String worker, Interval interval) {
        addToRow(interval.second(), totals -> totals.add(worker, interval));
        Interval measured = interval.measured();
        stages.add(interval.second(), totals -> totals.add(worker, measured));
        windows.ifPresentOrElse(
                loads -> loads.add(worker, measured),
                () -> seconds.add(interval.second(), totals -> totals.add(worker, measured)));
    }

    /**
     * @param records number of records delivered to consumers in that second
     * @param throttled consumers' throttle time in that second
     */
    void addConsumed(int second, long records, LatencyHistogram endToEnd, Throttled throttled) {
        add(second, totals -> totals.addConsumed(records, endToEnd, throttled));
    }

    void addLag(int second, int group, long lag) {
        add(second, totals -> totals.addLag(group, lag));
    }

    private void add(int second, Consumer<IntervalTotals> update) {
        addToRow(second, update);
        stages.add(second, update);
        windows.ifPresentOrElse(loads -> loads.add(second, update), () -> seconds.add(second, update));
    }

    private void addToRow(int atSecond, Consumer<IntervalTotals> update) {
        int second = atSecond - Math.floorMod(atSecond, rowSeconds);
        IntervalTotals totals = intervals.computeIfAbsent(second, s -> new IntervalTotals());
        update.accept(totals);
        open.put(second, totals);
        while (intervals.size() > rowsMax) {
            halve();
        }
        Map<Integer, IntervalTotals> old = open.headMap(second - OPEN_ROWS * rowSeconds);
        old.values().forEach(IntervalTotals::close);
        old.clear();
    }

    private void halve() {
        rowSeconds *= 2;
        for (int second : List.copyOf(intervals.keySet())) {
            int target = second - Math.floorMod(second, rowSeconds);
            if (target != second) {
                IntervalTotals totals = intervals.remove(second);
                if (totals != null) {
                    intervals.computeIfAbsent(target, s -> new IntervalTotals()).add(totals);
                }
            }
        }
        open.clear();
        open.putAll(intervals);
    }

    /** Returns each stage's figures after the warm-up. */
    public StageSeries stages() {
        return stages;
    }

    /** Returns the figures of each of a search's loads, or empty if the load is fixed. */
    public Optional<LoadWindows> windows() {
        return windows;
    }

    /** Returns the figures of each second after the warm-up, or empty for a search. */
    public SecondWindows seconds() {
        return seconds;
    }

    public int rowSeconds() {
        return rowSeconds;
    }

    /** Returns all rows from a given second onwards, in chronological order. */
    public List<Row> rowsFrom(int second) {
        List<Row> rows = new ArrayList<>();
        intervals.tailMap(second).forEach((start, totals) -> rows.add(totals.row(start, rowSeconds)));
        return rows;
    }
}
