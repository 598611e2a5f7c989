package klt.controller.core.stats;

import java.time.Duration;
import java.util.Optional;
import klt.common.histogram.LatencyHistogram;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.interval.SenderTimes;
import klt.common.spec.load.Load;

/**
 * How a worker spent the measured part of a run: the intervals after the warm-up in which it was sending. Without a load, every interval
 * counts.
 */
public final class MeasuredTimes {

    /** A message is late if sent more than this long after its fire time. */
    public static final long LATE_MICROS = 10_000;

    /**
     * Most of Kafka's default send buffer of 128 KiB: a socket with more unacknowledged bytes is draining more slowly than it is being
     * written to.
     */
    public static final long LONG_QUEUE_BYTES = 100 << 10;

    private static final long NANOS_PER_MICRO = 1_000;

    /** Minimum length to judge; with less, a single event would decide. */
    private static final long NANOS_MIN = Duration.ofSeconds(1).toNanos();

    /**
     * Maximum fraction of its cores that a worker may use. Above it, there is no headroom, and the worker's figures include its own
     * queueing.
     */
    public static final double CPU_MAX = 0.9;

    /** Fraction of periods from which the quota limits what the worker can do. */
    static final double OUT_OF_QUOTA_MIN = 0.5;

    /**
     * Messages sent late.
     *
     * @param messages number of late messages
     * @param behindKafka number of late messages whose send lag is explained by waiting for Kafka
     * @param behindFullBuffer number of late messages behind Kafka, except those that the process had no CPU time to send
     */
    public record Late(long messages, long behindKafka, long behindFullBuffer) {

        static final Late NONE = new Late(0, 0, 0);

        Late plus(Late other) {
            return new Late(
                    messages + other.messages,
                    behindKafka + other.behindKafka,
                    behindFullBuffer + other.behindFullBuffer);
        }

        /** Returns whether waiting for Kafka explains most of the late messages. */
        public boolean isMostBehindKafka() {
            return behindKafka > messages - behindKafka;
        }
    }

    /**
     * The intervals since the sending thread last sent a message on time.
     *
     * @param blockedNanos blocked time, including the interval of that message
     */
    private record Stretch(long nanos, long outOfCpuNanos, long blockedNanos) {

        private static final Stretch NONE = new Stretch(0, 0, 0);

        private static Stretch of(SenderTimes times, boolean outOfCpu) {
            return new Stretch(times.elapsedNanos(), outOfCpu ? times.elapsedNanos() : 0, times.blockedNanos());
        }

        private Stretch plus(Stretch other) {
            return new Stretch(
                    nanos + other.nanos, outOfCpuNanos + other.outOfCpuNanos, blockedNanos + other.blockedNanos);
        }

        private boolean isOutOfCpu() {
            return outOfCpuNanos > nanos - outOfCpuNanos;
        }
    }

    private final int fromSecond;
    private final boolean sends;
    private SenderTimes sum = SenderTimes.NONE;
    private Throttled.Share throttle = Throttled.Share.NONE;
    private long queueSamples;
    private long longQueues;
    private Stretch stretch = Stretch.NONE;
    private SenderTimes lateSum = SenderTimes.NONE;
    private SenderTimes lateOutOfCpu = SenderTimes.NONE;
    private Late late = Late.NONE;

    MeasuredTimes(Load load) {
        fromSecond = (int) Math.ceilDiv(load.warmup().toNanos(), NANOS_MIN);
        sends = load.sends();
    }

    /**
     * @param interval must be new
     * @param cpuLimit number of cores available to the worker; 0 if not known yet
     * @return the interval's late messages
     */
    Late add(Interval interval, double cpuLimit) {
        Late lateNow = attribute(interval, isOutOfCpu(interval.times(), cpuLimit));
        late = late.plus(lateNow);
        if (interval.second() >= fromSecond) {
            throttle = throttle.plus(Throttled.Share.of(interval));
            if (!sends || interval.sent() > 0) {
                addMeasured(interval);
            }
        }
        return lateNow;
    }

