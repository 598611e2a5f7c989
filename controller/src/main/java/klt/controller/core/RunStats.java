package klt.controller.core;

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
 * All that the workers reported of one run, folded. Totals come from cumulative reports, so a lost or repeated one changes nothing;
 * intervals carry a number per worker, so a repeat is dropped and a late one is not.
 */
public final class RunStats {

    /** A part of the measured messages. */
    static final double REPAIRED_MAX = 0.01;

    /** What one worker did. */
    public static final class Share {
        private final String worker;
        private String name;
        private double cpuLimit;
        private int shards;
        private Optional<RunProgress> progress = Optional.empty();
        private Optional<Interval> newest = Optional.empty();
        private Gone gone = Gone.NO;
        /** what counts of a worker that is gone: the rest is sent again by others */
        private OutcomeCounts settled = OutcomeCounts.NONE;
        /** messages that it has sent beyond its open grants, which others send too */
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

        /** Shards that it has now. */
        public int shards() {
            return shards;
        }

        void shards(int count) {
            shards = count;
        }

        /** Cores that it may use. */
        public double cpuLimit() {
            return cpuLimit;
        }

        public Optional<RunProgress> progress() {
            return progress;
        }

        /** The most messages that were sent and not answered at the end of an interval. */
        long inFlightMax() {
            return inFlightMax;
        }

        /** How long quotas held back its producer. */
        Throttled throttled() {
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

        /** Acks that a worker that was thought dead got for messages that others have sent again. */
        public long ackedBeyondItsPart() {
            return gone == Gone.LOST ? progress.map(RunProgress::acked).orElse(0L) - settled.acked() : 0;
        }

        public LatencyAggregate responseTime() {
            return responseTime;
        }

        public LatencyAggregate sendLag() {
            return sendLag;
        }

        boolean isFinal() {
            return isGone() || progress.map(p -> p.state().isFinal()).orElse(false);
        }

        /** It has its producer open and is not about to close it. */
        boolean isAble() {
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
                    ? settled.messages()
                    : Math.max(0, progress.map(RunProgress::sent).orElse(0L) - overrun);
        }

        /** What counts of it in the run's totals. */
        OutcomeCounts settled() {
            return isGone()
                    ? settled
                    : progress.map(p -> without(overrun, whole(p))).orElse(OutcomeCounts.NONE);
        }

        /** Messages that may be in the log twice because of it, at most. */
        long repeats() {
            return Math.max(isGone() ? repeatsMax : overrun, ackedBeyondItsPart());
        }

        /** All that it reported; the totals may be older than what is settled. */
        private static OutcomeCounts whole(RunProgress progress) {
            OutcomeCounts settled = progress.settled();
            return new OutcomeCounts(
                    Math.max(progress.acked(), settled.acked()),
                    Math.max(progress.failed(), settled.failed()),
                    Math.max(progress.indeterminate(), settled.indeterminate()),
                    settled.repaired());
        }

        /** What is sent twice counts once, for the one whose part it is. */
        private static OutcomeCounts without(long messages, OutcomeCounts settled) {
            long acked = Math.max(0, settled.acked() - messages);
            long left = messages - (settled.acked() - acked);
            long failed = Math.max(0, settled.failed() - left);
            left -= settled.failed() - failed;
            return new OutcomeCounts(
                    acked, failed, Math.max(0, settled.indeterminate() - left), Math.min(settled.repaired(), acked));
        }
    }

    /** How a worker went. */
    public enum Gone {
        NO,
        /** In order: nothing that it had sent is open. */
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

        public long settled() {
            return acked + failed + indeterminate;
        }

        private OutcomeCounts asSettled() {
            return new OutcomeCounts(acked, failed, indeterminate, Math.min(repaired, acked));
        }
    }

    private final Map<String, Share> shares = new LinkedHashMap<>();
    private final Series series = new Series(Series.ROWS_MAX);
    private final LatencyAggregate responseTime = new LatencyAggregate();
    private final LatencyAggregate serviceTime = new LatencyAggregate();
    private final LatencyAggregate sendLag = new LatencyAggregate();
    private final LatencyAggregate repairedResponseTime = new LatencyAggregate();

    /** what an earlier controller had counted of workers that were gone */
    private OutcomeCounts carried = OutcomeCounts.NONE;

    private long carriedRepeats;
    private long excess;

    void addWorker(String worker, String name, double cpuLimit) {
        shares.computeIfAbsent(worker, id -> new Share(id, name, cpuLimit));
    }

    /** A worker, by what it says of itself. */
    void introduce(String worker, String name, double cpuLimit) {
        addWorker(worker, name, cpuLimit);
        share(worker).ifPresent(share -> {
            share.name = name;
            share.cpuLimit = cpuLimit;
        });
    }

