package klt.controller.core;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import klt.common.protocol.Consumed;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.ControlRecord.Ending;
import klt.common.protocol.Evidence;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.Plan;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.Clock;
import klt.common.protocol.StatusRecord.Hello;
import klt.common.protocol.StatusRecord.Interval;
import klt.common.protocol.StatusRecord.RunProgress;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.schedule.FireTimes;
import klt.common.schedule.Segment;
import klt.common.schedule.Sharding;
import klt.common.spec.RunSpec;

/**
 * The life of one run: see {@link RunPhase} for its states. Each method takes what happened and when, in bus time, and returns what is
 * to be done; nothing else has an effect. One owner, the controller's core.
 */
public final class RunMachine {

    /** From the decision to the start: time for every worker to read it and be in its loop. */
    static final Duration START_LEAD = Duration.ofSeconds(2);

    /** From a decision to a change of rate, for the same reason. */
    static final Duration CHANGE_LEAD = Duration.ofMillis(1_500);

    /** The desired state is written again after so long, in case somebody deleted it. */
    static final Duration REPUBLISH_EVERY = Duration.ofSeconds(60);

    /** A worker stops on its own so long after the schedule's end and the delivery timeout. */
    static final Duration HARD_STOP_GRACE = Duration.ofMinutes(1);

    /** The longest that a run without an end in time can go on. */
    static final Duration RUN_MAX = Duration.ofDays(30);

    /** An interval that is further in the future than clocks can be apart is nonsense, and counts as missing. */
    static final long INTERVAL_AHEAD_SECONDS_MAX = 60;

    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final String id;
    private final RunSpec spec;
    private final Instant createdAt;
    private final RunLog log = new RunLog();
    private final Aggregate aggregate = new Aggregate();

    private RunPhase phase = RunPhase.QUEUED;
    /** why it stopped or failed: a code, a colon and words; empty while neither */
    private String reason = "";
    /** what it becomes when every worker is done, if it was ended before its time */
    private Optional<Ending> ending = Optional.empty();

    private Plan plan;
    private LoadSchedule schedule;
    private Workforce workforce;
    private Verification verification;
    private final Consumption consumption;
    private long revision;
    /** the record lists grants that are over */
    private boolean stale;
    /** since when only the fleet keeps it waiting */
    private Optional<Instant> waitingSince = Optional.empty();

    private boolean topicReady;
    private boolean endsAsked;
    private Optional<Instant> startAt = Optional.empty();
    private Optional<Instant> drainingSince = Optional.empty();
    private Optional<Instant> endedAt = Optional.empty();
    private Instant publishedAt = Instant.EPOCH;
    /** events that another controller would know of */
    private long eventsStored;

    /** What is kept of a run beside its record, so that its report is whole under another controller too. */
    public record Past(List<RunLog.Entry> events, List<Workforce.Disruption> disruptions) {

        public static final Past NONE = new Past(List.of(), List.of());

        public Past {
            events = List.copyOf(events);
            disruptions = List.copyOf(disruptions);
        }

        /** Since when nobody is there to send. */
        Optional<Instant> waitingSince() {
            return events.reversed().stream()
                    .filter(entry -> entry.kind() == RunLog.Kind.WAITING || entry.kind() == RunLog.Kind.SHARDS_MOVED)
                    .findFirst()
                    .filter(entry -> entry.kind() == RunLog.Kind.WAITING)
                    .map(RunLog.Entry::at);
        }
    }

    RunMachine(String id, RunSpec spec, Instant createdAt) {
        this.id = id;
        this.spec = spec;
        this.createdAt = createdAt;
        plan = new Plan(spec, Sharding.SHARDS_MIN);
        verification = new Verification(spec.verification());
        consumption = new Consumption(spec.consumers(), aggregate.series());
        workforce = new Workforce(plan.shardCount(), aggregate, verification, log);
        schedule = LoadSchedule.of(spec);
        log.add(createdAt, RunLog.Kind.PHASE, "accepted, waits for its turn");
    }

