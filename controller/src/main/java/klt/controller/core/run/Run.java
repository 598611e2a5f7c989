package klt.controller.core.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import klt.common.protocol.Consumed;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.ControlRecord.Ending;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.Plan;
import klt.common.protocol.ReportRefused;
import klt.common.protocol.RunPhase;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.StatusRecord.Clock;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.RunProgress;
import klt.common.protocol.StatusRecord.WorkerInfo;
import klt.common.schedule.FireTimes;
import klt.common.schedule.Segment;
import klt.common.schedule.Sharding;
import klt.common.spec.RunSpec;
import klt.common.spec.RunSpec.ControllerLossPolicy;
import klt.controller.core.audit.Verification;
import klt.controller.core.fleet.ClockJump;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.history.Disruption;
import klt.controller.core.history.RunHistory;
import klt.controller.core.history.RunLog;
import klt.controller.core.schedule.LoadSchedule;
import klt.controller.core.schedule.Timeline;
import klt.controller.core.shards.ShardAllocation;
import klt.controller.core.stats.ConsumerGroupStats;
import klt.controller.core.stats.RunStats;
import klt.controller.core.stats.Throttled;

/**
 * The state of one run: its plan, its progress, and the workers' reports. Decisions are made in {@link RunMachine}. Times are bus time.
 * Event-loop thread only; owned by the controller's core.
 */
public final class Run {

    /** An interval further in the future than clocks can differ is invalid, and counts as missing. */
    static final long INTERVAL_AHEAD_SECONDS_MAX = 60;

    /** A shorter outage does not affect the control of a run: this is the shortest {@code workers.lapse}. */
    public static final Duration OUTAGE_MIN = ControllerLossPolicy.STRICT.silenceMax();

    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final String id;
    private final RunSpec spec;
    private final Instant createdAt;
    private final RunLog log;
    private final RunStats stats = new RunStats();
    private final Verification verification;
    private final ConsumerGroupStats consumerStats;
    /** bounded by the number of report kinds per worker, as a worker reports one refusal of each kind */
    private final Set<String> refusedReports = new LinkedHashSet<>();

    private Plan plan;
    private LoadSchedule schedule;
    private ShardAllocation allocation;
    private RunPhase phase;
    /** why it stopped or failed, as "CODE: message"; empty otherwise */
    private String reason;

    private final List<Disruption> outages = new ArrayList<>();
    private Optional<Waiting> waiting = Optional.empty();
    private Optional<Instant> startAt;
    private Optional<Instant> endedAt = Optional.empty();

    /** Creates a queued run. */
    Run(String id, RunSpec spec, Instant createdAt) {
        this.id = id;
        this.spec = spec;
        this.createdAt = createdAt;
        log = new RunLog();
        verification = new Verification(spec.verification());
        consumerStats = new ConsumerGroupStats(spec.consumers(), stats.series());
        plan = new Plan(spec, Sharding.SHARDS_MIN);
        schedule = LoadSchedule.of(spec);
        allocation = new ShardAllocation(plan.shardCount(), stats, verification, log);
        phase = RunPhase.QUEUED;
        reason = "";
        startAt = Optional.empty();
        log.add(createdAt, RunLog.Kind.PHASE, "accepted, queued");
    }

    /** Restores a run of another controller from its newest record; the workers' reports are replayed afterwards. */
    Run(DesiredRun desired, Instant createdAt, RunHistory past, Instant now) {
        id = desired.run();
        plan = desired.plan();
        spec = plan.spec();
        this.createdAt = createdAt;
        log = new RunLog(past.events());
        verification = new Verification(spec.verification(), desired.audit());
        consumerStats = new ConsumerGroupStats(spec.consumers(), stats.series());
        schedule = new LoadSchedule(spec.extent(), desired.segments());
        outages.addAll(past.outages());
        allocation = new ShardAllocation(desired, past, stats, verification, log);
        phase = desired.phase();
        reason = desired.ending().map(Ending::reason).orElse("");
        startAt = desired.startAt();
        if (phase == RunPhase.VERIFYING) {
            consumerStats.drain(desired.audit().until(), desired.audit().from(), now);
        }
        log.add(now, RunLog.Kind.PHASE, phase + ": taken over from another controller");
    }

    public String id() {
        return id;
    }

