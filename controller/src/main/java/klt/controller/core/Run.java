package klt.controller.core;

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
import klt.common.protocol.StatusRecord.Hello;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.RunProgress;
import klt.common.schedule.FireTimes;
import klt.common.schedule.Segment;
import klt.common.schedule.Sharding;
import klt.common.spec.RunSpec;
import klt.common.spec.RunSpec.ControllerLossPolicy;

/**
 * What is known of one run: what it is to do, how far it is, and what workers have told of it. It decides nothing, which is for
 * {@link RunMachine}. Times are bus time. One owner, the controller's core.
 */
public final class Run {

    /** An interval that is further in the future than clocks can be apart is nonsense, and counts as missing. */
    static final long INTERVAL_AHEAD_SECONDS_MAX = 60;

    /** A shorter outage leaves no trace in the control of a run: it is the shortest {@code workers.lapse}. */
    static final Duration OUTAGE_MIN = ControllerLossPolicy.STRICT.silenceMax();

    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final String id;
    private final RunSpec spec;
    private final Instant createdAt;
    private final RunLog log;
    private final RunStats stats = new RunStats();
    private final Verification verification;
    private final ConsumerGroupStats consumerStats;
    /** no more than kinds of reports of each worker, as a worker reports one of each kind */
    private final Set<String> refusedReports = new LinkedHashSet<>();

    private Plan plan;
    private LoadSchedule schedule;
    private ShardAllocation allocation;
    private RunPhase phase;
    /** why it stopped or failed: a code, a colon and words; empty while neither */
    private String reason;

    private final List<ShardAllocation.Disruption> outages = new ArrayList<>();
    private Optional<Waiting> waiting = Optional.empty();
    private Optional<Instant> startAt;
    private Optional<Instant> endedAt = Optional.empty();