    /** What a worker had said that was gone before this controller came; what counts of it is {@linkplain #carry carried}. */
    void recallGone(String worker, String name, double cpuLimit, RunProgress progress) {
        introduce(worker, name, cpuLimit);
        share(worker).ifPresent(share -> {
            share.progress = Optional.of(progress);
            share.gone = Gone.LEFT;
        });
    }

    void carry(OutcomeCounts settled, long repeats) {
        carried = settled;
        carriedRepeats = repeats;
    }

    /** So many messages were sent under two grants: they count once. */
    void exceed(long messages) {
        excess = messages;
    }

    void onProgress(String worker, RunProgress progress) {
        Share share = shares.get(worker);
        if (share != null) {
            share.progress = Optional.of(progress);
        }
    }

    void onInterval(String worker, Interval interval) {
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

    /** Nothing of a damaged interval is added: it counts as missing. */
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

    void onOverrun(String worker, long messages) {
        share(worker).ifPresent(share -> share.overrun = messages);
    }

    /** It has gone, and nothing of it was open. */
    void onLeft(String worker) {
        share(worker).ifPresent(share -> {
            share.settled = share.settled();
            share.repeatsMax = share.repeats();
            share.gone = Gone.LEFT;
        });
    }

    /**
     * @param settledOverrun how many of the messages that are settled were sent by others too
     * @param repeatsMax messages that it may have sent and that will be sent again, at most
     */
    void onLost(String worker, long settledOverrun, long repeatsMax) {
        share(worker).ifPresent(share -> {
            share.settled = share.progress
                    .map(progress -> Share.without(settledOverrun, progress.settled()))
                    .orElse(OutcomeCounts.NONE);
            share.repeatsMax = repeatsMax;
            share.gone = Gone.LOST;
        });
    }

    /** It is lost, and nobody sends again what it had sent: nobody knows what became of that. */
    void onLostForGood(String worker) {
        share(worker).ifPresent(share -> {
            OutcomeCounts known = share.settled();
            long open = Math.max(0, share.sent() - known.messages());
            share.settled = known.plus(new OutcomeCounts(0, 0, open, 0));
            share.repeatsMax = share.repeats();
            share.gone = Gone.LOST;
        });
    }

    /** What was settled by workers that are gone, and how much of it may be in the log twice. */
    OutcomeCounts closed() {
        return shares.values().stream()
                .filter(Share::isGone)
                .map(Share::settled)
                .reduce(carried, OutcomeCounts::plus);
    }

    long handoverDuplicates() {
        return excess
                + carriedRepeats
                + shares.values().stream().mapToLong(Share::repeats).sum();
    }

    public Collection<Share> shares() {
        return shares.values();
    }

    Optional<Share> share(String worker) {
        return Optional.ofNullable(shares.get(worker));
    }

    /** What people call a worker. */
    String nameOf(String worker) {
        return share(worker).map(Share::name).orElse(worker);
    }

    public Series series() {
        return series;
    }

    public LatencyAggregate responseTime() {
        return responseTime;
    }

    /**
     * The response time that objectives are judged by. Where more than {@link #REPAIRED_MAX} of the messages were repaired, they belong to
     * it: else an outage of a large part of the fleet would leave only the good part to be judged.
     */
    LatencySummary judgedResponseTime() {
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

    /** Of repaired messages, which are in none of the other latencies. */
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
     * Outcomes of the messages of the warm-up, which are among the totals. One that a lost worker sent and another one repaired may count
     * twice.
     */
    public OutcomeCounts warmup() {
        OutcomeCounts totals = totals().asSettled();
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

    /** Outcomes of the messages that are measured: all but those of the warm-up. */
    public OutcomeCounts measured() {
        return totals().asSettled().minus(warmup());
    }

    public Totals totals() {
        OutcomeCounts settled = shares.values().stream().map(Share::settled).reduce(carried, OutcomeCounts::plus);
        long sent = shares.values().stream().mapToLong(Share::sent).sum();
        return new Totals(
                Math.max(0, carried.messages() + sent - excess),
                // a report of a worker may be older than what is known to be in excess
                Math.max(0, settled.acked() - excess),
                settled.failed(),
                settled.indeterminate(),
                sum(RunProgress::payloadBytes),
                sum(progress -> progress.producer().wireBytes()),
                settled.repaired(),
                handoverDuplicates());
    }

    /** Batches that Kafka refused as too large, and that the producers sent again in smaller ones. */
    public long batchSplits() {
        return sum(progress -> progress.producer().batchSplits());
    }

    private long sum(ToLongFunction<RunProgress> figure) {
        return shares.values().stream()
                .flatMap(share -> share.progress.stream())
                .mapToLong(figure)
                .sum();
    }

    /** Intervals that workers counted in their totals and that never came. */
    long missingIntervals() {
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
        return Errors.merged(shares.values().stream()
                .flatMap(share -> share.progress.stream())
                .flatMap(progress -> progress.errors().stream()));
    }
}
