package klt.controller.core;

import java.util.stream.LongStream;
import klt.common.histogram.EncodedHistogram;
import klt.common.histogram.LatencyRecorder;
import klt.common.protocol.StatusRecord.Interval;
import org.HdrHistogram.Histogram;

/** Makes intervals whose three latencies are the same samples. */
public final class Intervals {

    private Intervals() {}

    /** One acked message a sample. */
    public static Interval interval(String run, long number, int second, long... micros) {
        EncodedHistogram latency = encoded(micros);
        long count = micros.length;
        return new Interval(run, number, second, count, count, 0, 0, count * 1_024, 0, latency, latency, latency);
    }

    /** An interval whose send lag is not a histogram. */
    public static Interval damaged(String run, long number, int second) {
        EncodedHistogram good = encoded(5_000);
        return new Interval(
                run, number, second, 1, 1, 0, 0, 1_024, 0, good, good, new EncodedHistogram("bm90IG9uZQ=="));
    }

    public static EncodedHistogram encoded(long... micros) {
        return EncodedHistogram.of(histogram(micros));
    }

    public static Histogram histogram(long... micros) {
        Histogram histogram = new Histogram(LatencyRecorder.SIGNIFICANT_DIGITS);
        LongStream.of(micros).forEach(histogram::recordValue);
        return histogram;
    }
}
