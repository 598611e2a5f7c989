package klt.common.histogram;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Records a latency on one thread and hands the values of each interval to another.
 *
 * <p>On the hot path: {@link #recordNanos} takes no lock and allocates only when a value is larger than all earlier ones.
 */
public final class LatencyRecorder {

    /** Precision of every value: 3 significant digits, a relative error of at most 0.1 %. */
    public static final int SIGNIFICANT_DIGITS = 3;

    private static final long NANOS_PER_MICRO = 1_000;

    private final SingleWriterRecorder recorder = new SingleWriterRecorder(SIGNIFICANT_DIGITS);

    /**
     * Records a latency, rounded to µs. Writing thread only.
     *
     * @throws IllegalArgumentException if the latency is negative, which is a bug in the caller
     */
    public void recordNanos(long nanos) {
        recorder.recordValue(micros(nanos));
    }

    /**
     * A latency rounded to µs.
     *
     * @throws IllegalArgumentException if the latency is negative
     */
    public static long micros(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("latency of " + nanos + " ns is negative");
        }
        return nanos / NANOS_PER_MICRO + (nanos % NANOS_PER_MICRO >= NANOS_PER_MICRO / 2 ? 1 : 0);
    }

    /** The values recorded since the last call, µs. Reading thread only. */
    public Histogram takeInterval() {
        return recorder.getIntervalHistogram();
    }
}