    /** A run that another controller has begun, as its newest record has it; what the workers reported of it is to be told again. */
    static RunMachine of(DesiredRun desired, Instant createdAt, Past past, Instant now) {
        RunMachine run = new RunMachine(desired.run(), desired.plan().spec(), createdAt);
        run.phase = desired.phase();
        run.ending = desired.ending();
        run.reason = desired.ending().map(Ending::reason).orElse("");
        run.plan = desired.plan();
        run.schedule = new LoadSchedule(desired.plan().spec().extent(), desired.segments());
        run.log.recall(past.events());
        run.verification = new Verification(run.spec.verification(), desired.audit());
        run.workforce = new Workforce(desired, past, run.aggregate, run.verification, run.log);
        run.revision = desired.revision();
        run.topicReady = true;
        run.startAt = desired.startAt();
        run.waitingSince = desired.startAt().isPresent() ? Optional.empty() : Optional.of(now);
        run.drainingSince = desired.phase() == RunPhase.DRAINING ? Optional.of(now) : Optional.empty();
        if (desired.phase() == RunPhase.VERIFYING) {
            run.consumption.drain(desired.audit().until(), desired.audit().from(), now);
        }
        run.log.add(now, RunLog.Kind.PHASE, desired.phase() + ": taken over from another controller");
        return run;
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

    /** Workers that took part and cannot come back under their ids. */
    List<String> gone() {
        return workforce.gone();
    }

    public List<Workforce.Disruption> disruptions() {
        return workforce.disruptions();
    }

    public Aggregate aggregate() {
        return aggregate;
    }

    public Verification verification() {
        return verification;
    }

    public Consumption consumption() {
        return consumption;
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
                .or(() -> phase.isEnded() ? Optional.of(aggregate.totals().sent()) : Optional.empty());
    }

    /** Tries to begin: with enough workers it prepares, after its timeout it fails. */
    List<Command> tryPrepare(Fleet fleet, Instant now) {
        List<String> ready = fleet.readyIds();
        Instant since = waitingSince.orElse(now);
        waitingSince = Optional.of(since);
        int expected = spec.workers().expected();
        if (ready.size() < expected) {
            if (now.isBefore(since.plus(spec.workers().timeout()))) {
                return List.of();
            }
            return end(
                    RunPhase.FAILED,
                    "WORKERS_NOT_READY: " + ready.size() + " of " + expected + " workers came within "
                            + spec.workers().timeout().toSeconds() + " s; scale the fleet or lower workers.expected",
                    now);
        }
        plan = new Plan(spec, Sharding.shardCount(ready.size()));
        workforce = new Workforce(plan.shardCount(), aggregate, verification, log);
        ready.forEach(worker -> workforce.join(worker, fleet));
        waitingSince = Optional.of(now);
        toPhase(
                RunPhase.PREPARING,
                "prepares with " + ready.size() + " workers and " + plan.shardCount() + " shards",
                now);
        return List.of(new Command.PrepareTopic(id, spec));
    }

    List<Command> onTopicReady(List<String> notes, List<Long> ends, Instant now) {
        if (phase != RunPhase.PREPARING || topicReady) {
            return List.of();
        }
        topicReady = true;
        verification.onTopicReady(ends);
        waitingSince = Optional.of(now);
        notes.forEach(note -> log.add(now, RunLog.Kind.PHASE, note));
        return List.of(publish(now));
    }

    List<Command> onTopicRefused(String why, Instant now) {
        return phase == RunPhase.PREPARING ? end(RunPhase.FAILED, why, now) : List.of();
    }

    /** What another controller was told, told again: nothing is decided by it. */
    void recall(String worker, Hello hello, RunProgress progress) {
        workforce.recall(worker, hello, progress);
    }

    void recall(String worker, Interval interval, Instant now) {
        workforce.recall(worker);
        onInterval(worker, interval, now);
    }

    /** All was told again: those who are not there any more are gone. */
    List<Command> onCaughtUp(Fleet fleet, Instant now) {
        workforce.meet(fleet, timeline(), now);
        return phase.isEnded() || !topicReady ? List.of() : List.of(publish(now));
    }

    List<Command> onProgress(String worker, RunProgress progress, Fleet fleet, Instant now) {
        Optional<Aggregate.Share> share = aggregate.share(worker);
        if (phase.isEnded() || share.isEmpty()) {
            return List.of();
        }
        Optional<RunState> before = share.get().progress().map(RunProgress::state);
        if (!workforce.onProgress(worker, progress, now)) {
            return List.of();
        }
        boolean another = !before.equals(Optional.of(progress.state()));
        if (another && progress.state() == RunState.READY) {
            log.add(now, RunLog.Kind.WORKER_READY, aggregate.nameOf(worker) + " is ready");
        }
        if (another && progress.state() == RunState.FAILED && phase != RunPhase.VERIFYING) {
            log.add(now, RunLog.Kind.ERROR, aggregate.nameOf(worker) + " gave up: " + progress.reason());
            return stopSending(RunPhase.FAILED, progress.reason(), now);
        }
        // who is to have what is looked at with the next tick, for all reports at once: a large fleet sends thousands a
        // second
        return another || !phase.isSending() ? advance(fleet, now) : settle(now);
    }

    void onInterval(String worker, Interval interval, Instant now) {
        if (!phase.isEnded() && isPossible(interval.second(), now)) {
            aggregate.onInterval(worker, interval);
        }
    }

    private boolean isPossible(int second, Instant now) {
        long elapsed = Duration.ofNanos(timeline().elapsedNanos(now)).toSeconds();
        return second <= Math.max(0, elapsed) + INTERVAL_AHEAD_SECONDS_MAX;
    }

    /** What a worker knows of what it has sent. */
    void onEvidence(String worker, Evidence evidence) {
        verification.onEvidence(worker, evidence);
        consumption.onEvidence(evidence);
    }

    /**
     * What members of a consumer group on a worker did.
     *
     * @param again another controller was told it, and has written down what happened
     */
    void onConsumed(String worker, Consumed news, Fleet fleet, boolean again, Instant now) {
        if (!phase.isEnded() && isPossible(news.second(), now)) {
            List<Optional<Long>> clocks = aggregate.shares().stream()
                    .filter(share -> !share.isGone())
                    .flatMap(share -> fleet.member(share.worker()).stream())
                    .map(member -> member.clock().map(Clock::uncertaintyMicros))
                    .toList();
            consumption
                    .onConsumed(worker, news, clocks)
                    .filter(words -> !again)
                    .ifPresent(words -> log.add(now, RunLog.Kind.REBALANCE, words + " on " + aggregate.nameOf(worker)));
        }
    }

    /**
     * How far they are.
     *
     * @param again another controller was told it, some time ago
     */
    void onPositions(GroupPositions news, boolean again, Instant now) {
        if (!phase.isEnded()) {
            long elapsed = Math.floorDiv(timeline().elapsedNanos(now), SECOND_NANOS);
            OptionalInt second =
                    again || elapsed < 0 || startAt.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) elapsed);
            consumption.onPositions(news, verification.audit().from(), second, now);
        }
    }

    /**
     * A worker is gone, by a goodbye or in silence: what it has not settled is given to others.
     *
     * @param heardAt when it was last heard
     */
    List<Command> onWorkerGone(String worker, RunLog.Kind how, Instant heardAt, Fleet fleet, Instant now) {
        Optional<Aggregate.Share> share = aggregate.share(worker).filter(s -> !s.isGone());
        if (phase.isEnded() || share.isEmpty()) {
            return List.of();
        }
        consumption.onGone(worker);
        workforce.dismiss(
                worker, how, heardAt, timeline(), phase == RunPhase.DRAINING || phase == RunPhase.VERIFYING, now);
        List<Command> commands = new ArrayList<>(advance(fleet, now));
        if (commands.isEmpty() && topicReady && !phase.isEnded()) {
            commands.add(publish(now));
        }
        return commands;
    }

    /** A worker is there that was not. */
    List<Command> onNewcomer(Fleet fleet, Instant now) {
        return phase.isSending() ? advance(fleet, now) : List.of();
    }

    /** Time has passed. */
    List<Command> onTick(Fleet fleet, Instant now) {
        List<Command> commands = new ArrayList<>(advance(fleet, now));
        boolean published = topicReady && !phase.isEnded();
        if (published && commands.isEmpty() && !now.isBefore(publishedAt.plus(REPUBLISH_EVERY))) {
            commands.add(publish(now));
        }
        if (published && log.added() > eventsStored) {
            eventsStored = log.added();
            commands.add(new Command.Store(this));
        }
        return commands;
    }

    /** Tries again with the next tick: at once would be a loop as long as Kafka refuses. */
    List<Command> onPublishFailed() {
        publishedAt = Instant.EPOCH;
        return List.of();
    }

    private List<Command> advance(Fleet fleet, Instant now) {
        return switch (phase) {
            case PREPARING -> advancePreparing(fleet, now);
            case SCHEDULED, RUNNING, PAUSED -> advanceSending(fleet, now);
            case DRAINING -> advanceDraining(now);
            case VERIFYING -> advanceVerifying(fleet, now);
            case QUEUED, DONE, STOPPED, FAILED -> List.of();
        };
    }

    private List<Command> advancePreparing(Fleet fleet, Instant now) {
        if (!topicReady) {
            // until the topic is ready it is Kafka that is waited for, and Kafka's own answer says more
            return List.of();
        }
        boolean changed = workforce.letJoin(fleet, now);
        Set<String> members = workforce.members();
        Optional<String> unready =
                consumption.unready(verification.audit().from().size());
        if (members.size() >= spec.workers().expected()
                && workforce.able(fleet).containsAll(members)
                && unready.isEmpty()) {
            workforce.begin(revision + 1);
            waitingSince = Optional.empty();
            startAt = Optional.of(now.plus(START_LEAD));
            toPhase(
                    RunPhase.SCHEDULED,
                    "all workers are ready; the load begins at " + startAt.get().truncatedTo(ChronoUnit.MILLIS),
                    now);
            return List.of(publish(now));
        }
        Instant since = waitingSince.orElse(now);
        if (now.isBefore(since.plus(spec.workers().timeout()))) {
            return changed ? List.of(publish(now)) : List.of();
        }
        String missing = members.stream()
                .filter(worker -> !workforce.able(fleet).contains(worker))
                .map(aggregate::nameOf)
                .collect(Collectors.joining(", "));
        if (missing.isEmpty() && members.size() >= spec.workers().expected() && unready.isPresent()) {
            return end(
                    RunPhase.FAILED,
                    "CONSUMERS_NOT_READY: " + unready.get() + " after "
                            + spec.workers().timeout().toSeconds() + " s; see the workers' logs",
                    now);
        }
        return end(
                RunPhase.FAILED,
                "WORKERS_NOT_READY: "
                        + (missing.isEmpty()
                                ? members.size() + " of " + spec.workers().expected() + " workers are left"
                                : missing + " could not open their producers")
                        + " within " + spec.workers().timeout().toSeconds() + " s; see their logs",
                now);
    }

    private List<Command> advanceDraining(Instant now) {
        boolean late = drainingSince
                .map(since -> now.isAfter(
                        since.plusMillis(spec.producer().deliveryTimeoutMs()).plus(HARD_STOP_GRACE)))
                .orElse(false);
        if (endsAsked || (!late && !everyShare(Aggregate.Share::isFinal))) {
            return List.of();
        }
        endsAsked = true;
        return List.of(new Command.ReadEnds(id, spec.topic().name()));
    }

    /** Nothing more comes to the topic: what is there is read back, if it is to be. */
    List<Command> onEndsRead(List<Long> ends, Fleet fleet, Instant now) {
        if (phase != RunPhase.DRAINING || verification.isBegun()) {
            return List.of();
        }
        verification.begin(ends, now);
        consumption.drain(verification.ends(), verification.audit().from(), now);
        if (!verification.reads() && consumption.isOver(now)) {
            return finish(now);
        }
        toPhase(
                RunPhase.VERIFYING,
                consumption.isOver(now) ? "reads the topic back" : "waits until the consumers have read everything",
                now);
        List<Command> commands = advanceVerifying(fleet, now);
        return commands.isEmpty() ? List.of(publish(now)) : commands;
    }

    List<Command> onEndsUnknown(String why, Instant now) {
        if (phase != RunPhase.DRAINING) {
            return List.of();
        }
        verification.giveUp(why);
        return finish(now);
    }

    /** A reader has told something. */
    List<Command> onAudit(Fleet fleet, Instant now) {
        return phase == RunPhase.VERIFYING ? advanceVerifying(fleet, now) : List.of();
    }

    /** The consumers first: a reader beside them would take from what they are measured by. */
    private List<Command> advanceVerifying(Fleet fleet, Instant now) {
        if (!consumption.isOver(now)) {
            return List.of();
        }
        boolean changed = verification.assign(fleet.readyIds(), now);
        if (verification.isOver(now)) {
            return finish(now);
        }
        return changed ? List.of(publish(now)) : List.of();
    }

    private List<Command> finish(Instant now) {
        return ending.map(early -> end(early.phase(), early.reason(), now)).orElseGet(() -> complete(now));
    }

    private List<Command> advanceSending(Fleet fleet, Instant now) {
        List<Command> end = settle(now);
        if (!end.isEmpty()) {
            return end;
        }
        if (hardStopAt(now).map(now::isAfter).orElse(false)) {
            return stopSending(RunPhase.FAILED, incomplete(), now);
        }
        Timeline timeline = timeline();
        boolean changed = workforce.letJoin(fleet, now) || stale;
        changed |= workforce.handOver(fleet, timeline, revision + 1, now);
        // who is silent for a moment keeps what it reads: it would be read from the run's beginning again
        List<String> readers = new ArrayList<>(fleet.readyIds());
        readers.addAll(fleet.suspectIds());
        changed |= verification.assign(fleet.readyIds(), readers, now);
        RunPhase wanted = timeline.isPaused(now) ? RunPhase.PAUSED : RunPhase.RUNNING;
        if (timeline.elapsedNanos(now) >= 0 && wanted != phase) {
            toPhase(wanted, wanted == RunPhase.PAUSED ? "paused" : "sends", now);
            changed = true;
        }
        return changed ? List.of(publish(now)) : List.of();
    }

    private List<Command> settle(Instant now) {
        stale |= workforce.clear(timeline(), now);
        return workforce.isDone(timeline(), now) ? drain("all is sent and answered", now) : List.of();
    }

    private List<Command> drain(String why, Instant now) {
        drainingSince = Optional.of(now);
        toPhase(RunPhase.DRAINING, why, now);
        List<Command> commands = new ArrayList<>(List.of(publish(now)));
        commands.addAll(advanceDraining(now));
        return commands;
    }

    private boolean everyShare(Predicate<Aggregate.Share> condition) {
        return aggregate.shares().stream().allMatch(condition);
    }

    private Timeline timeline() {
        return new Timeline(schedule, startAt);
    }

    Step stop(Instant now) {
        if (phase == RunPhase.VERIFYING) {
            verification.giveUp("stopped by request");
            consumption.giveUp("stopped by request");
            return Step.of(finish(now));
        }
        if (phase.isEnded() || phase == RunPhase.DRAINING) {
            return Step.refused(new Reply.Conflict("the run is " + phase + " already"));
        }
        return Step.of(stopSending(RunPhase.STOPPED, "USER: stopped by request", now));
    }

    private List<Command> stopSending(RunPhase becomes, String why, Instant now) {
        if (phase == RunPhase.QUEUED || phase == RunPhase.PREPARING) {
            return end(becomes, why, now);
        }
        // the first reason is the cause; what follows from it is not
        boolean first = ending.isEmpty();
        if (first) {
            ending = Optional.of(new Ending(becomes, why));
            reason = why;
        }
        if (phase != RunPhase.DRAINING) {
            return drain("stops sending: " + why, now);
        }
        List<Command> commands = new ArrayList<>(first ? List.of(publish(now)) : List.of());
        commands.addAll(advanceDraining(now));
        return commands;
    }

    Step pause(Instant now) {
        return change(0, RunLog.Kind.PAUSED, now);
    }

    Step resume(Instant now) {
        if (schedule.isMax() || schedule.newestRate() != 0) {
            return Step.refused(new Reply.Conflict("the run is not paused"));
        }
        return change(schedule.rateBeforePause(), RunLog.Kind.RESUMED, now);
    }

    Step changeRate(double rate, Instant now) {
        return change(rate, RunLog.Kind.RATE_CHANGED, now);
    }

    private Step change(double rate, RunLog.Kind kind, Instant now) {
        if (!phase.isSending()) {
            return Step.refused(new Reply.Conflict("the run is " + phase + "; its rate can change while it sends"));
        }
        Optional<Reply> refusal = schedule.refusal(rate);
        if (refusal.isPresent()) {
            return Step.refused(refusal.get());
        }
        schedule = schedule.withRate(rate, timeline().elapsedNanos(now) + CHANGE_LEAD.toNanos());
        log.add(now, kind, schedule.newestChange());
        return Step.of(List.of(publish(now)));
    }

    /** Ends at once: an earlier controller had begun it, and nothing is left to go on from. */
    List<Command> fail(String why, Instant now) {
        return end(RunPhase.FAILED, why, now);
    }

    /** Every worker is done: what was planned must have its outcome, else the run is not complete. */
    private List<Command> complete(Instant now) {
        return unsent() > 0 ? end(RunPhase.FAILED, incomplete(), now) : end(RunPhase.DONE, "", now);
    }

    private long unsent() {
        return planned().map(all -> all - aggregate.totals().settled()).orElse(0L);
    }

    private String incomplete() {
        return "INCOMPLETE: " + unsent() + " messages were not sent until the run was stopped "
                + HARD_STOP_GRACE.toSeconds() + " s and a delivery timeout after its schedule's end";
    }

    private List<Command> end(RunPhase ended, String why, Instant now) {
        // share groups are made with the topic, the others by their members
        boolean grouped =
                topicReady || (phase != RunPhase.QUEUED && spec.consumers().protocol() == RunSpec.GroupProtocol.SHARE);
        reason = why;
        endedAt = Optional.of(now);
        toPhase(ended, why.isEmpty() ? "complete" : why, now);
        // stored first: a run that is retired and not stored would be begun again by the next controller
        List<Command> commands = new ArrayList<>(List.of(new Command.Store(this), new Command.RetireRun(id)));
        if (grouped && !consumption.isNone()) {
            commands.add(new Command.DeleteGroups(id, spec.consumers()));
        }
        return commands;
    }

    private void toPhase(RunPhase next, String words, Instant now) {
        phase = next;
        log.add(now, RunLog.Kind.PHASE, next + ": " + words);
    }

    private Command publish(Instant now) {
        publishedAt = now;
        stale = false;
        revision++;
        workforce.countShards();
        return new Command.PublishRun(new DesiredRun(
                id,
                revision,
                phase,
                ending,
                plan,
                schedule.segments(),
                startAt,
                hardStopAt(now),
                List.copyOf(workforce.members()),
                workforce.grants(),
                workforce.leftovers(),
                workforce.gone(),
                aggregate.closed(),
                workforce.excess(),
                aggregate.handoverDuplicates(),
                verification.audit()));
    }

    private Optional<Instant> hardStopAt(Instant now) {
        return startAt.map(start -> {
            long end = schedule.endNanos();
            Instant over = end == FireTimes.NEVER ? now.plus(RUN_MAX) : start.plusNanos(end);
            return over.plusMillis(spec.producer().deliveryTimeoutMs()).plus(HARD_STOP_GRACE);
        });
    }
}
