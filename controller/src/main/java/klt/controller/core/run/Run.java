package klt.controller.core.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import klt.common.code.Args;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.ControlRecord.Ending;
import klt.common.protocol.End;
import klt.common.protocol.Plan;
import klt.common.protocol.RunPhase;
import klt.common.protocol.consumers.TransactionalIds;
import klt.common.schedule.FireTimes;
import klt.common.schedule.Sharding;
import klt.common.spec.RunSpec;
import klt.common.spec.RunSpec.ControllerLossPolicy;
import klt.controller.core.audit.Verification;
import klt.controller.core.history.Disruption;
import klt.controller.core.history.RunHistory;
import klt.controller.core.history.RunLog;
import klt.controller.core.lifecycle.RunMachine;
import klt.controller.core.schedule.LoadSchedule;
import klt.controller.core.schedule.Timeline;
import klt.controller.core.shards.Membership;
import klt.controller.core.shards.ShardAllocation;
import klt.controller.core.stats.ConsumerGroupStats;
import klt.controller.core.stats.GroupStats;
import klt.controller.core.stats.RunStats;
import klt.controller.core.stats.Throttled;
import klt.controller.core.stats.WorkerStats;

/**
 * The state of one run: its plan, its progress, and the workers' reports. {@link RunMachine} makes the decisions. Times are bus time.
 * Event-loop thread only; owned by the controller's core.
 */
public final class Run {

    /** Minimum length of an outage that affects a run: the shortest {@code workers.lapse}. */
    public static final Duration OUTAGE_MIN = ControllerLossPolicy.STRICT.silenceMax();

    private final String id;
    private final RunSpec spec;
    private final Instant createdAt;
    private final RunLog log;
    private final RunStats stats;
    private final Verification verification;
    private final ConsumerGroupStats consumerStats;
    private final RunReports reports = new RunReports(this);
    private final Membership membership;

    private Plan plan;
    private LoadSchedule schedule;
    private ShardAllocation allocation;
    private RunPhase phase;
    /** why the run stopped or failed */
    private Optional<End> end = Optional.empty();

    private final List<Disruption> outages = new ArrayList<>();
    private final Set<String> createdTopics = new LinkedHashSet<>();
    private Optional<Waiting> waiting = Optional.empty();
    private Optional<Instant> startAt;
    private Optional<Instant> endedAt = Optional.empty();

    /** Creates a queued run. */
    public Run(String id, RunSpec spec, Instant createdAt) {
        this.id = id;
        this.spec = spec;
        this.createdAt = createdAt;
        log = new RunLog();
        stats = new RunStats(spec);
        verification = new Verification(spec.verification());
        consumerStats = new ConsumerGroupStats(spec, stats.series());
        plan = new Plan(spec, Sharding.SHARDS_MIN, List.of());
        changeTo(new LoadSchedule(spec.load(), List.of()));
        membership = new Membership(stats, log);
        allocation = new ShardAllocation(plan.shardCount(), membership, stats, verification, log);
        phase = RunPhase.QUEUED;
        startAt = Optional.empty();
        log.add(createdAt, RunLog.Kind.PHASE, "phase", phase);
    }

    /** Restores another controller's run from its newest record; the workers' reports are replayed afterwards. */
    public Run(DesiredRun desired, Instant createdAt, RunHistory past, Instant now) {
        id = desired.run();
        plan = desired.plan();
        spec = plan.spec();
        this.createdAt = createdAt;
        log = new RunLog(past.events());
        stats = new RunStats(spec);
        verification = new Verification(spec.verification(), desired.audit());
        consumerStats = new ConsumerGroupStats(spec, stats.series());
        changeTo(new LoadSchedule(spec.load(), desired.changes()));
        outages.addAll(past.outages());
        createdTopics.addAll(past.createdTopics());
        membership = new Membership(desired, stats, log);
        allocation = new ShardAllocation(desired, past, membership, stats, verification, log);
        phase = desired.phase();
        end = desired.ending().map(Ending::end);
        startAt = desired.startAt();
        if (!sends()) {
            startAt.ifPresent(start -> consumerStats.read(desired.audit().from(), start));
        } else if (phase == RunPhase.VERIFYING) {
            consumerStats.drain(desired.audit().until(), desired.audit().from(), now);
        }
        log.add(now, RunLog.Kind.PHASE, "phase", phase, "takenOver", true);
    }

    public String id() {
        return id;
    }

    public RunSpec spec() {
        return spec;
    }

    /** Returns whether the run sends messages. Otherwise, its consumers read an existing topic. */
    public boolean sends() {
        return spec.load().sends();
    }

    public Instant createdAt() {
        return createdAt;
    }

    public RunPhase phase() {
        return phase;
    }

    /** Returns why the run stopped or failed, or empty if it did not. */
    public Optional<End> end() {
        return end;
    }

    public Optional<Instant> startAt() {
        return startAt;
    }

    /** Returns the end of the warm-up. */
    public Optional<Instant> measuredFrom() {
        return startAt.map(start -> start.plus(spec.load().warmup()));
    }

    public Optional<Instant> endedAt() {
        return endedAt;
    }

    public RunLog log() {
        return log;
    }

    /** Returns the history that the next controller needs in addition to the run's record. */
    public RunHistory past() {
        return new RunHistory(log.entries(), allocation.disruptions(), outages, createdTopics());
    }

    public List<Disruption> disruptions() {
        return allocation.disruptions();
    }

    /** Returns the control cluster's outages since the start. */
    public List<Disruption> outages() {
        return List.copyOf(outages);
    }

