package klt.controller.core.stats;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import klt.common.histogram.EncodedHistogram;
import klt.common.histogram.LatencyAggregate;
import klt.common.histogram.LatencySummary;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.Latencies;
import klt.common.protocol.StatusRecord.RunProgress;
import klt.common.protocol.StatusRecord.RunState;

/**
 * The workers' reports of one run, aggregated. Totals come from cumulative reports, so lost or repeated reports do no harm. Intervals are
 * numbered per worker, so repeats are dropped and late ones are kept.
 */
public final class RunStats {

    /** Fraction of the measured messages. */
    static final double REPAIRED_MAX = 0.01;

    /** The reports of one worker. */
    public static final class Share {
        private final String worker;
        private String name;
        private double cpuLimit;
        private int shards;
        private Optional<RunProgress> progress = Optional.empty();
        private Optional<Interval> newest = Optional.empty();
        private Gone gone = Gone.NO;
        /** outcomes that count for a worker that left or was lost: others resend the rest */
        private OutcomeCounts completed = OutcomeCounts.NONE;
        /** messages sent beyond its open grants, which others send too */
        private long overrun;

        private long repeatsMax;
        private long inFlightMax;
        private final SlidingDedup numbers = new SlidingDedup();

        private final LatencyAggregate responseTime = new LatencyAggregate();
        private final LatencyAggregate sendLag = new LatencyAggregate();

        private Share(String worker, String name, double cpuLimit) {
            this.worker = worker;
            this.name = name;
            this.cpuLimit = cpuLimit;
        }

        public String worker() {
            return worker;
        }

        public String name() {
            return name;
        }

        /** Number of shards assigned now. */
        public int shards() {
            return shards;
        }

        public void shards(int count) {
            shards = count;
        }

        /** CPU limit in cores. */
        public double cpuLimit() {
            return cpuLimit;
        }

        public Optional<RunProgress> progress() {
            return progress;
        }

        /** Maximum number of messages in flight at the end of an interval. */
        public long inFlightMax() {
            return inFlightMax;
        }

        /** How long quotas throttled its producer. */
        public Throttled throttled() {
            return Throttled.produce(
                    progress.flatMap(reported -> reported.producer().throttledNanos()));
        }

        /** The worker's newest interval. */
        public Optional<Interval> newest() {
            return newest;
        }

        public Gone gone() {
            return gone;
        }

        public boolean isGone() {
            return gone != Gone.NO;
        }

        /** Acks that a worker received after it was declared lost, for messages that others have resent. */
        public long ackedBeyondItsPart() {
            return gone == Gone.LOST ? progress.map(RunProgress::acked).orElse(0L) - completed.acked() : 0;
        }

        public LatencyAggregate responseTime() {
            return responseTime;
        }

        public LatencyAggregate sendLag() {
            return sendLag;
        }

        public boolean isFinal() {
            return isGone() || progress.map(p -> p.state().isFinal()).orElse(false);
        }

        /** Whether its producer is open and not about to close. */
        public boolean isAble() {
            return !isGone()
                    && progress.map(p -> p.state() == RunState.READY || p.state() == RunState.SENDING)
                            .orElse(false);
        }

        private void note(Interval interval) {
            numbers.note(interval.number());
            inFlightMax = Math.max(inFlightMax, interval.inFlight());
            newest = newest.filter(last -> last.number() > interval.number()).or(() -> Optional.of(interval));
        }

        private long sent() {
            return isGone()
                    ? completed.messages()
                    : Math.max(0, progress.map(RunProgress::sent).orElse(0L) - overrun);
        }

        /** Its outcomes in the run's totals. */
        OutcomeCounts completed() {
            return isGone()
                    ? completed
                    : progress.map(p -> without(overrun, whole(p))).orElse(OutcomeCounts.NONE);
        }

        /** Upper bound for messages that are in the log twice because of it. */
        long repeats() {
            return Math.max(isGone() ? repeatsMax : overrun, ackedBeyondItsPart());
        }

        /** All reported outcomes; the totals may be older than the completed counts. */
        private static OutcomeCounts whole(RunProgress progress) {
            OutcomeCounts completed = progress.settled();
            return new OutcomeCounts(
                    Math.max(progress.acked(), completed.acked()),
                    Math.max(progress.failed(), completed.failed()),
                    Math.max(progress.indeterminate(), completed.indeterminate()),
                    completed.repaired());
        }

        /** Subtracts messages that are sent twice: they count once, for the worker that they are assigned to. */
        private static OutcomeCounts without(long messages, OutcomeCounts all) {
            long acked = Math.max(0, all.acked() - messages);
            long left = messages - (all.acked() - acked);
            long failed = Math.max(0, all.failed() - left);
            left -= all.failed() - failed;
            return new OutcomeCounts(
                    acked, failed, Math.max(0, all.indeterminate() - left), Math.min(all.repaired(), acked));
        }
    }

