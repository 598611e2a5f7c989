package klt.controller.core.stats;

import java.util.Optional;
import klt.common.histogram.CompactLatency;
import klt.common.protocol.OutcomeCounts;
import klt.common.protocol.RunProgress;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.protocol.interval.IntervalLatencies;
import klt.common.spec.load.Load;

/** Aggregates one worker's reports on one run. */
public final class WorkerStats {

    /**
     * The newest interval's counts.
     *
     * @param accepted number of messages acked, or aborted on purpose
     */
    public record Newest(long number, long sent, long accepted) {}

    /** Whether and how a worker departed. */
    public enum Departure {
        NONE,
        /** The worker departed after all its messages had an outcome. */
        LEFT,
        LOST
    }

    private final String id;
    private String name;
    private double cpuLimit;
    private int shards;
    private Optional<RunProgress> progress = Optional.empty();
    private Optional<Newest> newest = Optional.empty();
    private Departure departure = Departure.NONE;
    /** outcomes attributed to this worker after it left or was lost; other workers resend its remaining messages */
    private OutcomeCounts completed = OutcomeCounts.NONE;
    /** number of messages sent beyond the worker's open grants, which other workers also send */
    private long overrun;

    private long repeatsMax;
    private long inFlightMax;
    private final SlidingDedup numbers = new SlidingDedup();

    private final MeasuredTimes measured;
    private final CompactLatency responseTime = new CompactLatency();
    private final CompactLatency sendLag = new CompactLatency();

    /** @param load the run's load */
    WorkerStats(String id, String name, double cpuLimit, Load load) {
        measured = new MeasuredTimes(load);
        this.id = id;
        this.name = name;
        this.cpuLimit = cpuLimit;
    }

    public String id() {
        return id;
    }

    public String name() {
        return name;
    }

    /** Returns the number of shards currently assigned. */
    public int shards() {
        return shards;
    }

    public void shards(int count) {
        shards = count;
    }

    /** Returns the CPU limit in cores. */
    public double cpuLimit() {
        return cpuLimit;
    }

    public Optional<RunProgress> progress() {
        return progress;
    }

    /** Returns the maximum number of messages in flight at the end of any interval. */
    public long inFlightMax() {
        return inFlightMax;
    }

    /** Returns how the worker spent the measured part of the run. */
    public MeasuredTimes measured() {
        return measured;
    }

    /** Returns how long quotas throttled the worker's producers. */
    public Throttled throttled() {
        return Throttled.produce(
                progress.flatMap(reported -> reported.producer().throttledNanos()));
    }

    /** Returns the newest interval's counts. */
    public Optional<Newest> newest() {
        return newest;
    }

    public Departure departure() {
        return departure;
    }

    public boolean hasDeparted() {
        return departure != Departure.NONE;
    }

    /** Returns the number of acks received after the worker was declared lost, for messages resent by other workers. */
    public long ackedBeyondItsPart() {
        return departure == Departure.LOST ? progress.map(RunProgress::acked).orElse(0L) - completed.acked() : 0;
    }

    public CompactLatency responseTime() {
        return responseTime;
    }

    public CompactLatency sendLag() {
        return sendLag;
    }

    public boolean isFinal() {
        return hasDeparted() || progress.map(p -> p.state().isFinal()).orElse(false);
    }

    /** Returns whether the worker's producers are open and not about to close. */
    public boolean isAble() {
        return !hasDeparted()
                && progress.map(p -> p.state() == RunState.READY || p.state() == RunState.SENDING)
                        .orElse(false);
    }

    void introduce(String displayName, double cores) {
        name = displayName;
        cpuLimit = cores;
    }

    void onProgress(RunProgress report) {
        progress = Optional.of(report);
    }

    /** Replays a report from a worker that departed under an earlier controller. */
    void replayDeparted(RunProgress report) {
        progress = Optional.of(report);
        departure = Departure.LEFT;
    }