    /** Returns the names of the topics created by the run. */
    public List<String> createdTopics() {
        return List.copyOf(createdTopics);
    }

    /**
     * Called when the control cluster responds again after an outage.
     *
     * @param outage how long the cluster did not respond
     */
    public void onOutage(Duration outage, Instant now) {
        Args args = Args.of("outageSeconds", outage);
        log.add(now, RunLog.Kind.KAFKA_SILENT, args);
        double until = timeline().elapsedSeconds(now);
        if (until > 0) {
            outages.add(new Disruption(args, timeline().elapsedSeconds(now.minus(outage)), until));
        }
    }

    public RunStats stats() {
        return stats;
    }

    /** Returns how long quotas throttled the run's producers and consumers. */
    public Throttled throttled() {
        return stats.workers().stream().map(WorkerStats::throttled).reduce(consumerStats.throttled(), Throttled::plus);
    }

    /** Returns how long quotas throttled one worker's clients. */
    public Throttled throttled(WorkerStats worker) {
        return worker.throttled().plus(consumerStats.throttled(worker.id()));
    }

    public Verification verification() {
        return verification;
    }

    public ConsumerGroupStats consumerStats() {
        return consumerStats;
    }

    /** Returns a consumer group's records per second, counting each record once, or empty if no time has passed. */
    public Optional<Double> consumeRate(GroupStats group, Instant now) {
        return consumerStats.rate(group, startAt, endedAt.orElse(now));
    }

    /** Returns the current schedule, or empty at rate max. */
    public Optional<FireTimes> fireTimes() {
        return schedule.fireTimes();
    }

    /** Returns the end of the load, in nanoseconds after its start, or {@link FireTimes#NEVER} if unknown. */
    public long endNanos() {
        return schedule.endNanos();
    }

    /**
     * Returns the number of messages that the run has to send. In a search, and at rate max with a duration, it is not known until the end.
     */
    public Optional<Long> planned() {
        return schedule.messages()
                .filter(messages -> stats.limit().isEmpty())
                .or(() -> phase.isEnded() ? Optional.of(stats.totals().sent()) : Optional.empty());
    }

    /** Returns what the run was waiting for at the last tick or at the start of its phase, or empty if it is not waiting. */
    public Optional<Waiting> waiting() {
        return waiting;
    }

    public void waitsFor(Optional<Waiting> what) {
        waiting = what;
    }

    public Plan plan() {
        return plan;
    }

    public LoadSchedule schedule() {
        return schedule;
    }

    /** Applies the workers' reports. */
    public RunReports reports() {
        return reports;
    }

    public Membership membership() {
        return membership;
    }

    public ShardAllocation allocation() {
        return allocation;
    }

    public Timeline timeline() {
        return new Timeline(schedule, startAt);
    }

    /** Returns the number of messages without an outcome. */
    public long unsent() {
        return planned().map(all -> all - stats.totals().completed()).orElse(0L);
    }

    /**
     * Returns the number of messages that are in the topics twice because two workers sent them, or an upper bound while the run is live.
     */
    public long handoverDuplicates() {
        return HandoverDuplicates.of(this);
    }

    /** Returns whether an ack means that the record is on all in-sync replicas. */
    public boolean promisesEveryAck() {
        return spec.producer().acks().equals("all");
    }

    /** Returns the transactional ids of all the run's workers; empty if it sends without transactions. */
    public List<String> transactionalIds() {
        return spec.transactions().isEmpty()
                ? List.of()
                : stats.workers().stream()
                        .map(worker -> TransactionalIds.of(id, worker.id()))
                        .toList();
    }

    public boolean everyShareIsFinal() {
        return stats.workers().stream().allMatch(WorkerStats::isFinal);
    }

    /** Splits the run into unassigned shards. */
    public void split(int shardCount) {
        plan = new Plan(spec, shardCount, plan.partitions());
        allocation = new ShardAllocation(shardCount, membership, stats, verification, log);
    }

    /** @param names names of topics created by the run */
    public void onTopicsCreated(List<String> names) {
        createdTopics.addAll(names);
    }

    /** @param ends end offsets before the run, by topic and partition */
    public void onTopicsReady(List<List<Long>> ends) {
        plan = new Plan(spec, plan.shardCount(), ends.stream().map(List::size).toList());
        verification.onTopicsReady(plan.partitionNumbers().flatten(ends));
    }

    public void startAt(Instant start) {
        startAt = Optional.of(start);
    }

    public void changeTo(LoadSchedule changed) {
        schedule = changed;
        stats.series().follow(changed);
    }

    /** @param args the event's arguments in addition to the phase */
    public void toPhase(RunPhase next, Args args, Instant now) {
        phase = next;
        log.add(now, RunLog.Kind.PHASE, Args.of("phase", next).and(args));
    }

    /** Enters the final phase of a run that ends early. */
    public void toPhase(RunPhase next, End why, Instant now) {
        end = Optional.of(why);
        toPhase(next, Args.of("end", why.code()).and(why.args()), now);
    }

    public void stopsFor(End why) {
        end = Optional.of(why);
    }

    /** @param why the reason; empty if the run is complete */
    public void end(RunPhase ended, Optional<End> why, Instant now) {
        end = why;
        endedAt = Optional.of(now);
        consumerStats.end(verification.from(), stats.measured().acked());
        waiting = Optional.empty();
        why.ifPresentOrElse(early -> toPhase(ended, early, now), () -> toPhase(ended, Args.NONE, now));
    }
}