    public RunSpec spec() {
        return spec;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public RunPhase phase() {
        return phase;
    }

    public String reason() {
        return reason;
    }

    public Optional<Instant> startAt() {
        return startAt;
    }

    /** When the warm-up is over. */
    public Optional<Instant> measuredFrom() {
        return startAt.map(start -> start.plus(spec.warmup()));
    }

    public Optional<Instant> endedAt() {
        return endedAt;
    }

    /** The rate over time; empty at rate max. */
    public List<Segment> segments() {
        return schedule.segments();
    }

    public RunLog log() {
        return log;
    }

    /** The history that the next controller needs beside the run's record. */
    public RunHistory past() {
        return new RunHistory(log.entries(), allocation.disruptions(), outages);
    }

    public List<Disruption> disruptions() {
        return allocation.disruptions();
    }

    /** Outages of the control cluster since the start. */
    public List<Disruption> outages() {
        return List.copyOf(outages);
    }

    /**
     * The control cluster answers again after an outage.
     *
     * @param outage how long it did not answer
     */
    void onOutage(Duration outage, Instant now) {
        String words = String.format(Locale.ROOT, "Kafka did not answer for %.1f s", outage.toMillis() / 1e3);
        log.add(now, RunLog.Kind.KAFKA_SILENT, words);
        double until = timeline().elapsedSeconds(now);
        if (until > 0) {
            outages.add(new Disruption(words, timeline().elapsedSeconds(now.minus(outage)), until));
        }
    }

    public RunStats stats() {
        return stats;
    }

    /** How long quotas throttled its producers and consumers. */
    public Throttled throttled() {
        return stats.shares().stream()
                .map(RunStats.Share::throttled)
                .reduce(consumerStats.throttled(), Throttled::plus);
    }

    /** How long quotas throttled the clients of one worker. */
    public Throttled throttled(RunStats.Share share) {
        return share.throttled().plus(consumerStats.throttled(share.worker()));
    }

    public Verification verification() {
        return verification;
    }

    public ConsumerGroupStats consumerStats() {
        return consumerStats;
    }

    /** The current schedule; empty at rate max. */
    public Optional<FireTimes> fireTimes() {
        return schedule.fireTimes();
    }

    /** End of the load, nanoseconds after its start; {@link FireTimes#NEVER} if unknown. */
    public long endNanos() {
        return schedule.endNanos();
    }

    /** Number of messages the run has to send; at rate max by duration it is known only after the end. */
    public Optional<Long> planned() {
        return schedule.messages()
                .or(() -> phase.isEnded() ? Optional.of(stats.totals().sent()) : Optional.empty());
    }

    /** What it waits for, as of the last tick or the beginning of its phase; empty if it does not wait. */
    public Optional<Waiting> waiting() {
        return waiting;
    }

    void waitsFor(Optional<Waiting> what) {
        waiting = what;
    }

    Plan plan() {
        return plan;
    }

    LoadSchedule schedule() {
        return schedule;
    }

    public ShardAllocation allocation() {
        return allocation;
    }

    public Timeline timeline() {
        return new Timeline(schedule, startAt);
    }

    /** Number of messages without an outcome. */
    long unsent() {
        return planned().map(all -> all - stats.totals().completed()).orElse(0L);
    }

    /**
     * Messages that are in the topic twice, because two workers sent them. While the run is live this is an upper bound for what lost
     * workers may have sent. At the end it is computed from the topic: its records beyond one per acked message.
     */
    public long handoverDuplicates() {
        long most = stats.totals().handoverDuplicates();
        return most == 0 ? 0 : surplus().map(surplus -> Math.min(most, surplus)).orElse(most);
    }

    /** Whether an ack means that the record is on all in-sync replicas. */
    public boolean promisesEveryAck() {
        return spec.producer().acks().equals("all");
    }

    /** Records of the run in the topic beyond one per acked message; empty while unknown. */
    private Optional<Long> surplus() {
        long acked = stats.totals().acked();
        if (phase.isEnded() && verification.isWhole()) {
            return verification
                    .findings()
                    .map(found -> found.audited() - found.duplicated().sameEpoch() - (acked - found.lost()));
        }
        // without acks=all an ack does not guarantee that the record exists, so records cannot be offset against acks
        return promisesEveryAck()
                ? verification.growth().map(growth -> growth - acked).filter(surplus -> surplus >= 0)
                : Optional.empty();
    }

    boolean everyShareIsFinal() {
        return stats.shares().stream().allMatch(RunStats.Share::isFinal);
    }

    /** Applies a report that was sent to another controller; makes no decision. */
    public void replay(String worker, WorkerInfo hello, RunProgress progress) {
        allocation.replay(worker, hello, progress);
    }

    public void replay(String worker, Interval interval, Instant now) {
        allocation.replay(worker);
        onInterval(worker, interval, now);
    }

    public void onInterval(String worker, Interval interval, Instant now) {
        if (!phase.isEnded() && isPossible(interval.second(), now)) {
            stats.onInterval(worker, interval);
        }
    }

    private boolean isPossible(int second, Instant now) {
        long elapsed = Duration.ofNanos(timeline().elapsedNanos(now)).toSeconds();
        return second <= Math.max(0, elapsed) + INTERVAL_AHEAD_SECONDS_MAX;
    }

    /** The clock of a worker or of the broker was set. */
    public void onClockJump(String worker, ClockJump jump, Instant now) {
        boolean takesPart = stats.share(worker).filter(share -> !share.isGone()).isPresent();
        if (startAt.isPresent() && !phase.isEnded() && takesPart) {
            log.add(now, RunLog.Kind.CLOCK_JUMPED, jump.words(stats.nameOf(worker)));
        }
    }

    /** A worker's ledger of what it has sent. */
    public void onEvidence(String worker, SendLedgerReport evidence) {
        verification.onEvidence(worker, evidence);
        consumerStats.onEvidence(evidence);
    }

    /**
     * What members of a consumer group on a worker did.
     *
     * @param replayed another controller received it, and has recorded the event
     */
    public void onConsumed(String worker, Consumed report, Fleet fleet, boolean replayed, Instant now) {
        if (!phase.isEnded() && isPossible(report.second(), now)) {
            List<Optional<Long>> clocks = stats.shares().stream()
                    .filter(share -> !share.isGone())
                    .flatMap(share -> fleet.member(share.worker()).stream())
                    .map(member -> member.clock().map(Clock::uncertaintyMicros))
                    .toList();
            consumerStats
                    .onConsumed(worker, report, clocks)
                    .filter(words -> !replayed)
                    .ifPresent(words -> log.add(now, RunLog.Kind.REBALANCE, words + " on " + stats.nameOf(worker)));
        }
    }

    /**
     * The positions of the consumer groups.
     *
     * @param replayed another controller received it earlier
     */
    public void onPositions(GroupPositions report, boolean replayed, Instant now) {
        if (!phase.isEnded()) {
            long elapsed = Math.floorDiv(timeline().elapsedNanos(now), SECOND_NANOS);
            OptionalInt second =
                    replayed || elapsed < 0 || startAt.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) elapsed);
            consumerStats.onPositions(report, verification.from(), second, now);
        }
    }

    /** @return a description of what is missing */
    String onReportRefused(String worker, ReportRefused refused) {
        String words = String.format(
                Locale.ROOT,
                "a report of %s (%s, %,d bytes) was refused: %s",
                stats.nameOf(worker),
                refused.report(),
                refused.bytes(),
                refused.reason());
        refusedReports.add(words);
        return words;
    }

    /** Descriptions of the workers' reports that Kafka refused. */
    public Set<String> refusedReports() {
        return Collections.unmodifiableSet(refusedReports);
    }

    /** Splits the run into unassigned shards. */
    void split(int shardCount) {
        plan = new Plan(spec, shardCount);
        allocation = new ShardAllocation(shardCount, stats, verification, log);
    }

    void startAt(Instant start) {
        startAt = Optional.of(start);
    }

    void changeTo(LoadSchedule changed) {
        schedule = changed;
    }

    void toPhase(RunPhase next, String words, Instant now) {
        phase = next;
        log.add(now, RunLog.Kind.PHASE, next + ": " + words);
    }

    /** @param why "CODE: message" */
    void stopsFor(String why) {
        reason = why;
    }

    /** @param why "CODE: message"; empty if it is complete */
    void end(RunPhase ended, String why, Instant now) {
        reason = why;
        endedAt = Optional.of(now);
        consumerStats.end(verification.from(), stats.measured().acked());
        waiting = Optional.empty();
        toPhase(ended, why.isEmpty() ? "complete" : why, now);
    }
}
