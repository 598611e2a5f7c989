package klt.worker.produce.outcome;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A few counters with one writer thread and any number of reader threads. They are on separate cache lines, so different writers never slow
 * each other down. On the hot path: a write is a plain store.
 */
public final class WriterCounters {

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    /** Padding of 128 bytes, because processors fetch cache lines in pairs. */
    private static final int PADDING = 16;

    private final long[] cells;

    public WriterCounters(int count) {
        cells = new long[PADDING + count + PADDING];
    }

    public void add(int index, long delta) {
        set(index, cells[PADDING + index] + delta);
    }

    public void set(int index, long value) {
        CELL.setRelease(cells, PADDING + index, value);
    }

    public long get(int index) {
        return (long) CELL.getAcquire(cells, PADDING + index);
    }
}
