package klt.common.histogram;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Records a latency on one thread, and hands each interval's values to another.
 *
 * <p>On the hot path: {@link #recordNanos} is lock-free and allocates only for a new maximum.
 */
public final class LatencyRecorder {

    /** Precision of every value: 3 significant digits, for a relative error of at most 0.1 %. */
    public static final int SIGNIFICANT_DIGITS = 3;

    private static final long NANOS_PER_MICRO = 1_000;

    private final SingleWriterRecorder recorder = new SingleWriterRecorder(SIGNIFICANT_DIGITS);

    /**
     * Records a latency, rounded to µs. Writer thread only.
     *
     * @throws IllegalArgumentException if the latency is negative, which is a bug in the caller
     */
    public void recordNanos(long nanos) {
        recorder.recordValue(micros(nanos));
    }

    /**
     * Returns a latency rounded to µs.
     *
     * @throws IllegalArgumentException if the latency is negative
     */
    public static long micros(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("latency of " + nanos + " ns is negative");
        }
        return nanos / NANOS_PER_MICRO + (nanos % NANOS_PER_MICRO >= NANOS_PER_MICRO / 2 ? 1 : 0);
    }

    /** Returns the values recorded since the last call, µs. Reader thread only. */
    public Histogram takeInterval() {
        return recorder.getIntervalHistogram();
    }
}