    /** One that waits for its turn. */
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
        log.add(createdAt, RunLog.Kind.PHASE, "accepted, waits for its turn");
    }

    /** One that another controller has begun, as its newest record has it; what the workers reported of it is to be told again. */
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

    /** What the next controller needs beside the run's record. */
    public RunHistory past() {
        return new RunHistory(log.entries(), allocation.disruptions(), outages);
    }

    public List<ShardAllocation.Disruption> disruptions() {
        return allocation.disruptions();
    }

    /** Times since the start in which the control cluster did not answer. */
    public List<ShardAllocation.Disruption> outages() {
        return List.copyOf(outages);
    }

    /**
     * The control cluster answers again.
     *
     * @param outage how long it had not answered
     */
    void onOutage(Duration outage, Instant now) {
        String words = String.format(Locale.ROOT, "Kafka did not answer for %.1f s", outage.toMillis() / 1e3);
        log.add(now, RunLog.Kind.KAFKA_SILENT, words);
        double until = timeline().elapsedSeconds(now);
        if (until > 0) {
            outages.add(new ShardAllocation.Disruption(words, timeline().elapsedSeconds(now.minus(outage)), until));
        }
    }

    public RunStats stats() {
        return stats;
    }

    /** How long quotas held back its producers and consumers. */
    public Throttled throttled() {
        return stats.shares().stream()
                .map(RunStats.Share::throttled)
                .reduce(consumerStats.throttled(), Throttled::plus);
    }

    /** How long quotas held back those on one worker. */
    public Throttled throttled(RunStats.Share share) {
        return share.throttled().plus(consumerStats.throttled(share.worker()));
    }

    public Verification verification() {
        return verification;
    }

    public ConsumerGroupStats consumerStats() {
        return consumerStats;
    }

    /** The schedule as it stands; empty at rate max. */
    public Optional<FireTimes> fireTimes() {
        return schedule.fireTimes();
    }

    /** When the load is over, nanoseconds after its start; {@link FireTimes#NEVER} when that is not known. */
    public long endNanos() {
        return schedule.endNanos();
    }

    /** How many messages the run is to send; at rate max for a time it is known when the run has ended. */
    public Optional<Long> planned() {
        return schedule.messages()
                .or(() -> phase.isEnded() ? Optional.of(stats.totals().sent()) : Optional.empty());
    }

    /** What it waits for, as of the last tick or the begin of its phase; empty when it does not wait. */
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

    ShardAllocation allocation() {
        return allocation;
    }

    Timeline timeline() {
        return new Timeline(schedule, startAt);
    }

    /** How many messages have no outcome yet. */
    long unsent() {
        return planned().map(all -> all - stats.totals().settled()).orElse(0L);
    }

    /**
     * Messages that are in the topic twice, because two workers sent them. While the run goes on it is what lost workers can have sent at
     * most. At the end the topic itself tells: all of its records beyond one for each acked message.
     */
    public long handoverDuplicates() {
        long most = stats.totals().handoverDuplicates();
        return most == 0 ? 0 : surplus().map(surplus -> Math.min(most, surplus)).orElse(most);
    }

    /** Records of the run in the topic beyond one for each acked message; empty while that is not known. */
    private Optional<Long> surplus() {
        long acked = stats.totals().acked();
        if (phase.isEnded() && verification.isWhole()) {
            return verification
                    .findings()
                    .map(found -> found.audited() - found.duplicated().sameEpoch() - (acked - found.lost()));
        }
        // where an ack does not promise that the message is there, records are not to be set off against acks
        return spec.producer().acks().equals(IntegrityJudge.ACKS_ALL)
                ? verification.growth().map(growth -> growth - acked).filter(surplus -> surplus >= 0)
                : Optional.empty();
    }

    boolean everyShareIsFinal() {
        return stats.shares().stream().allMatch(RunStats.Share::isFinal);
    }

    /** What another controller was told, told again: nothing is decided by it. */
    void recall(String worker, Hello hello, RunProgress progress) {
        allocation.recall(worker, hello, progress);
    }

    void recall(String worker, Interval interval, Instant now) {
        allocation.recall(worker);
        onInterval(worker, interval, now);
    }

    void onInterval(String worker, Interval interval, Instant now) {
        if (!phase.isEnded() && isPossible(interval.second(), now)) {
            stats.onInterval(worker, interval);
        }
    }

    private boolean isPossible(int second, Instant now) {
        long elapsed = Duration.ofNanos(timeline().elapsedNanos(now)).toSeconds();
        return second <= Math.max(0, elapsed) + INTERVAL_AHEAD_SECONDS_MAX;
    }

    /** The clock of a worker was set, or the broker's. */
    void onClockJump(String worker, ClockJump jump, Instant now) {
        boolean takesPart = stats.share(worker).filter(share -> !share.isGone()).isPresent();
        if (startAt.isPresent() && !phase.isEnded() && takesPart) {
            log.add(now, RunLog.Kind.CLOCK_JUMPED, jump.words(stats.nameOf(worker)));
        }
    }

    /** What a worker knows of what it has sent. */
    void onEvidence(String worker, SendLedgerReport evidence) {
        verification.onEvidence(worker, evidence);
        consumerStats.onEvidence(evidence);
    }

    /**
     * What members of a consumer group on a worker did.
     *
     * @param again another controller was told it, and has written down what happened
     */
    void onConsumed(String worker, Consumed news, Fleet fleet, boolean again, Instant now) {
        if (!phase.isEnded() && isPossible(news.second(), now)) {
            List<Optional<Long>> clocks = stats.shares().stream()
                    .filter(share -> !share.isGone())
                    .flatMap(share -> fleet.member(share.worker()).stream())
                    .map(member -> member.clock().map(Clock::uncertaintyMicros))
                    .toList();
            consumerStats
                    .onConsumed(worker, news, clocks)
                    .filter(words -> !again)
                    .ifPresent(words -> log.add(now, RunLog.Kind.REBALANCE, words + " on " + stats.nameOf(worker)));
        }
    }

    /**
     * How far the consumer groups are.
     *
     * @param again another controller was told it, some time ago
     */
    void onPositions(GroupPositions news, boolean again, Instant now) {
        if (!phase.isEnded()) {
            long elapsed = Math.floorDiv(timeline().elapsedNanos(now), SECOND_NANOS);
            OptionalInt second =
                    again || elapsed < 0 || startAt.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) elapsed);
            consumerStats.onPositions(news, verification.from(), second, now);
        }
    }

    /** @return in words what is missing */
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

    /** Reports of workers that Kafka refused, in words. */
    Set<String> refusedReports() {
        return Collections.unmodifiableSet(refusedReports);
    }

    /** It is split in so many shards, and nobody has any of them yet. */
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

    /** @param why a code, a colon and words */
    void stopsFor(String why) {
        reason = why;
    }

    /** @param why a code, a colon and words; empty when it is complete */
    void end(RunPhase ended, String why, Instant now) {
        reason = why;
        endedAt = Optional.of(now);
        consumerStats.end(verification.from(), stats.measured().acked());
        waiting = Optional.empty();
        toPhase(ended, why.isEmpty() ? "complete" : why, now);
    }
}
