package klt.controller.core.verdict;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import klt.common.code.Args;
import klt.common.protocol.interval.SenderTimes;
import klt.common.report.ReasonCode;
import klt.common.report.Verdict.Reason;
import klt.common.report.Verdict.Validity;
import klt.controller.core.stats.MeasuredTimes;
import klt.controller.core.stats.WorkerStats;

/**
 * Judges a worker process's delays while it was sending. None of them makes a run INVALID: a delay that serious shows in the send lag or
 * the rate.
 *
 * <p>A CPU quota and the garbage collector stop all threads, including the sending thread. If the worker sent in time, they had no effect.
 * The run queue may delay just the thread that receives the responses, which does not show in the send lag.
 */
final class ProcessJudge {

    /** Maximum fraction of throttled enforcement periods. Each may delay messages by most of its length, 100 ms by default. */
    static final double THROTTLED_MAX = 0.05;

    /** Fraction of time above which so many responses are received late that the delay shows in most of a report's percentiles. */
    static final double RUN_QUEUE_MAX = 0.2;

    /** Fraction of time above which the delay explains why messages were sent late. */
    static final double RUN_QUEUE_LATE_MAX = 0.1;

    /** Fraction of time above which pauses show in a p99. */
    static final double GC_MAX = 0.01;

    /** Maximum fraction of intervals that end with a long send queue. */
    static final double LONG_QUEUE_MAX = 0.1;

    private ProcessJudge() {}

    /** A reason, and whether it degrades the validity or is only a hint. */
    record Finding(Reason reason, boolean degrades) {}

    /** @param cpuCores the worker's CPU usage */
    static List<Finding> judge(WorkerStats worker, Optional<Double> cpuCores) {
        MeasuredTimes measured = worker.measured();
        return Stream.of(
                        cpu(worker, cpuCores),
                        above(THROTTLED_MAX, longest(worker, SenderTimes::cpuThrottledShare))
                                .map(share -> stopped(
                                        worker,
                                        ReasonCode.CPU_THROTTLED,
                                        Args.of("throttledShare", share, "limitCores", worker.cpuLimit()))),
                        above(
                                        isLate(worker) ? RUN_QUEUE_LATE_MAX : RUN_QUEUE_MAX,
                                        longest(worker, SenderTimes::runQueueShare))
                                .map(share -> finding(
                                        worker, ReasonCode.RUN_QUEUE_DELAY, Args.of("runQueueShare", share), true)),
                        above(GC_MAX, longest(worker, SenderTimes::gcShare))
                                .map(share -> stopped(worker, ReasonCode.GC_PAUSES, Args.of("gcShare", share))),
                        above(LONG_QUEUE_MAX, measured.longQueueShare())
                                .map(share -> finding(
                                        worker,
                                        ReasonCode.SEND_QUEUE_LONG,
                                        Args.of("queuedShare", share)
                                                .and(Args.of("queueBytes", measured.sendQueueBytesMax())),
                                        false)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Finding> cpu(WorkerStats worker, Optional<Double> cpuCores) {
        Optional<Double> late =
                isLate(worker) ? worker.measured().lateOutOfCpu().map(SenderTimes::cpuCores) : Optional.empty();
        return Stream.of(cpuCores, late)
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .filter(cores -> MeasuredTimes.isAboveCpuLimit(cores, worker.cpuLimit()))
                .map(cores -> finding(
                        worker,
                        ReasonCode.WORKER_CPU,
                        Args.of("cpuCores", cores, "limitCores", worker.cpuLimit()),
                        true));
    }

    /**
     * Returns the share over the measured seconds or, if the worker sent late, over the seconds with late messages, whichever is larger.
     */
    private static Optional<Double> longest(WorkerStats worker, Function<SenderTimes, Optional<Double>> share) {
        Optional<SenderTimes> late = isLate(worker) ? worker.measured().lateSum() : Optional.empty();
        return Stream.of(worker.measured().sum(), late)
                .flatMap(times -> times.flatMap(share).stream())
                .max(Comparator.naturalOrder());
    }

    private static Optional<Double> above(double max, Optional<Double> share) {
        return share.filter(value -> value > max);
    }

    private static Finding stopped(WorkerStats worker, ReasonCode code, Args args) {
        Validity validity = isLate(worker) ? Validity.DEGRADED : Validity.VALID;
        return finding(worker, code, args.and("validity", validity), validity == Validity.DEGRADED);
    }

    private static Finding finding(WorkerStats worker, ReasonCode code, Args args, boolean degrades) {
        return new Finding(new Reason(code, Args.of("worker", worker.name()).and(args)), degrades);
    }

    private static boolean isLate(WorkerStats worker) {
        return worker.sendLag()
                .summary()
                .p99()
                .filter(lag -> lag > Judge.SEND_LAG_P99_DEGRADED_MICROS)
                .isPresent();
    }
}
