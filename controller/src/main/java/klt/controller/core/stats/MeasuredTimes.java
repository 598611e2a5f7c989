package klt.controller.core.stats;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
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

    /** Shorter than this, a single event would decide. */
    private static final long NANOS_MIN = Duration.ofSeconds(1).toNanos();

    private final int fromSecond;
    private final boolean sends;
    private SenderTimes sum = SenderTimes.NONE;
    private long queueSamples;
    private long longQueues;
    private long late;
    private long lateBehindKafka;
    private boolean behindKafka;

    MeasuredTimes(Load load) {
        fromSecond = (int) Math.ceilDiv(load.warmup().toNanos(), NANOS_MIN);
        sends = load.sends();
    }

    /** @param interval a new one */
    void add(Interval interval) {
        if (interval.second() < fromSecond || (sends && interval.sent() == 0)) {
            return;
        }
        SenderTimes times = interval.times();
        sum = sum.plus(times);
        times.delays().sendQueueBytes().ifPresent(bytes -> {
            queueSamples++;
            longQueues += bytes > LONG_QUEUE_BYTES ? 1 : 0;
        });
        long lateNow = interval.latencies().sendLag().samplesAbove(LATE_MICROS);
        // messages that became due while the sending thread was blocked are sent afterwards, late as well
        behindKafka = times.blockedNanos() > BLOCKED_MIN * times.elapsedNanos() || (behindKafka && lateNow > 0);
        late += lateNow;
        lateBehindKafka += behindKafka ? lateNow : 0;
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

    /** Whether most of the late messages were sent while Kafka blocked the sending thread, or directly after. */
    public boolean isLateBehindKafka() {
        return lateBehindKafka > late - lateBehindKafka;
    }
}
