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

/**
 * The time series of a run: one row per interval, merged over the workers, of bounded size. Beyond the maximum number of rows, pairs are
 * merged and the interval doubles; percentiles come from merged histograms, which each row keeps in encoded form.
 */
public final class TimeSeries {

    /** Maximum number of rows of a report: over 16 minutes at one second; an hour at four seconds. */
    static final int ROWS_MAX = 1_000;

    /** Histograms stay open for this many rows, for late reports. */
    private static final int OPEN_ROWS = 5;

    /**
     * One interval.
     *
     * @param second its first second after the run's start
     * @param seconds its length
     * @param throttled how long quotas throttled clients in the interval
     * @param consumed records delivered to consumers
     * @param lag the maximum of the interval, summed over the consumer groups; empty if none was reported
     */
    public record Row(
            int second,
            int seconds,
            Messages messages,
            LatencySummary responseTime,
            LatencySummary serviceTime,
            LatencySummary sendLag,
            Throttled throttled,
            long consumed,
            Optional<Long> lag,
            LatencySummary endToEnd) {}

    /** @param inFlight at the end of the interval */
    public record Messages(
            long sent, long acked, long failed, long indeterminate, long aborted, long payloadBytes, long inFlight) {

        /** Messages that Kafka accepted, in a transaction that was aborted or not. */
        public long accepted() {
            return acked + aborted;
        }
    }

    private final NavigableMap<Integer, Cell> cells = new TreeMap<>();
    /** cells that are not closed yet */
    private final NavigableMap<Integer, Cell> open = new TreeMap<>();

    private final StageSeries stages = new StageSeries();

    private final int rowsMax;
    private int rowSeconds = 1;

    TimeSeries(int rowsMax) {
        this.rowsMax = rowsMax;
    }

    void add(String worker, Interval interval) {
        add(interval.second(), cell -> cell.add(worker, interval));
    }

    /**
     * @param records delivered to consumers in that second
     * @param throttled of those consumers
     */
    void addConsumed(int second, long records, LatencyHistogram endToEnd, Throttled throttled) {
        add(second, cell -> cell.addConsumed(records, endToEnd, throttled));
    }

    void addLag(int second, int group, long lag) {
        add(second, cell -> cell.addLag(group, lag));
    }

    private void add(int atSecond, Consumer<Cell> update) {
        stages.add(atSecond, update);
        int second = atSecond - Math.floorMod(atSecond, rowSeconds);
        Cell cell = cells.computeIfAbsent(second, s -> new Cell());
        update.accept(cell);
        open.put(second, cell);
        while (cells.size() > rowsMax) {
            halve();
        }
        Map<Integer, Cell> old = open.headMap(second - OPEN_ROWS * rowSeconds);
        old.values().forEach(Cell::close);
        old.clear();
    }

    private void halve() {
        rowSeconds *= 2;
        for (int second : List.copyOf(cells.keySet())) {
            int target = second - Math.floorMod(second, rowSeconds);
            if (target != second) {
                Cell cell = cells.remove(second);
                if (cell != null) {
                    cells.computeIfAbsent(target, s -> new Cell()).add(cell);
                }
            }
        }
        open.clear();
        open.putAll(cells);
    }

    /** The same figures by stage. */
    public StageSeries stages() {
        return stages;
    }

    public int rowSeconds() {
        return rowSeconds;
    }

    /** All rows from a second on, in chronological order. */
    public List<Row> rowsFrom(int second) {
        List<Row> rows = new ArrayList<>();
        cells.tailMap(second).forEach((start, cell) -> rows.add(cell.row(start, rowSeconds)));
        return rows;
    }
}
