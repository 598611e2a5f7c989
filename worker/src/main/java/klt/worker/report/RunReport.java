package klt.worker.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import klt.common.histogram.LatencyHistogram;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunProgress;
import klt.common.protocol.RunProgress.Failure;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.StatusRecord.GrantProgress;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.protocol.interval.IntervalLatencies;
import klt.common.protocol.interval.SenderTimes;
import klt.worker.clock.BusTime;
import klt.worker.core.SendQueue;
import klt.worker.process.ProcessCounters;
import klt.worker.produce.RunMeter;
import klt.worker.produce.RunMeter.Latencies;
import klt.worker.produce.RunTotals;

/**
 * The reports on a run. The control loop sets the run's state; the reporter harvests the measurements once a second.
 *
 * <p>{@link #progress} returns the totals as of the last harvest, so they equal the sum of all intervals so far.
 */
public final class RunReport {

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A consistent snapshot of the run's state. */
    private record Status(RunState state, OptionalLong startNanos, Optional<Failure> failure) {}

    /** Number of harvests over which every partition's send ledger is reported once. */
    private static final int EVIDENCE_ROUND = 10;

    /** Number of times to report the final state after the run's end, in case Kafka does not acknowledge every heartbeat. */
    private static final int FINAL_REPORTS = 5;

    /**
     * A harvest: the record for the controller, and its sources.
     *
     * @param nanos the interval's length
     * @param targetRate messages per second that this worker currently has to send; NaN at rate max
     * @param last whether this is the run's last harvest
     */
    public record Harvest(
            Interval interval,
            RunTotals before,
            RunTotals after,
            Latencies latencies,
            long nanos,
            double targetRate,
            boolean last) {}

    private final String run;
    private final RunMeter meter;
    private final BusTime busTime;
    private volatile Status status;
    private volatile long revision;
    private volatile boolean forgotten;

    // from here on, reporter thread only
    private RunTotals totals = RunTotals.NONE;
    private Optional<ProcessCounters> processAtStart = Optional.empty();
    private Optional<ProcessCounters> process = Optional.empty();
    private long intervals;
    private long harvested;
    private long harvestedAtNanos;
    private boolean complete;
    private boolean awaitsAcks;
    private int finalReportsLeft = FINAL_REPORTS;
    private int evidenceFrom;

    public RunReport(String run, RunMeter meter, BusTime busTime) {
        this.run = run;
        this.meter = meter;
        this.busTime = busTime;
        this.status = new Status(RunState.PREPARING, OptionalLong.empty(), Optional.empty());
    }

    /** Control loop thread only. */
    public void toState(RunState state, Optional<Failure> failure) {
        status = new Status(state, status.startNanos(), failure);
    }

    /**
     * Control loop thread only.
     *
     * @param startNanos ticker time of the run's start
     */
    public void toStart(long startNanos) {
        status = new Status(status.state(), OptionalLong.of(startNanos), Optional.empty());
    }

    /** Sets the revision of the newest desired state that the worker acts on. Control loop thread only. */
    public void toRevision(long newest) {
        revision = newest;
    }

    /** Called when the run has ended. Control loop thread only. */
    void toForgotten() {
        forgotten = true;
    }

    /** Returns the ticker time at which the next harvest is due, or empty if there are no more harvests. */
    OptionalLong nextHarvestNanos() {
        Status now = status;
        if (complete || now.startNanos().isEmpty()) {
            return OptionalLong.empty();
        }
        return now.state().isFinal()
                ? OptionalLong.of(Long.MIN_VALUE)
                : OptionalLong.of(
                        now.startNanos().getAsLong() + (processAtStart.isEmpty() ? 0 : harvested + 1) * SECOND_NANOS);
    }

    /**
     * Harvests the measurements since the last harvest, if one is due. The first one, at the start, only records what has been counted for
     * the process so far.
     *
     * @param nowNanos ticker time
     * @param counters reads this process's counters
     */
    Optional<Harvest> harvest(long nowNanos, Supplier<ProcessCounters> counters) {
        OptionalLong due = nextHarvestNanos();
        if (due.isEmpty() || (due.getAsLong() != Long.MIN_VALUE && nowNanos - due.getAsLong() < 0)) {
            return Optional.empty();
        }
        Status at = status;
        boolean begun = processAtStart.isPresent();
        ProcessCounters counted = counters.get();
        ProcessCounters countedBefore = process.orElse(counted);
        process = Optional.of(counted);
        if (!begun) {
            processAtStart = process;
            long startNanos = at.startNanos().orElse(nowNanos);
            // the worker may join a run that has already begun
            harvested = Math.max(0, (nowNanos - startNanos) / SECOND_NANOS);
            harvestedAtNanos = harvested == 0 ? startNanos : nowNanos;
        }
        if (!begun && !at.state().isFinal()) {
            return Optional.empty();
        }
        // if the state was already final, this is the last harvest
        complete = at.state().isFinal();
        RunTotals before = totals;
        totals = meter.totals(busTime::toBus);
        Latencies latencies = meter.takeLatencies();
        intervals++;
        int second = (int) harvested;
        // a late harvest covers more than one second; the next one ends with the current second
        harvested = Math.max(harvested + 1, (nowNanos - at.startNanos().orElse(nowNanos)) / SECOND_NANOS);
        Harvest harvest = new Harvest(
                interval(second, before, latencies, times(before, nowNanos, countedBefore, counted)),
                before,
                totals,
                latencies,
                nowNanos - harvestedAtNanos,
                complete ? 0 : meter.targetRate(nowNanos),
                complete);
        harvestedAtNanos = nowNanos;
        return Optional.of(harvest);
    }

