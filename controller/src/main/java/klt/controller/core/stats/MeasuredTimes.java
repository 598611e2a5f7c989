package klt.controller.core.stats;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import klt.common.histogram.LatencyHistogram;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.interval.ProcessDelays;
import klt.common.protocol.interval.ProcessDelays.CpuThrottling;
import klt.common.protocol.interval.SenderTimes;
import klt.common.spec.load.Load;

/**
 * How a worker spent the measured part of a run: the intervals after the warm-up in which it sent. Without a load, every interval counts.
 */
public final class MeasuredTimes {

    /** A message that is sent later than this after its fire time is late. */
    public static final long LATE_MICROS = 10_000;

    /** Kafka held an interval back if it blocked the sending thread for a larger fraction of it. */
    public static final double BLOCKED_MIN = 0.01;

    /** Most of Kafka's default send buffer of 128 KiB: a socket with more unacknowledged bytes takes data more slowly than it is written. */
    public static final long LONG_QUEUE_BYTES = 100 << 10;

    private static final long NANOS_PER_MICRO = 1_000;

    /** Shorter than this, a single event would decide. */
    private static final long NANOS_MIN = Duration.ofSeconds(1).toNanos();

    private final int fromSecond;
    private final boolean sends;
    private SenderTimes sum = SenderTimes.NONE;
    private long queueSamples;
    private long longQueues;
    private long late;
    private long lateBehindKafka;
    /** since the sending thread last sent a message in time, and in the interval in which it did */
    private long blockedNanos;

    MeasuredTimes(Load load) {
        fromSecond = (int) Math.ceilDiv(load.warmup().toNanos(), NANOS_MIN);
        sends = load.sends();
    }

    /** @param interval a new one */
    void add(Interval interval) {
        attribute(interval);
        if (interval.second() < fromSecond || (sends && interval.sent() == 0)) {
            return;
        }
        SenderTimes times = interval.times();
        sum = sum.plus(times);
        times.delays().sendQueueBytes().ifPresent(bytes -> {
            queueSamples++;
            longQueues += bytes > LONG_QUEUE_BYTES ? 1 : 0;
        });
    }

    /**
     * Attributes late messages to Kafka or to the load tester. Messages that become due while the sending thread is blocked are sent
     * afterwards. Until it has caught up, each is late by at most the sum of the waits; whatever is later, Kafka did not cause.
     */
    private void attribute(Interval interval) {
        LatencyHistogram sendLag = interval.latencies().sendLag();
        long blocked = interval.times().blockedNanos();
        blockedNanos += blocked;
        long lateNow = sendLag.samplesAbove(LATE_MICROS);
        late += lateNow;
        lateBehindKafka += lateNow - sendLag.samplesAbove(LATE_MICROS + blockedNanos / NANOS_PER_MICRO);
        boolean sentInTime = lateNow < sendLag.samples();
        // the send lag does not contain messages of the warm-up
        boolean sentUnblocked = interval.sent() > 0 && sendLag.isEmpty() && blocked == 0;
        if (sentInTime || sentUnblocked) {
            blockedNanos = blocked;
        }
    }

    /** The sum of the intervals; empty if they are too short to judge. */
    public Optional<SenderTimes> sum() {
        return Optional.of(sum).filter(times -> times.elapsedNanos() >= NANOS_MIN);
    }

    /** CPU use of the process in cores. */
    public Optional<Double> cpuCores() {
        return sum().map(times -> times.cpuNanos() / (double) times.elapsedNanos());
    }

    /** The fraction of the enforcement periods in which the CPU quota stopped the process. */
    public Optional<Double> cpuThrottledShare() {
        return sum().flatMap(times -> times.delays().throttling()).map(CpuThrottling::throttledShare);
    }

    /** The fraction of the time for which a thread that sends or receives waited for a CPU. */
    public Optional<Double> runQueueShare() {
        return share(ProcessDelays::runQueueNanos);
    }

    /** The fraction of the time for which garbage collections stopped the process. */
    public Optional<Double> gcShare() {
        return share(ProcessDelays::gcPauseNanos);
    }

    private Optional<Double> share(Function<ProcessDelays, Optional<Long>> nanos) {
        return sum().flatMap(times -> nanos.apply(times.delays()).map(delay -> delay / (double) times.elapsedNanos()));
    }

    /** The longest send queue of a socket. */
    public Optional<Long> sendQueueBytesMax() {
        return sum().flatMap(times -> times.delays().sendQueueBytes());
    }

    /** The fraction of the intervals at whose end a socket had a queue of over {@link #LONG_QUEUE_BYTES}. */
    public Optional<Double> longQueueShare() {
        return queueSamples == 0 ? Optional.empty() : Optional.of((double) longQueues / queueSamples);
    }

    /** Number of messages that were sent late. */
    public long late() {
        return late;
    }

    /** Number of late messages whose send lag the waits for Kafka explain. */
    public long lateBehindKafka() {
        return lateBehindKafka;
    }

    /** Whether the waits for Kafka explain most of the late messages. */
    public boolean isLateBehindKafka() {
        return lateBehindKafka > late - lateBehindKafka;
    }
}
