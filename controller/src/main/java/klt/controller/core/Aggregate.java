package klt.controller.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import klt.common.histogram.LatencyAggregate;
import klt.common.protocol.StatusRecord.ErrorCount;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.RunProgress;
import klt.common.protocol.StatusRecord.RunState;

/**
 * All that the workers reported of one run, folded. Totals come from cumulative reports, so a lost or repeated one changes nothing;
 * intervals carry a number per worker, so a repeat is dropped and a late one is not.
 */
public final class Aggregate {

    /** Different errors that are shown. */
    static final int ERRORS_MAX = 50;

    /** What one worker did. */
    public static final class Share {
        private final String worker;
        private final String name;
        private final int shards;
        private final double cpuLimit;
        private Optional<RunProgress> progress = Optional.empty();
        private Optional<Interval> newest = Optional.empty();
        private boolean lost;
        private long intervals;
        /** bit k: the interval k numbers before the newest has come */
        private long recentIntervals;

        private final LatencyAggregate responseTime = new LatencyAggregate();
        private final LatencyAggregate sendLag = new LatencyAggregate();

        private Share(String worker, String name, int shards, double cpuLimit) {
            this.worker = worker;
            this.name = name;
            this.shards = shards;
            this.cpuLimit = cpuLimit;
        }

        public String worker() {
            return worker;
        }

        public String name() {
            return name;
        }

        public int shards() {
            return shards;
        }

        /** Cores that it may use. */
        public double cpuLimit() {
            return cpuLimit;
        }

        public Optional<RunProgress> progress() {
            return progress;
        }

        /** The worker's newest interval. */
        public Optional<Interval> newest() {
            return newest;
        }

        public boolean isLost() {
            return lost;
        }

        public LatencyAggregate responseTime() {
            return responseTime;
        }

        public LatencyAggregate sendLag() {
            return sendLag;
        }

        boolean isFinal() {
            return lost || progress.map(p -> p.state().isFinal()).orElse(false);
        }

        boolean isAtLeast(RunState state) {
            return lost || progress.map(p -> p.state().compareTo(state) >= 0).orElse(false);
        }

        /** Whether it comes for the first time; one that is older than the last 64 is taken for a repeat. */
        private boolean isNew(Interval interval) {
            long age = newest.map(Interval::number).orElse(interval.number() - 1) - interval.number();
            return age < 0 || (age < Long.SIZE && (recentIntervals & 1L << age) == 0);
        }

        private void note(Interval interval) {
            long age = newest.map(Interval::number).orElse(interval.number() - Long.SIZE) - interval.number();
            if (age < 0) {
                recentIntervals = (age <= -Long.SIZE ? 0 : recentIntervals << -age) | 1;
                newest = Optional.of(interval);
            } else {
                recentIntervals |= 1L << age;
            }
            intervals++;
        }

        /** What was in flight on a lost worker may or may not be in the log. */
        long indeterminate() {
            return progress.map(p -> p.indeterminate() + (lost ? p.inFlight() : 0))
                    .orElse(0L);
        }
    }

    /** Totals over the workers. */
    public record Totals(
            long sent,
            long acked,
            long failed,
            long indeterminate,
            long payloadBytes,
            long wireBytes,
            long bufferWaitNanos) {

        public long settled() {
            return acked + failed + indeterminate;
        }
    }

    private final Map<String, Share> shares = new LinkedHashMap<>();
    private final Series series = new Series();
    private final LatencyAggregate responseTime = new LatencyAggregate();
    private final LatencyAggregate serviceTime = new LatencyAggregate();
    private final LatencyAggregate sendLag = new LatencyAggregate();

    void addWorker(String worker, String name, int shards, double cpuLimit) {
        shares.put(worker, new Share(worker, name, shards, cpuLimit));
    }

    void onProgress(String worker, RunProgress progress) {
        Share share = shares.get(worker);
        if (share != null && !share.lost) {
            share.progress = Optional.of(progress);
        }
    }

    void onInterval(String worker, Interval interval) {
        Share share = shares.get(worker);
        if (share == null || !share.isNew(interval) || !isWhole(interval)) {
            return;
        }
        share.note(interval);
        share.responseTime.add(interval.responseTime());
        share.sendLag.add(interval.sendLag());
        responseTime.add(interval.responseTime());
        serviceTime.add(interval.serviceTime());
        sendLag.add(interval.sendLag());
        series.add(worker, interval);
    }

    /** Nothing of a damaged interval is added: it counts as missing. */
    private static boolean isWhole(Interval interval) {
        try {
            LatencyAggregate trial = new LatencyAggregate();
            trial.add(interval.responseTime());
            trial.add(interval.serviceTime());
            trial.add(interval.sendLag());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    void onLost(String worker) {
        Share share = shares.get(worker);
        if (share != null) {
            share.lost = true;
        }
    }

    public Collection<Share> shares() {
        return shares.values();
    }

    Optional<Share> share(String worker) {
        return Optional.ofNullable(shares.get(worker));
    }

    public Series series() {
        return series;
    }

    public LatencyAggregate responseTime() {
        return responseTime;
    }

    public LatencyAggregate serviceTime() {
        return serviceTime;
    }

    public LatencyAggregate sendLag() {
        return sendLag;
    }

    public Totals totals() {
        return new Totals(
                sum(RunProgress::sent),
                sum(RunProgress::acked),
                sum(RunProgress::failed),
                shares.values().stream().mapToLong(Share::indeterminate).sum(),
                sum(RunProgress::payloadBytes),
                sum(RunProgress::wireBytes),
                sum(RunProgress::bufferWaitNanos));
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
                        Math.max(0, share.progress.map(RunProgress::intervals).orElse(0L) - share.intervals))
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
        Map<String, ErrorCount> merged = new LinkedHashMap<>();
        shares.values().stream()
                .flatMap(share -> share.progress.stream())
                .flatMap(progress -> progress.errors().stream())
                .forEach(error -> merged.merge(error.errorClass() + "/" + error.outcome(), error, Aggregate::merge));
        List<ErrorCount> errors = new ArrayList<>(merged.values());
        errors.sort(Comparator.comparingLong(ErrorCount::count).reversed());
        return errors.size() <= ERRORS_MAX ? errors : errors.subList(0, ERRORS_MAX);
    }

    private static ErrorCount merge(ErrorCount a, ErrorCount b) {
        return new ErrorCount(
                a.errorClass(),
                a.outcome(),
                a.count() + b.count(),
                a.firstAt().isBefore(b.firstAt()) ? a.firstAt() : b.firstAt(),
                a.lastAt().isAfter(b.lastAt()) ? a.lastAt() : b.lastAt(),
                a.firstAt().isBefore(b.firstAt()) ? a.sample() : b.sample());
    }
}