    boolean isNew(Interval interval) {
        return numbers.isNew(interval.number());
    }

    /**
     * @param interval must be new
     * @return the interval's late messages
     */
    MeasuredTimes.Late onInterval(Interval interval) {
        numbers.note(interval.number());
        MeasuredTimes.Late late = measured.add(interval, cpuLimit);
        inFlightMax = Math.max(inFlightMax, interval.inFlight());
        newest = newest.filter(last -> last.number() > interval.number())
                .or(() -> Optional.of(new Newest(
                        interval.number(), interval.sent(), interval.completed().accepted())));
        IntervalLatencies latencies = interval.latencies();
        responseTime.add(latencies.responseTime(), latencies.unanswered());
        responseTime.compact();
        sendLag.add(latencies.sendLag(), 0);
        sendLag.compact();
        return late;
    }

    /** Returns the number of intervals that are part of the worker's totals but were never received. */
    long missingIntervals() {
        return progress.map(report -> Math.max(0, report.intervals() - numbers.count()))
                .orElse(0L);
    }

    /** @param messages number of messages sent beyond the worker's open grants */
    void onOverrun(long messages) {
        overrun = messages;
    }

    /** Called when the worker departs after all its messages have an outcome. */
    void onLeft() {
        completed = completed();
        repeatsMax = repeats();
        departure = Departure.LEFT;
    }

    /**
     * @param completedOverrun number of the worker's completed messages that other workers also sent
     * @param mostRepeats upper bound for the number of messages that the worker has sent and that will be resent
     */
    void onLost(long completedOverrun, long mostRepeats) {
        completed = progress.map(report -> without(completedOverrun, report.completed()))
                .orElse(OutcomeCounts.NONE);
        repeatsMax = mostRepeats;
        departure = Departure.LOST;
    }

    /** Called when the worker is lost and no other worker will resend its messages. Those without a reported outcome are indeterminate. */
    void onLostForGood() {
        OutcomeCounts known = completed();
        long open = Math.max(0, sent() - known.messages());
        completed = known.plus(new OutcomeCounts(0, 0, open, 0, 0));
        repeatsMax = repeats();
        departure = Departure.LOST;
    }

    long sent() {
        return hasDeparted()
                ? completed.messages()
                : Math.max(0, progress.map(RunProgress::sent).orElse(0L) - overrun);
    }

    /** Returns the worker's contribution to the run's outcome counts. */
    OutcomeCounts completed() {
        return hasDeparted()
                ? completed
                : progress.map(p -> without(overrun, whole(p))).orElse(OutcomeCounts.NONE);
    }

    /** Returns an upper bound for the number of messages that are in the log twice because of this worker. */
    long repeats() {
        return Math.max(hasDeparted() ? repeatsMax : overrun, ackedBeyondItsPart());
    }

    /** Returns all reported outcomes. The totals may be older than the completed counts. */
    private static OutcomeCounts whole(RunProgress progress) {
        OutcomeCounts completed = progress.completed();
        return new OutcomeCounts(
                Math.max(progress.acked(), completed.acked()),
                Math.max(progress.failed(), completed.failed()),
                Math.max(progress.indeterminate(), completed.indeterminate()),
                Math.max(progress.aborted(), completed.aborted()),
                completed.repaired());
    }

    /** Subtracts messages that were sent twice, which count once, for the worker that they are assigned to. */
    private static OutcomeCounts without(long messages, OutcomeCounts all) {
        long acked = Math.max(0, all.acked() - messages);
        long left = messages - (all.acked() - acked);
        long failed = Math.max(0, all.failed() - left);
        left -= all.failed() - failed;
        long indeterminate = Math.max(0, all.indeterminate() - left);
        left -= all.indeterminate() - indeterminate;
        return new OutcomeCounts(
                acked, failed, indeterminate, Math.max(0, all.aborted() - left), Math.min(all.repaired(), acked));
    }
}
