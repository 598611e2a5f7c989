package klt.controller.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import klt.common.histogram.LatencyHistogram;
import klt.common.histogram.LatencyRecorder;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.TopicInterval;
import klt.common.protocol.interval.IntervalLatencies;
import klt.common.protocol.interval.ProcessDelays;
import klt.common.protocol.interval.SenderTimes;
import org.HdrHistogram.Histogram;

/** Creates intervals whose three latencies have the same samples. */
public final class Intervals {

    private static final long SECOND_NANOS = 1_000_000_000;

    private Intervals() {}

    /** One acked message per sample. */
    public static Interval interval(String run, long number, int second, long... micros) {
        LatencyHistogram latency = encoded(micros);
        long count = micros.length;
        return new Interval(
                run,
                number,
                second,
                count,
                new Interval.Outcomes(count, 0, 0, 0),
                Interval.Outcomes.NONE,
                count * 1_024,
                0,
                SenderTimes.NONE,
                latencies(latency, latency, latency),
                List.of());
    }

    /** With only outcomes of several topics. */
    public static Interval ofTopics(String run, long number, int second, TopicInterval... topics) {
        LatencyHistogram none = LatencyHistogram.EMPTY;
        return new Interval(
                run,
                number,
                second,
                0,
                Interval.Outcomes.NONE,
                Interval.Outcomes.NONE,
                0,
                0,
                SenderTimes.NONE,
                latencies(none, none, none),
                List.of(topics));
    }

    /** Of intervals that last some seconds in total, without delays of the process. */
    public static SenderTimes times(int seconds, long blockedNanos, long cpuNanos) {
        return new SenderTimes(
                Duration.ofSeconds(seconds).toNanos(), Optional.empty(), blockedNanos, cpuNanos, ProcessDelays.UNKNOWN);
    }

    /** A second of a worker whose producers a quota throttled for a fraction of the time; all messages were acked. */
    public static Interval throttled(long number, int second, long messages, double share) {
        LatencyHistogram latency = encoded(1_000);
        return new Interval(
                "r",
                number,
                second,
                messages,
                new Interval.Outcomes(messages, 0, 0, 0),
                Interval.Outcomes.NONE,
                0,
                0,
                new SenderTimes(
                        SECOND_NANOS, Optional.of(Math.round(share * SECOND_NANOS)), 0, 0, ProcessDelays.UNKNOWN),
                latencies(latency, latency, latency),
                List.of());
    }

    /** Of a worker that spent its time like this, and sent nothing. */
    public static Interval withTimes(int second, SenderTimes times) {
        LatencyHistogram none = LatencyHistogram.EMPTY;
        return new Interval(
                "r",
                second,
                second,
                0,
                Interval.Outcomes.NONE,
                Interval.Outcomes.NONE,
                0,
                0,
                times,
                latencies(none, none, none),
                List.of());
    }

    /** Of messages that were all answered. */
    public static IntervalLatencies latencies(
            LatencyHistogram responseTime, LatencyHistogram serviceTime, LatencyHistogram sendLag) {
        return new IntervalLatencies(
                responseTime, serviceTime, 0, sendLag, LatencyHistogram.EMPTY, 0, LatencyHistogram.EMPTY);
    }

    /** Measured messages that failed, in addition to those with a response time. */
    public static Interval unanswered(String run, long number, int second, long failed, long... micros) {
        LatencyHistogram latency = encoded(micros);
        long acked = micros.length;
        return new Interval(
                run,
                number,
                second,
                acked + failed,
                new Interval.Outcomes(acked, failed, 0, 0),
                Interval.Outcomes.NONE,
                acked * 1_024,
                0,
                SenderTimes.NONE,
                new IntervalLatencies(
                        latency, latency, failed, latency, LatencyHistogram.EMPTY, 0, LatencyHistogram.EMPTY),
                List.of());
    }

    /** Messages that were all repaired after the same time, in addition to those with a response time. */
    public static Interval repaired(
            String run, long number, int second, long repairedMicros, long repaired, long... micros) {
        LatencyHistogram latency = encoded(micros);
        long acked = micros.length + repaired;
        LatencyHistogram late =
                encoded(LongStream.range(0, repaired).map(i -> repairedMicros).toArray());
        return new Interval(
                run,
                number,
                second,
                acked,
                new Interval.Outcomes(acked, 0, 0, 0),
                Interval.Outcomes.NONE,
                acked * 1_024,
                0,
                SenderTimes.NONE,
                new IntervalLatencies(latency, latency, 0, latency, late, 0, LatencyHistogram.EMPTY),
                List.of());
    }

    public static LatencyHistogram encoded(long... micros) {
        return LatencyHistogram.of(histogram(micros));
    }

    public static Histogram histogram(long... micros) {
        Histogram histogram = new Histogram(LatencyRecorder.SIGNIFICANT_DIGITS);
        LongStream.of(micros).forEach(histogram::recordValue);
        return histogram;
    }
}
