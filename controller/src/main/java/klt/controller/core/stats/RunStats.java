package klt.controller.core.stats;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import klt.common.histogram.LatencyAggregate;
import klt.common.histogram.LatencySummary;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunProgress;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.interval.IntervalLatencies;
import klt.common.spec.RunSpec;
import klt.common.spec.load.Load;
import klt.controller.core.limit.LimitTrials;

/**
 * Aggregates the workers' reports on a run. Totals come from cumulative reports, so lost or repeated reports are harmless. Intervals are
 * numbered per worker, so repeated ones are dropped and late ones are kept.
 */
public final class RunStats {

    /** Fraction of measured messages that may be repaired; above it, objectives include repaired messages. */
    static final double REPAIRED_MAX = 0.01;

    /** Totals across workers. */
    public record Totals(
            long sent,
            long acked,
            long failed,
            long indeterminate,
            long aborted,
            long payloadBytes,
            long wireBytes,
            long repaired,
            long handoverDuplicates) {

        public long completed() {
            return acked + failed + indeterminate + aborted;
        }

        /** Returns the number of messages accepted by Kafka: acked, or aborted on purpose. */
        public long accepted() {
            return acked + aborted;
        }

        private OutcomeCounts asOutcomes() {
            return new OutcomeCounts(acked, failed, indeterminate, aborted, Math.min(repaired, acked));
        }
    }

    private final Map<String, WorkerStats> workers = new LinkedHashMap<>();
    private final Load load;
    private final TopicStats topics;
    private final TimeSeries series;
    private final Optional<LimitTrials> limit;
    /** by objective */
    private final List<HeldWindows> held;

    private final LatencyAggregate responseTime = new LatencyAggregate();
    private final LatencyAggregate serviceTime = new LatencyAggregate();
    private final LatencyAggregate sendLag = new LatencyAggregate();
    private final LatencyAggregate repairedResponseTime = new LatencyAggregate();
    private final LatencyAggregate commitTime = new LatencyAggregate();

    /** departed workers' outcomes, as counted by an earlier controller */
    private OutcomeCounts carried = OutcomeCounts.NONE;

    private long carriedRepeats;
    private long excess;

    public RunStats(RunSpec spec) {
        load = spec.load();
        topics = new TopicStats(spec.topic().names().size());
        series = new TimeSeries(TimeSeries.ROWS_MAX, spec.load().search().map(LoadWindows::new));
        limit = spec.load().search().map(LimitTrials::new);
        held = spec.objectives().stream().map(any -> new HeldWindows()).toList();
    }

    public void addWorker(String worker, String name, double cpuLimit) {
        workers.computeIfAbsent(worker, id -> new WorkerStats(id, name, cpuLimit, load));
    }

    /** Adds or updates a worker from its heartbeat. */
    public void introduce(String worker, String name, double cpuLimit) {
        addWorker(worker, name, cpuLimit);
        worker(worker).ifPresent(stats -> stats.introduce(name, cpuLimit));
    }

    /** Replays a report from a worker that departed under an earlier controller; its outcomes are {@linkplain #carry carried}. */
    public void replayDeparted(String worker, String name, double cpuLimit, RunProgress progress) {
        introduce(worker, name, cpuLimit);
        worker(worker).ifPresent(stats -> stats.replayDeparted(progress));
    }

    public void carry(OutcomeCounts completed, long repeats) {
        carried = completed;
        carriedRepeats = repeats;
    }

    /** @param messages number of messages sent under two grants, which count once */
    public void exceed(long messages) {
        excess = messages;
    }

    public void onProgress(String worker, RunProgress progress) {
        worker(worker).ifPresent(stats -> stats.onProgress(progress));
    }

    public void onInterval(String worker, Interval interval) {
        Optional<WorkerStats> sender = worker(worker).filter(stats -> stats.isNew(interval));
        if (sender.isEmpty()) {
            return;
        }
        MeasuredTimes.Late late = sender.get().onInterval(interval);
        IntervalLatencies latencies = interval.latencies();
        responseTime.add(latencies.responseTime(), latencies.unanswered());
        serviceTime.add(latencies.serviceTime(), latencies.unanswered());
        sendLag.add(latencies.sendLag(), 0);
        repairedResponseTime.add(latencies.repairedResponseTime(), latencies.repairedUnanswered());
        commitTime.add(latencies.commitTime(), 0);
        topics.add(interval.topics());
        series.add(worker, interval);
        series.windows().ifPresent(windows -> windows.addLate(interval.second(), late));
    }

    public void onOverrun(String worker, long messages) {
        worker(worker).ifPresent(stats -> stats.onOverrun(messages));
    }

    /** Called when a worker departs after all its messages have an outcome. */
    public void onLeft(String worker) {
        worker(worker).ifPresent(WorkerStats::onLeft);
    }

    /**
     * @param completedOverrun number of the worker's completed messages that other workers also sent
     * @param repeatsMax upper bound for the number of messages that the worker has sent and that will be resent
     */
    public void onLost(String worker, long completedOverrun, long repeatsMax) {
        worker(worker).ifPresent(stats -> stats.onLost(completedOverrun, repeatsMax));
    }

    /** Called when a worker is lost and no other worker will resend its messages. Those without a reported outcome are indeterminate. */
    public void onLostForGood(String worker) {
        worker(worker).ifPresent(WorkerStats::onLostForGood);
    }

