package klt.controller.core.verdict;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import klt.common.histogram.LatencyHistogram;
import klt.common.histogram.LatencyRecorder;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.protocol.interval.ProcessDelays;
import klt.common.protocol.interval.ProcessDelays.CpuThrottling;
import klt.common.protocol.interval.SenderTimes;
import klt.common.schedule.FireTimes;
import klt.controller.core.Intervals;
import klt.controller.core.Progress;
import org.HdrHistogram.Histogram;

/**
 * A worker that sends the load of a run under a {@link Condition}, and reports it. The send lag follows from when the worker could send; a
 * wait for Kafka is counted when it ends, as Kafka's client does.
 */
final class SimulatedSender {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int MILLIS_PER_SECOND = 1_000;

    private final JudgedRun judged = new JudgedRun();
    private final Condition condition;
    private final FireTimes times;
    private final long warmupNanos;

    private long sent;
    private long nextFireNanos;
    private long sentBefore;
    private double credit;
    private long waitMillis;
    private long blockedNanos;
    private long blockedTotalNanos;
    private Histogram lag = new Histogram(LatencyRecorder.SIGNIFICANT_DIGITS);
    private double cpuMillis;
    private double runQueueMillis;
    private double gcMillis;
    private int throttledPeriods;

    SimulatedSender(String spec, Condition condition) {
        this.condition = condition;
        judged.harness().running("r", spec, "a");
        times = judged.run().fireTimes().orElseThrow();
        nextFireNanos = times.fireNanos(0);
        warmupNanos = judged.run().spec().load().warmup().toNanos();
    }

    /**
     * The run after its end.
     *
     * @param verified how long it was verified before it ended
     */
    JudgedRun send(Duration verified) {
        int millis = 0;
        while (millis < condition.millis && sent < times.messages()) {
            for (int i = 0; i < MILLIS_PER_SECOND; i++) {
                sendIn(millis++);
            }
            report(millis / MILLIS_PER_SECOND - 1);
        }
        judged.passTo(millis / (double) MILLIS_PER_SECOND + verified.toSeconds());
        Progress finished = Progress.of("r", RunState.FINISHED)
                .acked(times.messages())
                .lastAckAt(judged.at(millis / (double) MILLIS_PER_SECOND))
                .intervals(millis / MILLIS_PER_SECOND);
        judged.harness()
                .heartbeat(
                        "a",
                        condition.leader
                                ? finished.leaderWaitNanos(blockedTotalNanos)
                                : condition.quota
                                        ? finished.bufferWaitNanos(blockedTotalNanos)
                                                .throttledNanos(blockedTotalNanos)
                                        : finished.bufferWaitNanos(blockedTotalNanos));
        return judged;
    }

    private void sendIn(int ms) {
        cpuMillis += condition.busy.get(ms) ? 1 : condition.cpu;
        runQueueMillis += condition.runQueue[ms];
        gcMillis += condition.gc[ms];
        if (ms % Condition.PERIOD_MILLIS == 0 && condition.throttled.get(ms / Condition.PERIOD_MILLIS)) {
            throttledPeriods++;
        }
        if (condition.blocked.get(ms) && (isDue(ms) || waitMillis > 0)) {
            waitMillis++;
            return;
        }
        blockedNanos += waitMillis * NANOS_PER_MILLI;
        waitMillis = 0;
        if (condition.stopped.get(ms)) {
            return;
        }
        credit = Math.min(credit + condition.capacity, Math.max(1, condition.capacity));
        while (credit >= 1 && isDue(ms)) {
            if (nextFireNanos >= warmupNanos) {
                lag.recordValue((ms * NANOS_PER_MILLI - nextFireNanos) / 1_000 + (long) condition.between(50, 900));
            }
            sent++;
            credit--;
            nextFireNanos = sent < times.messages() ? times.fireNanos(sent) : Long.MAX_VALUE;
        }
    }

    private boolean isDue(int ms) {
        return nextFireNanos <= ms * NANOS_PER_MILLI;
    }

    private void report(int second) {
        judged.passTo(second + 1);
        long now = sent - sentBefore;
        LatencyHistogram lags = LatencyHistogram.of(lag);
        judged.harness()
                .interval(
                        "a",
                        new Interval(
                                "r",
                                second,
                                second,
                                now,
                                new Interval.Outcomes(now, 0, 0, 0),
                                Interval.Outcomes.NONE,
                                now * 1_024,
                                0,
                                senderTimes(),
                                Intervals.latencies(lags, lags, lags),
                                List.of()));
        blockedTotalNanos += blockedNanos;
        blockedNanos = 0;
        sentBefore = sent;
        lag = new Histogram(LatencyRecorder.SIGNIFICANT_DIGITS);
        cpuMillis = 0;
        runQueueMillis = 0;
        gcMillis = 0;
        throttledPeriods = 0;
    }

    private SenderTimes senderTimes() {
        long second = MILLIS_PER_SECOND * NANOS_PER_MILLI;
        double cores = judged.run().stats().worker("a").orElseThrow().cpuLimit();
        return new SenderTimes(
                second,
                condition.quota ? Optional.of(blockedNanos) : Optional.of(0L),
                blockedNanos,
                (long) (cores * cpuMillis * NANOS_PER_MILLI),
                new ProcessDelays(
                        Optional.of(new CpuThrottling(MILLIS_PER_SECOND / Condition.PERIOD_MILLIS, throttledPeriods)),
                        Optional.of((long) (runQueueMillis * NANOS_PER_MILLI)),
                        Optional.of((long) (gcMillis * NANOS_PER_MILLI)),
                        Optional.of(0L)));
    }
}
