package klt.worker.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import klt.common.histogram.EncodedHistogram;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.StatusRecord.GrantProgress;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.RunProgress;
import klt.common.protocol.StatusRecord.RunState;
import klt.worker.clock.BusTime;
import klt.worker.core.SendQueue;
import klt.worker.produce.RunMeter;
import klt.worker.produce.RunMeter.Latencies;
import klt.worker.produce.RunTotals;

/**
 * What there is to say of one run. The control loop tells it where the run stands; the reporter harvests it once a second.
 *
 * <p>What {@link #progress} says are the totals of the last harvest, so that they are the sum of the intervals up to it.
 */
public final class RunReport {

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Where the run stands, all of one moment. */
    private record Standing(RunState state, OptionalLong startNanos, String reason) {}

    /** Harvests in which the evidence of every partition is reported once. */
    private static final int EVIDENCE_ROUND = 10;

    /** A final state is said this often after the run is over, in case Kafka does not take every heartbeat. */
    private static final int LAST_WORDS = 5;

    /**
     * One harvest: the record for the controller and what it was made of.
     *
     * @param nanos how long it took to come together
     * @param targetRate messages per second that this worker has to send now; NaN at rate max
     * @param last nothing more will come of this run
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
    private final int payloadBytes;
    private final RunMeter meter;
    private final BusTime busTime;
    private volatile Standing standing;
    private volatile long revision;
    private volatile boolean forgotten;

    // from here on the reporter's own
    private RunTotals totals = RunTotals.NONE;
    private Optional<Double> cpuAtStart = Optional.empty();
    private double cpuSeconds;
    private long intervals;
    private long harvested;
    private long harvestedAtNanos;
    private boolean complete;
    private boolean settling;
    private int lastWords = LAST_WORDS;
    private int evidenceFrom;

    /** @param payloadBytes bytes of one message's value */
    public RunReport(String run, int payloadBytes, RunMeter meter, BusTime busTime) {
        this.run = run;
        this.payloadBytes = payloadBytes;
        this.meter = meter;
        this.busTime = busTime;
        this.standing = new Standing(RunState.PREPARING, OptionalLong.empty(), "");
    }

    /** For the control loop. */
    public void toState(RunState state, String reason) {
        standing = new Standing(state, standing.startNanos(), reason);
    }

    /**
     * For the control loop.
     *
     * @param startNanos ticker time of the run's start
     */
    public void toStart(long startNanos) {
        standing = new Standing(standing.state(), OptionalLong.of(startNanos), "");
    }

    /** For the control loop: the newest wish that it acts on. */
    public void toRevision(long newest) {
        revision = newest;
    }

    /** For the control loop: the run is over for everyone. */
    void toForgotten() {
        forgotten = true;
    }

    /** Ticker time at which the next harvest is due; empty when none is. */
    OptionalLong nextHarvestNanos() {
        Standing now = standing;
        if (complete || now.startNanos().isEmpty()) {
            return OptionalLong.empty();
        }
        return now.state().isFinal()
                ? OptionalLong.of(Long.MIN_VALUE)
                : OptionalLong.of(
                        now.startNanos().getAsLong() + (cpuAtStart.isEmpty() ? 0 : harvested + 1) * SECOND_NANOS);
    }