    /**
     * Returns the send ledgers of some of the partitions. The next call continues with further partitions, so that {@value #EVIDENCE_ROUND}
     * calls cover all. Empty if messages are not verified.
     *
     * @param whole whether to report all partitions
     */
    List<SendLedgerReport> evidence(boolean whole) {
        List<SendLedgerReport> evidence = new ArrayList<>();
        if (whole) {
            evidenceFrom = 0;
        }
        int reported = 0;
        int target;
        do {
            Optional<SendLedgerReport> part = meter.evidence(run, evidenceFrom);
            int partitions = part.map(SendLedgerReport::partitions).orElse(0);
            int count = part.map(SendLedgerReport::given).map(List::size).orElse(0);
            part.ifPresent(evidence::add);
            evidenceFrom = evidenceFrom + count >= partitions ? 0 : evidenceFrom + count;
            reported += count;
            target = whole ? partitions : Math.ceilDiv(partitions, EVIDENCE_ROUND);
        } while (reported < target && evidenceFrom > 0);
        return evidence;
    }

    private Interval interval(int second, RunTotals before, Latencies latencies, SenderTimes times) {
        return new Interval(
                run,
                intervals,
                second,
                totals.sent() - before.sent(),
                new Interval.Outcomes(
                        totals.acked() - before.acked(),
                        totals.failed() - before.failed(),
                        totals.indeterminate() - before.indeterminate(),
                        totals.aborted() - before.aborted()),
                outcomes(before.warmup(), totals.warmup()),
                totals.payloadBytes() - before.payloadBytes(),
                totals.inFlight(),
                times,
                new IntervalLatencies(
                        LatencyHistogram.of(latencies.responseTime()),
                        LatencyHistogram.of(latencies.serviceTime()),
                        totals.unanswered() - before.unanswered(),
                        LatencyHistogram.of(latencies.sendLag()),
                        LatencyHistogram.of(latencies.repairedResponseTime()),
                        totals.repairedUnanswered() - before.repairedUnanswered(),
                        LatencyHistogram.of(latencies.commitTime())),
                latencies.topics());
    }

    private SenderTimes times(RunTotals before, long nowNanos, ProcessCounters countedBefore, ProcessCounters counted) {
        return new SenderTimes(
                Math.max(0, nowNanos - harvestedAtNanos),
                totals.producer().throttledSince(before.producer()),
                // Kafka's clients do not count all waits at the same instant
                Math.max(0, totals.producer().blockedNanos() - before.producer().blockedNanos()),
                Math.max(0, counted.cpuNanos() - countedBefore.cpuNanos()),
                counted.since(countedBefore));
    }

    /** Returns the increase in outcomes since an earlier report. */
    private static Interval.Outcomes outcomes(OutcomeCounts before, OutcomeCounts after) {
        return new Interval.Outcomes(
                after.acked() - before.acked(),
                after.failed() - before.failed(),
                after.indeterminate() - before.indeterminate(),
                after.aborted() - before.aborted());
    }

    /** Returns the current report on the run. A final state is not reported until all its data has been harvested. */
    RunProgress progress() {
        Status at = status;
        SendQueue.Progress progress = meter.progress();
        List<GrantProgress> grants = progress.grants();
        awaitsAcks = at.state() == RunState.SENDING
                && !grants.isEmpty()
                && grants.stream().allMatch(GrantProgress::stopped)
                && !grants.stream().allMatch(GrantProgress::isOver);
        if (forgotten) {
            finalReportsLeft--;
        }
        boolean mayBeFinal = complete || at.startNanos().isEmpty();
        RunState state = at.state().isFinal() && !mayBeFinal ? RunState.DRAINING : at.state();
        return new RunProgress(
                run,
                revision,
                state,
                grants,
                progress.completed(),
                new RunProgress.Totals(
                        totals.sent(),
                        totals.acked(),
                        totals.failed(),
                        totals.indeterminate(),
                        totals.aborted(),
                        totals.payloadBytes(),
                        totals.warmup()),
                intervals,
                totals.producer(),
                new RunProgress.Times(
                        toBus(totals.times().firstSendNanos()),
                        startSkewNanos(),
                        toBus(totals.times().lastAckNanos())),
                cpuSeconds(),
                List.copyOf(totals.errors()),
                at.failure());
    }

    /** Returns the CPU time since the run's start. */
    private double cpuSeconds() {
        long before = processAtStart.map(ProcessCounters::cpuNanos).orElse(0L);
        return (process.map(ProcessCounters::cpuNanos).orElse(before) - before) / (double) SECOND_NANOS;
    }

    private Optional<Long> startSkewNanos() {
        return totals.times().firstSendNanos().isEmpty()
                ? Optional.empty()
                : Optional.of(totals.times().firstSendNanos().getAsLong()
                        - totals.times().firstFireNanos().getAsLong());
    }

    private Optional<Instant> toBus(OptionalLong tickerNanos) {
        return tickerNanos.isEmpty() ? Optional.empty() : Optional.of(busTime.toBus(tickerNanos.getAsLong()));
    }

    /** Returns whether the last heartbeat that includes the run has been sent. */
    boolean isReported() {
        return forgotten && finalReportsLeft <= 0;
    }

    /**
     * Returns whether there is nothing more to send but some acks are pending, so that the entire run may be waiting for this worker's
     * report.
     */
    boolean isAwaitingAcks() {
        return awaitsAcks;
    }

    boolean isSending() {
        return status.startNanos().isPresent() && !complete;
    }
}