    /** Whether and how a worker departed. */
    public enum Gone {
        NO,
        /** All messages that it had sent have an outcome. */
        LEFT,
        LOST
    }

    /** Totals over the workers. */
    public record Totals(
            long sent,
            long acked,
            long failed,
            long indeterminate,
            long payloadBytes,
            long wireBytes,
            long repaired,
            long handoverDuplicates) {

        public long completed() {
            return acked + failed + indeterminate;
        }

        private OutcomeCounts asOutcomes() {
            return new OutcomeCounts(acked, failed, indeterminate, Math.min(repaired, acked));
        }
    }

    private final Map<String, Share> shares = new LinkedHashMap<>();
    private final TimeSeries series = new TimeSeries(TimeSeries.ROWS_MAX);
    private final LatencyAggregate responseTime = new LatencyAggregate();
    private final LatencyAggregate serviceTime = new LatencyAggregate();
    private final LatencyAggregate sendLag = new LatencyAggregate();
    private final LatencyAggregate repairedResponseTime = new LatencyAggregate();

    /** outcomes that an earlier controller counted for departed workers */
    private OutcomeCounts carried = OutcomeCounts.NONE;

    private long carriedRepeats;
    private long excess;

    public void addWorker(String worker, String name, double cpuLimit) {
        shares.computeIfAbsent(worker, id -> new Share(id, name, cpuLimit));
    }

    /** Adds or updates a worker from its heartbeat. */
    public void introduce(String worker, String name, double cpuLimit) {
        addWorker(worker, name, cpuLimit);
        share(worker).ifPresent(share -> {
            share.name = name;
            share.cpuLimit = cpuLimit;
        });
    }

    /** Replays a report of a worker that departed under an earlier controller; its outcomes are {@linkplain #carry carried}. */
    public void replayDeparted(String worker, String name, double cpuLimit, RunProgress progress) {
        introduce(worker, name, cpuLimit);
        share(worker).ifPresent(share -> {
            share.progress = Optional.of(progress);
            share.gone = Gone.LEFT;
        });
    }

    public void carry(OutcomeCounts completed, long repeats) {
        carried = completed;
        carriedRepeats = repeats;
    }

    /** @param messages number of messages sent under two grants: they count once */
    public void exceed(long messages) {
        excess = messages;
    }

    public void onProgress(String worker, RunProgress progress) {
        Share share = shares.get(worker);
        if (share != null) {
            share.progress = Optional.of(progress);
        }
    }

    public void onInterval(String worker, Interval interval) {
        Share share = shares.get(worker);
        if (share == null || !share.numbers.isNew(interval.number()) || !isWhole(interval)) {
            return;
        }
        share.note(interval);
        Latencies latencies = interval.latencies();
        add(share.responseTime, latencies.responseTime(), latencies.unanswered());
        add(share.sendLag, latencies.sendLag(), 0);
        add(responseTime, latencies.responseTime(), latencies.unanswered());
        add(serviceTime, latencies.serviceTime(), latencies.unanswered());
        add(sendLag, latencies.sendLag(), 0);
        add(repairedResponseTime, latencies.repairedResponseTime(), latencies.repairedUnanswered());
        series.add(worker, interval);
    }

    private static void add(LatencyAggregate to, EncodedHistogram answered, long unanswered) {
        to.add(answered);
        to.addUnanswered(unanswered);
    }