    /**
     * Takes what has come together since the last harvest, when it is due. The first one, at the start, only notes what the process has
     * used until then.
     *
     * @param nowNanos ticker time
     * @param processCpuSeconds processor time of the process
     */
    Optional<Harvest> harvest(long nowNanos, double processCpuSeconds) {
        OptionalLong due = nextHarvestNanos();
        if (due.isEmpty() || (due.getAsLong() != Long.MIN_VALUE && nowNanos - due.getAsLong() < 0)) {
            return Optional.empty();
        }
        Standing at = standing;
        boolean begun = cpuAtStart.isPresent();
        if (!begun) {
            cpuAtStart = Optional.of(processCpuSeconds);
            long startNanos = at.startNanos().orElse(nowNanos);
            // one that joins a run that goes on
            harvested = Math.max(0, (nowNanos - startNanos) / SECOND_NANOS);
            harvestedAtNanos = harvested == 0 ? startNanos : nowNanos;
        }
        if (!begun && !at.state().isFinal()) {
            return Optional.empty();
        }
        // what was final when it was looked at is complete after this harvest
        complete = at.state().isFinal();
        cpuSeconds = processCpuSeconds - cpuAtStart.orElse(processCpuSeconds);
        RunTotals before = totals;
        totals = meter.totals(busTime::toBus);
        Latencies latencies = meter.takeLatencies();
        intervals++;
        int second = (int) harvested;
        // a harvest that was late has taken more than its second; the next one ends with the second that runs now
        harvested = Math.max(harvested + 1, (nowNanos - at.startNanos().orElse(nowNanos)) / SECOND_NANOS);
        Harvest harvest = new Harvest(
                interval(second, before, latencies),
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
     * What was sent where, a part of the partitions; the next time those after them, so that all were reported after
     * {@value #EVIDENCE_ROUND} times. Of a run whose messages are verified.
     *
     * @param whole all of it
     */
    List<SendLedgerReport> evidence(boolean whole) {
        List<SendLedgerReport> evidence = new ArrayList<>();
        if (whole) {
            evidenceFrom = 0;
        }
        int reported = 0;
        int wanted;
        do {
            Optional<SendLedgerReport> part = meter.evidence(run, evidenceFrom);
            int partitions = part.map(SendLedgerReport::partitions).orElse(0);
            int count = part.map(SendLedgerReport::given).map(List::size).orElse(0);
            part.ifPresent(evidence::add);
            evidenceFrom = evidenceFrom + count >= partitions ? 0 : evidenceFrom + count;
            reported += count;
            wanted = whole ? partitions : Math.ceilDiv(partitions, EVIDENCE_ROUND);
        } while (reported < wanted && evidenceFrom > 0);
        return evidence;
    }

    private Interval interval(int second, RunTotals before, Latencies latencies) {
        return new Interval(
                run,
                intervals,
                second,
                totals.sent() - before.sent(),
                totals.acked() - before.acked(),
                totals.failed() - before.failed(),
                totals.indeterminate() - before.indeterminate(),
                (totals.acked() - before.acked()) * payloadBytes,
                totals.inFlight(),
                totals.producer().throttledSince(before.producer()),
                new StatusRecord.Latencies(
                        EncodedHistogram.of(latencies.responseTime()),
                        EncodedHistogram.of(latencies.serviceTime()),
                        totals.unanswered() - before.unanswered(),
                        EncodedHistogram.of(latencies.sendLag()),
                        EncodedHistogram.of(latencies.repairedResponseTime()),
                        totals.repairedUnanswered() - before.repairedUnanswered()));
    }

    /** What to say of the run now. A final state is said only after all that belongs to it was harvested. */
    RunProgress progress() {
        Standing at = standing;
        SendQueue.Progress progress = meter.progress();
        List<GrantProgress> grants = progress.grants();
        settling = at.state() == RunState.SENDING
                && !grants.isEmpty()
                && grants.stream().allMatch(GrantProgress::stopped)
                && !grants.stream().allMatch(GrantProgress::isOver);
        if (forgotten) {
            lastWords--;
        }
        boolean mayBeFinal = complete || at.startNanos().isEmpty();
        RunState state = at.state().isFinal() && !mayBeFinal ? RunState.DRAINING : at.state();
        return new RunProgress(
                run,
                revision,
                state,
                grants,
                progress.settled(),
                totals.warmup(),
                intervals,
                totals.sent(),
                totals.acked(),
                totals.failed(),
                totals.indeterminate(),
                totals.acked() * payloadBytes,
                totals.producer(),
                toBus(totals.firstSendNanos()),
                startSkewNanos(),
                toBus(totals.lastAckNanos()),
                cpuSeconds,
                List.copyOf(totals.errors()),
                at.reason());
    }

    private Optional<Long> startSkewNanos() {
        return totals.firstSendNanos().isEmpty()
                ? Optional.empty()
                : Optional.of(totals.firstSendNanos().getAsLong()
                        - totals.firstFireNanos().getAsLong());
    }

    private Optional<Instant> toBus(OptionalLong tickerNanos) {
        return tickerNanos.isEmpty() ? Optional.empty() : Optional.of(busTime.toBus(tickerNanos.getAsLong()));
    }

    /** True after the run was named in its last heartbeat. */
    boolean isSaid() {
        return forgotten && lastWords <= 0;
    }

    /** Nothing is left to send, and the last answers are on their way: the whole run may wait for the news. */
    boolean isSettling() {
        return settling;
    }

    boolean isSending() {
        return standing.startNanos().isPresent() && !complete;
    }
}