    private void addMeasured(Interval interval) {
        SenderTimes times = interval.times();
        sum = sum.plus(times);
        times.delays().sendQueueBytes().ifPresent(bytes -> {
            queueSamples++;
            longQueues += bytes > LONG_QUEUE_BYTES ? 1 : 0;
        });
    }

    /**
     * Attributes late messages to Kafka or to the load tester. Messages that become due while the sending thread is blocked are sent
     * afterwards. Until the thread has caught up, each is late by at most the sum of the waits; any longer delay was not caused by Kafka.
     */
    private Late attribute(Interval interval, boolean outOfCpu) {
        LatencyHistogram sendLag = interval.latencies().sendLag();
        Stretch newest = Stretch.of(interval.times(), outOfCpu);
        stretch = stretch.plus(newest);
        long lateNow = sendLag.samplesAbove(LATE_MICROS);
        long behind = lateNow - sendLag.samplesAbove(LATE_MICROS + stretch.blockedNanos / NANOS_PER_MICRO);
        Late attributed = new Late(lateNow, behind, stretch.isOutOfCpu() ? 0 : behind);
        if (lateNow > 0) {
            lateSum = lateSum.plus(interval.times());
            lateOutOfCpu = outOfCpu ? lateOutOfCpu.plus(interval.times()) : lateOutOfCpu;
        }
        boolean sentInTime = lateNow < sendLag.samples();
        // the send lag does not include warm-up messages
        boolean sentUnblocked = interval.sent() > 0 && sendLag.isEmpty() && newest.blockedNanos == 0;
        if (sentInTime || sentUnblocked) {
            // in a second without late messages, CPU time delayed none
            stretch = lateNow > 0 ? newest : new Stretch(0, 0, newest.blockedNanos);
        }
        return attributed;
    }

    /**
     * Returns whether a process used all the CPU time available to it, so that it may have been the bottleneck.
     *
     * @param cpuLimit CPU limit in cores; 0 if unknown
     */
    public static boolean isOutOfCpu(SenderTimes times, double cpuLimit) {
        return isAboveCpuLimit(times.cpuCores(), cpuLimit)
                || times.cpuThrottledShare()
                        .filter(share -> share > OUT_OF_QUOTA_MIN)
                        .isPresent();
    }

    /** Returns whether a worker had too little CPU headroom. Its limit is unknown if it departed under an earlier controller. */
    public static boolean isAboveCpuLimit(double cores, double limit) {
        return limit > 0 && cores > CPU_MAX * limit;
    }

    /** Returns the sum of the intervals, or empty if they are too short to judge. */
    public Optional<SenderTimes> sum() {
        return judgeable(sum);
    }

    /**
     * Returns the sum of the intervals with late messages, including the second in which the warm-up ends, or empty if they are too short
     * to judge.
     */
    public Optional<SenderTimes> lateSum() {
        return judgeable(lateSum);
    }

    /**
     * Returns the intervals with late messages in which the process was out of CPU, or empty unless these are most of the intervals with
     * late messages.
     */
    public Optional<SenderTimes> lateOutOfCpu() {
        return judgeable(lateOutOfCpu).filter(times -> times.elapsedNanos() > lateSum.elapsedNanos() / 2);
    }

    private static Optional<SenderTimes> judgeable(SenderTimes times) {
        return Optional.of(times).filter(sum -> sum.elapsedNanos() >= NANOS_MIN);
    }

    /** Returns how long quotas throttled the worker's producers. */
    public Throttled.Share throttle() {
        return throttle;
    }

    /** Returns the longest send queue of any socket. */
    public Optional<Long> sendQueueBytesMax() {
        return sum().flatMap(times -> times.delays().sendQueueBytes());
    }

    /** Returns the fraction of intervals that ended with a send queue of over {@link #LONG_QUEUE_BYTES}. */
    public Optional<Double> longQueueShare() {
        return queueSamples == 0 ? Optional.empty() : Optional.of((double) longQueues / queueSamples);
    }

    /** Returns all intervals' late messages. */
    public Late late() {
        return late;
    }
}