    /** A damaged interval is dropped as a whole and counts as missing. */
    private static boolean isWhole(Interval interval) {
        try {
            LatencyAggregate trial = new LatencyAggregate();
            trial.add(interval.latencies().responseTime());
            trial.add(interval.latencies().serviceTime());
            trial.add(interval.latencies().sendLag());
            trial.add(interval.latencies().repairedResponseTime());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    public void onOverrun(String worker, long messages) {
        share(worker).ifPresent(share -> share.overrun = messages);
    }

    /** A worker departed, and all its messages had an outcome. */
    public void onLeft(String worker) {
        share(worker).ifPresent(share -> {
            share.completed = share.completed();
            share.repeatsMax = share.repeats();
            share.gone = Gone.LEFT;
        });
    }

    /**
     * @param completedOverrun how many of its completed messages were sent by others too
     * @param repeatsMax upper bound for messages that it has sent and that will be resent
     */
    public void onLost(String worker, long completedOverrun, long repeatsMax) {
        share(worker).ifPresent(share -> {
            share.completed = share.progress
                    .map(progress -> Share.without(completedOverrun, progress.settled()))
                    .orElse(OutcomeCounts.NONE);
            share.repeatsMax = repeatsMax;
            share.gone = Gone.LOST;
        });
    }

    /** A worker was lost, and no worker resends its messages: those without a reported outcome are indeterminate. */
    public void onLostForGood(String worker) {
        share(worker).ifPresent(share -> {
            OutcomeCounts known = share.completed();
            long open = Math.max(0, share.sent() - known.messages());
            share.completed = known.plus(new OutcomeCounts(0, 0, open, 0));
            share.repeatsMax = share.repeats();
            share.gone = Gone.LOST;
        });
    }

    /** Outcomes of departed workers. */
    public OutcomeCounts closed() {
        return shares.values().stream()
                .filter(Share::isGone)
                .map(Share::completed)
                .reduce(carried, OutcomeCounts::plus);
    }

    public long handoverDuplicates() {
        return excess
                + carriedRepeats
                + shares.values().stream().mapToLong(Share::repeats).sum();
    }

    public Collection<Share> shares() {
        return shares.values();
    }

    public Optional<Share> share(String worker) {
        return Optional.ofNullable(shares.get(worker));
    }

    /** Display name of a worker. */
    public String nameOf(String worker) {
        return share(worker).map(Share::name).orElse(worker);
    }

    public TimeSeries series() {
        return series;
    }

    public LatencyAggregate responseTime() {
        return responseTime;
    }

    /**
     * The response time that objectives are judged by. It includes the repaired messages if they are more than {@link #REPAIRED_MAX} of all:
     * otherwise an outage of a large part of the fleet would leave only the healthy part to be judged.
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

    /** Response time of repaired messages, which are in none of the other latencies. */
    public LatencyAggregate repairedResponseTime() {
        return repairedResponseTime;
    }

    public LatencyAggregate serviceTime() {
        return serviceTime;
    }

    public LatencyAggregate sendLag() {
        return sendLag;
    }

    /**
     * Outcomes of the warm-up messages, which the totals include. A message that a lost worker sent and another worker repaired may count
     * twice.
     */
    public OutcomeCounts warmup() {
        OutcomeCounts totals = totals().asOutcomes();
        OutcomeCounts warmup = shares.values().stream()
                .flatMap(share -> share.progress.stream())
                .map(RunProgress::warmup)
                .reduce(OutcomeCounts.NONE, OutcomeCounts::plus);
        long acked = Math.min(warmup.acked(), totals.acked());
        return new OutcomeCounts(
                acked,
                Math.min(warmup.failed(), totals.failed()),
                Math.min(warmup.indeterminate(), totals.indeterminate()),
                Math.min(warmup.repaired(), Math.min(acked, totals.repaired())));
    }

    /** Outcomes of the measured messages: all but those of the warm-up. */
    public OutcomeCounts measured() {
        return totals().asOutcomes().minus(warmup());
    }

    public Totals totals() {
        OutcomeCounts completed = shares.values().stream().map(Share::completed).reduce(carried, OutcomeCounts::plus);
        long sent = shares.values().stream().mapToLong(Share::sent).sum();
        return new Totals(
                Math.max(0, carried.messages() + sent - excess),
                // a worker's report may be older than the excess count
                Math.max(0, completed.acked() - excess),
                completed.failed(),
                completed.indeterminate(),
                sum(RunProgress::payloadBytes),
                sum(progress -> progress.producer().wireBytes()),
                completed.repaired(),
                handoverDuplicates());
    }

    /** Batches that Kafka refused as too large, and that the producers split and resent. */
    public long batchSplits() {
        return sum(progress -> progress.producer().batchSplits());
    }

    private long sum(ToLongFunction<RunProgress> figure) {
        return shares.values().stream()
                .flatMap(share -> share.progress.stream())
                .mapToLong(figure)
                .sum();
    }

    /** Intervals that workers counted in their totals and that were never received. */
    public long missingIntervals() {
        return shares.values().stream()
                .filter(share -> share.progress.isPresent())
                .mapToLong(share ->
                        Math.max(0, share.progress.map(RunProgress::intervals).orElse(0L) - share.numbers.count()))
                .sum();
    }

    /** When the last message was acked, in bus time. */
    public Optional<Instant> lastAckAt() {
        return shares.values().stream()
                .flatMap(share -> share.progress.stream())
                .flatMap(progress -> progress.lastAckAt().stream())
                .max(Comparator.naturalOrder());
    }

    /** The spread of the workers' starts, each against its own due time, ns. */
    public Optional<Long> startSkewNanos() {
        List<Long> skews = shares.values().stream()
                .flatMap(share -> share.progress.stream())
                .flatMap(progress -> progress.startSkewNanos().stream())
                .sorted()
                .toList();
        return skews.isEmpty() ? Optional.empty() : Optional.of(skews.getLast() - skews.getFirst());
    }

    /** Errors of all workers by class and outcome, the most frequent first. */
    public List<ErrorCount> errors() {
        return ErrorTotals.merged(shares.values().stream()
                .flatMap(share -> share.progress.stream())
                .flatMap(progress -> progress.errors().stream()));
    }
}