    /** Returns departed workers' outcome counts. */
    public OutcomeCounts closed() {
        return workers.values().stream()
                .filter(WorkerStats::hasDeparted)
                .map(WorkerStats::completed)
                .reduce(carried, OutcomeCounts::plus);
    }

    public long handoverDuplicates() {
        return excess
                + carriedRepeats
                + workers.values().stream().mapToLong(WorkerStats::repeats).sum();
    }

    public Collection<WorkerStats> workers() {
        return workers.values();
    }

    public Optional<WorkerStats> worker(String worker) {
        return Optional.ofNullable(workers.get(worker));
    }

    /** Returns a worker's display name. */
    public String nameOf(String worker) {
        return worker(worker).map(WorkerStats::name).orElse(worker);
    }

    public TopicStats topics() {
        return topics;
    }

    public TimeSeries series() {
        return series;
    }

    /** Returns the loads measured by a search, or empty if the load is fixed. */
    public Optional<LimitTrials> limit() {
        return limit;
    }

    /** Returns the windows that met each objective, in spec order. */
    public List<HeldWindows> held() {
        return held;
    }

    public LatencyAggregate responseTime() {
        return responseTime;
    }

    /**
     * Returns the response time by which objectives are judged. It includes repaired messages if their fraction exceeds {@link
     * #REPAIRED_MAX}, because after an outage of a large part of the fleet, only the healthy part would be judged otherwise.
     */
    public LatencySummary judgedResponseTime() {
        long repaired = repairedResponseTime.count() + repairedResponseTime.unanswered();
        long others = responseTime.count() + responseTime.unanswered();
        if (repaired <= REPAIRED_MAX * (repaired + others)) {
            return responseTime.summary();
        }
        LatencyAggregate all = new LatencyAggregate();
        all.add(responseTime);
        all.add(repairedResponseTime);
        return all.summary();
    }

    /** Returns the response time of repaired messages, which no other latency includes. */
    public LatencyAggregate repairedResponseTime() {
        return repairedResponseTime;
    }

    /** Returns the time from a transaction's commit request to the response. */
    public LatencyAggregate commitTime() {
        return commitTime;
    }

    public LatencyAggregate serviceTime() {
        return serviceTime;
    }

    public LatencyAggregate sendLag() {
        return sendLag;
    }

    /**
     * Returns the warm-up messages' outcomes, which are part of the totals. A message sent by a lost worker and repaired by another one may
     * count twice.
     */
    public OutcomeCounts warmup() {
        OutcomeCounts totals = totals().asOutcomes();
        OutcomeCounts warmup = workers.values().stream()
                .flatMap(stats -> stats.progress().stream())
                .map(progress -> progress.totals().warmup())
                .reduce(OutcomeCounts.NONE, OutcomeCounts::plus);
        long acked = Math.min(warmup.acked(), totals.acked());
        return new OutcomeCounts(
                acked,
                Math.min(warmup.failed(), totals.failed()),
                Math.min(warmup.indeterminate(), totals.indeterminate()),
                Math.min(warmup.aborted(), totals.aborted()),
                Math.min(warmup.repaired(), Math.min(acked, totals.repaired())));
    }

    /** Returns the outcomes of the measured messages, which are all messages after the warm-up. */
    public OutcomeCounts measured() {
        return totals().asOutcomes().minus(warmup());
    }

    public Totals totals() {
        OutcomeCounts completed =
                workers.values().stream().map(WorkerStats::completed).reduce(carried, OutcomeCounts::plus);
        long sent = workers.values().stream().mapToLong(WorkerStats::sent).sum();
        return new Totals(
                Math.max(0, carried.messages() + sent - excess),
                // may be negative, because a worker's report may be older than the excess count
                Math.max(0, completed.acked() - excess),
                completed.failed(),
                completed.indeterminate(),
                completed.aborted(),
                sum(progress -> progress.totals().payloadBytes()),
                sum(progress -> progress.producer().wireBytes()),
                completed.repaired(),
                handoverDuplicates());
    }

    /** Returns the number of batches that Kafka rejected as too large and that the producers split and resent. */
    public long batchSplits() {
        return sum(progress -> progress.producer().batchSplits());
    }

    private long sum(ToLongFunction<RunProgress> figure) {
        return workers.values().stream()
                .flatMap(stats -> stats.progress().stream())
                .mapToLong(figure)
                .sum();
    }

    /** Returns the number of intervals that are part of workers' totals but were never received. */
    public long missingIntervals() {
        return workers.values().stream()
                .mapToLong(WorkerStats::missingIntervals)
                .sum();
    }

    /** Returns the bus time at which the last message was acked, or aborted on purpose. */
    public Optional<Instant> lastAckAt() {
        return workers.values().stream()
                .flatMap(stats -> stats.progress().stream())
                .flatMap(progress -> progress.times().lastAckAt().stream())
                .max(Comparator.naturalOrder());
    }

    /** Returns the spread of the workers' starts, each relative to its own due time, ns. */
    public Optional<Long> startSkewNanos() {
        List<Long> skews = workers.values().stream()
                .flatMap(stats -> stats.progress().stream())
                .flatMap(progress -> progress.times().startSkewNanos().stream())
                .sorted()
                .toList();
        return skews.isEmpty() ? Optional.empty() : Optional.of(skews.getLast() - skews.getFirst());
    }

    /** Returns all workers' errors by class and outcome, most frequent first. */
    public List<ErrorCount> errors() {
        return ErrorTotals.merged(workers.values().stream()
                .flatMap(stats -> stats.progress().stream())
                .flatMap(progress -> progress.errors().stream()));
    }
}
