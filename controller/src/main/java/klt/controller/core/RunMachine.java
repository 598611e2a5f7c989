package klt.controller.core;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.Plan;
import klt.common.protocol.RunPhase;
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

    /** What a worker has to have read before it is due: a move is this far ahead. */
    static final Duration MOVE_LEAD = Duration.ofMillis(1_500);

    /** A worker may have sent so long after its newest report: that comes once a second, and may be late. */
    static final Duration UNREPORTED_MAX = Duration.ofSeconds(2);

    private final String id;
    private final RunSpec spec;
    private final Instant createdAt;
    private final RunLog log = new RunLog();
    private final Aggregate aggregate = new Aggregate();
    private final List<Disruption> disruptions = new ArrayList<>();

    private RunPhase phase = RunPhase.QUEUED;
    /** why it stopped or failed: a code, a colon and words; empty while neither */
    private String reason = "";
    /** what it becomes when every worker is done */
    private RunPhase outcome = RunPhase.DONE;

    private Plan plan;
    private LoadSchedule schedule;
    private GrantBook book;
    private long revision;
    /** workers that take part, in the order in which they came */
    private final Set<String> members = new LinkedHashSet<>();
    /** since when only the fleet keeps it waiting */
    private Optional<Instant> waitingSince = Optional.empty();

    private boolean topicReady;
    private Optional<Instant> startAt = Optional.empty();
    private Optional<Instant> drainingSince = Optional.empty();
    private Optional<Instant> endedAt = Optional.empty();
    private Instant publishedAt = Instant.EPOCH;

    /**
     * A time in which the load was not what it should be.
     *
     * @param fromSecond after the run's start
     * @param toSecond when the schedule was whole again
     */
    public record Disruption(String words, double fromSecond, double toSecond) {}

    RunMachine(String id, RunSpec spec, Instant createdAt) {
        this.id = id;
        this.spec = spec;
        this.createdAt = createdAt;
        plan = new Plan(spec, Sharding.SHARDS_MIN);
        book = GrantBook.untouched(plan.shardCount());
        schedule = LoadSchedule.of(spec);
        log.add(createdAt, RunLog.Kind.PHASE, "accepted, waits for its turn");
    }

    /** A run that another controller has begun, as its newest record has it; what the workers reported of it is to be told again. */
    static RunMachine of(DesiredRun desired, Instant createdAt, Instant now) {
        RunMachine run = new RunMachine(desired.run(), desired.plan().spec(), createdAt);
        run.phase = desired.phase();
        run.plan = desired.plan();
        run.schedule = new LoadSchedule(desired.plan().spec().extent(), desired.segments());
        run.book = GrantBook.of(desired.plan().shardCount(), desired.grants());
        run.revision = desired.revision();
        run.members.addAll(desired.members());
        desired.grants().forEach(grant -> run.members.add(grant.worker()));
        run.topicReady = true;
        run.startAt = desired.startAt();
        run.waitingSince = desired.startAt().isPresent() ? Optional.empty() : Optional.of(now);
        run.drainingSince = desired.phase() == RunPhase.DRAINING ? Optional.of(now) : Optional.empty();
        run.aggregate.carry(desired.closed(), desired.handoverDuplicates());
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

    public List<Disruption> disruptions() {
        return List.copyOf(disruptions);
    }

    public Aggregate aggregate() {
        return aggregate;
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
        book = GrantBook.untouched(plan.shardCount());
        ready.forEach(worker -> join(worker, fleet));
        waitingSince = Optional.of(now);
        toPhase(
                RunPhase.PREPARING,
                "prepares with " + members.size() + " workers and " + plan.shardCount() + " shards",
                now);
        return List.of(new Command.PrepareTopic(id, spec.topic()));
    }

    private void join(String worker, Fleet fleet) {
        Hello hello = fleet.member(worker).map(Fleet.Member::hello).orElseThrow();
        aggregate.addWorker(worker, hello.name(), hello.cpuLimit());
        members.add(worker);
    }

    List<Command> onTopicReady(List<String> notes, Instant now) {
        if (phase != RunPhase.PREPARING || topicReady) {
            return List.of();
        }
        topicReady = true;
        waitingSince = Optional.of(now);
        notes.forEach(note -> log.add(now, RunLog.Kind.PHASE, note));
        return List.of(publish(now));
    }

    List<Command> onTopicRefused(String why, Instant now) {
        return phase == RunPhase.PREPARING ? end(RunPhase.FAILED, why, now) : List.of();
    }

    /** What another controller was told, told again: nothing is decided by it. */
    void recall(String worker, Hello hello, RunProgress progress) {
        if (members.contains(worker)) {
            aggregate.addWorker(worker, hello.name(), hello.cpuLimit());
            aggregate.onProgress(worker, progress);
            book.onProgress(worker, progress.grants());
        }
    }

    /** All was told again: those who are not there any more are gone. */
    List<Command> onCaughtUp(Fleet fleet, Instant now) {
        for (String worker : List.copyOf(members)) {
            if (fleet.member(worker).isEmpty()) {
                aggregate.addWorker(worker, worker, 0);
                takeBack(worker, RunLog.Kind.WORKER_LOST, now, now);
            }
        }
        return phase.isEnded() || !topicReady ? List.of() : List.of(publish(now));
    }

    List<Command> onProgress(String worker, RunProgress progress, Fleet fleet, Instant now) {
        Optional<Aggregate.Share> share = aggregate.share(worker);
        if (phase.isEnded() || share.isEmpty()) {
            return List.of();
        }
        boolean wasGone = share.get().isGone();
        Optional<RunState> before = share.get().progress().map(RunProgress::state);
        long beyond = share.get().ackedBeyondItsPart();
        aggregate.onProgress(worker, progress);
        if (wasGone) {
            noteReturn(share.get(), beyond, now);
            return List.of();
        }
        book.onProgress(worker, progress.grants());
        if (progress.state() == RunState.READY && !before.equals(Optional.of(RunState.READY))) {
            log.add(now, RunLog.Kind.WORKER_READY, nameOf(worker) + " is ready");
        }
        if (progress.state() == RunState.FAILED && !before.equals(Optional.of(RunState.FAILED))) {
            log.add(now, RunLog.Kind.ERROR, nameOf(worker) + " gave up: " + progress.reason());
            return stopSending(RunPhase.FAILED, progress.reason(), now);
        }
        return advance(fleet, now);
    }

    /** A worker that was thought dead speaks: what it got through in the meantime is in the log twice. */
    private void noteReturn(Aggregate.Share share, long beyondBefore, Instant now) {
        long beyond = share.ackedBeyondItsPart();
        if (beyond > beyondBefore) {
            log.add(
                    now,
                    RunLog.Kind.WORKER_RETURNED,
                    share.name() + " was not dead: " + beyond
                            + " of its messages were acked that others have sent again (zombie)");
        }
    }

    void onInterval(String worker, Interval interval, Instant now) {
        long elapsed = Duration.ofNanos(elapsedNanos(now)).toSeconds();
        boolean possible = interval.second() >= 0 && interval.second() <= elapsed + INTERVAL_AHEAD_SECONDS_MAX;
        if (!phase.isEnded() && possible) {
            aggregate.onInterval(worker, interval);
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
        book.clear(messages());
        if (book.hasGrants(worker)) {
            takeBack(worker, how, heardAt, now);
        } else {
            members.remove(worker);
            aggregate.onLeft(worker);
            log.add(now, how, nameOf(worker) + (how == RunLog.Kind.WORKER_LOST ? " fell silent" : " left"));
        }
        List<Command> commands = new ArrayList<>(advance(fleet, now));
        if (commands.isEmpty() && topicReady && !phase.isEnded()) {
            commands.add(publish(now));
        }
        return commands;
    }

    private void takeBack(String worker, RunLog.Kind how, Instant heardAt, Instant now) {
        int shards = book.shardsOf(worker);
        long repeats = book.takeBack(worker, sentBelow(worker, heardAt));
        if (phase == RunPhase.DRAINING) {
            repeats = 0;
        }
        members.remove(worker);
        aggregate.onLost(worker, repeats);
        String words = nameOf(worker) + (how == RunLog.Kind.WORKER_LOST ? " fell silent" : " left in haste") + " with "
                + shards + " shards";
        log.add(now, how, words);
        if (startAt.isPresent()) {
            disruptions.add(new Disruption(
                    words,
                    Math.max(0, seconds(elapsedNanos(heardAt))),
                    Math.max(0, seconds(elapsedNanos(now.plus(MOVE_LEAD))))));
        }
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    /** No message from here on can have been sent by a worker that was last heard then. */
    private long sentBelow(String worker, Instant heardAt) {
        Optional<FireTimes> times = fireTimes();
        if (times.isPresent()) {
            return times.get().firstAtOrAfter(Math.max(0, elapsedNanos(heardAt.plus(UNREPORTED_MAX))));
        }
        // at rate max nobody knows; it was as fast as before, at most by half
        long lately = aggregate
                .share(worker)
                .flatMap(Aggregate.Share::newest)
                .map(Interval::sent)
                .orElse(0L);
        int shards = Math.max(1, book.shardsOf(worker));
        return book.positionOf(worker) + 3 * lately * plan.shardCount() / shards;
    }

    /** Time has passed. */
    List<Command> onTick(Fleet fleet, Instant now) {
        List<Command> commands = new ArrayList<>(advance(fleet, now));
        boolean published = topicReady && !phase.isEnded();
        if (published && commands.isEmpty() && !now.isBefore(publishedAt.plus(REPUBLISH_EVERY))) {
            commands.add(publish(now));
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
            case QUEUED, VERIFYING, DONE, STOPPED, FAILED -> List.of();
        };
    }

    private List<Command> advancePreparing(Fleet fleet, Instant now) {
        if (!topicReady) {
            // until the topic is ready it is Kafka that is waited for, and Kafka's own answer says more
            return List.of();
        }
        boolean changed = letJoin(fleet, now);
        if (members.size() >= spec.workers().expected() && able(fleet).containsAll(members)) {
            book.give(List.copyOf(members), 0, revision + 1);
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
                .filter(worker -> !able(fleet).contains(worker))
                .map(this::nameOf)
                .collect(Collectors.joining(", "));
        return end(
                RunPhase.FAILED,
                "WORKERS_NOT_READY: "
                        + (missing.isEmpty()
                                ? members.size() + " of " + spec.workers().expected() + " workers are left"
                                : missing + " could not open their producers")
                        + " within " + spec.workers().timeout().toSeconds() + " s; see their logs",
                now);
    }

    /** Workers that came after the others take part as soon as they are ready. */
    private boolean letJoin(Fleet fleet, Instant now) {
        List<String> newcomers = fleet.readyIds().stream()
                .filter(worker -> aggregate.share(worker).isEmpty())
                .limit(Math.max(0, plan.shardCount() - members.size()))
                .toList();
        for (String worker : newcomers) {
            join(worker, fleet);
            log.add(now, RunLog.Kind.WORKER_JOINED, nameOf(worker) + " joins");
        }
        return !newcomers.isEmpty();
    }

    /** Members that can be given shards now. */
    private List<String> able(Fleet fleet) {
        List<String> ready = fleet.readyIds();
        return members.stream()
                .filter(ready::contains)
                .filter(worker ->
                        aggregate.share(worker).map(Aggregate.Share::isAble).orElse(false))
                .toList();
    }

    private List<Command> advanceDraining(Instant now) {
        boolean late = drainingSince
                .map(since -> now.isAfter(
                        since.plusMillis(spec.producer().deliveryTimeoutMs()).plus(HARD_STOP_GRACE)))
                .orElse(false);
        if (!late && !everyShare(Aggregate.Share::isFinal)) {
            return List.of();
        }
        return outcome == RunPhase.DONE ? complete(now) : end(outcome, reason, now);
    }

    private List<Command> advanceSending(Fleet fleet, Instant now) {
        boolean changed = book.clear(messages());
        boolean timeIsOver = schedule.isMax() && elapsedNanos(now) >= schedule.endNanos();
        if (book.isComplete(messages()) || (timeIsOver && book.isStill())) {
            return drain("all is sent and answered", now);
        }
        if (hardStopAt(now).map(now::isAfter).orElse(false)) {
            return stopSending(RunPhase.FAILED, incomplete(), now);
        }
        changed |= letJoin(fleet, now);
        changed |= !timeIsOver && handOver(fleet, now);
        long elapsed = elapsedNanos(now);
        RunPhase wanted =
                fireTimes().map(times -> times.rateAt(Math.max(0, elapsed)) == 0).orElse(false)
                        ? RunPhase.PAUSED
                        : RunPhase.RUNNING;
        if (elapsed >= 0 && wanted != phase) {
            toPhase(wanted, wanted == RunPhase.PAUSED ? "paused" : "sends", now);
            changed = true;
        }
        return changed ? List.of(publish(now)) : List.of();
    }

    /** Gives what nobody has to those who are there, and evens out who has how much. */
    private boolean handOver(Fleet fleet, Instant now) {
        List<String> able = able(fleet);
        if (able.isEmpty()) {
            if (book.hasLoose() && waitingSince.isEmpty()) {
                waitingSince = Optional.of(now);
                log.add(now, RunLog.Kind.WAITING, "no worker is there to send: it goes on when one comes");
            }
            return false;
        }
        long cut = fireTimes()
                .map(times -> times.firstAtOrAfter(Math.max(0, elapsedNanos(now.plus(MOVE_LEAD)))))
                .orElse(0L);
        boolean given = book.hasLoose();
        if (given) {
            book.give(able, cut, revision + 1);
            closeWait(now);
        }
        boolean moved = schedule.isMax() ? endThoseWhoLeave(fleet) : book.move(able, cut, revision + 1);
        if (given || moved) {
            log.add(now, RunLog.Kind.SHARDS_MOVED, given ? "what was left behind is given to " + able.size() + " workers" : "shards are dealt anew to " + able.size() + " workers");
        }
        return given || moved;
    }

    private void closeWait(Instant now) {
        waitingSince.ifPresent(since -> {
            log.add(now, RunLog.Kind.WAITING, "a worker is there again");
            disruptions.add(new Disruption(
                    "no worker was there to send",
                    seconds(Math.max(0, elapsedNanos(since))),
                    seconds(Math.max(0, elapsedNanos(now.plus(MOVE_LEAD))))));
        });
        waitingSince = Optional.empty();
    }

    /** Without fire times there is no moment at which a shard could change hands: who leaves stops where it is, and others go on from there. */
    private boolean endThoseWhoLeave(Fleet fleet) {
        boolean any = false;
        for (String worker : members) {
            if (fleet.member(worker).map(Fleet.Member::leaving).orElse(false)) {
                any |= book.endAtOnce(worker);
            }
        }
        return any;
    }

    private List<Command> drain(String why, Instant now) {
        drainingSince = Optional.of(now);
        toPhase(RunPhase.DRAINING, why, now);
        List<Command> commands = new ArrayList<>(List.of(publish(now)));
        commands.addAll(advanceDraining(now));
        return commands;
    }

    /** How many messages the grants may hold. */
    private long messages() {
        return schedule.messages().orElse(FireTimes.UNBOUNDED);
    }

    private boolean everyShare(Predicate<Aggregate.Share> condition) {
        return aggregate.shares().stream().allMatch(condition);
    }

    private long elapsedNanos(Instant now) {
        return startAt.map(start -> Duration.between(start, now).toNanos()).orElse(-1L);
    }

    Step stop(Instant now) {
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
        if (outcome == RunPhase.DONE) {
            outcome = becomes;
            reason = why;
        }
        return phase == RunPhase.DRAINING ? advanceDraining(now) : drain("stops sending: " + why, now);
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
        double before = schedule.newestRate();
        schedule = schedule.withRate(rate, elapsedNanos(now) + CHANGE_LEAD.toNanos());
        double atSecond = schedule.segments().getLast().startNanos() / 1e9;
        log.add(
                now,
                kind,
                String.format(Locale.ROOT, "rate %s → %s msg/s at second %.1f", words(before), words(rate), atSecond));
        return Step.of(List.of(publish(now)));
    }

    private static String words(double rate) {
        return rate == Math.rint(rate) ? String.valueOf((long) rate) : String.valueOf(rate);
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
        reason = why;
        endedAt = Optional.of(now);
        toPhase(ended, why.isEmpty() ? "complete" : why, now);
        // stored first: a run that is retired and not stored would be begun again by the next controller
        return List.of(new Command.Store(this), new Command.RetireRun(id));
    }

    private void toPhase(RunPhase next, String words, Instant now) {
        phase = next;
        log.add(now, RunLog.Kind.PHASE, next + ": " + words);
    }

    private Command publish(Instant now) {
        publishedAt = now;
        revision++;
        aggregate.shares().forEach(share -> share.shards(book.shardsOf(share.worker())));
        return new Command.PublishRun(new DesiredRun(
                id,
                revision,
                phase,
                plan,
                schedule.segments(),
                startAt,
                hardStopAt(now),
                List.copyOf(members),
                book.grants(),
                aggregate.closed(),
                aggregate.handoverDuplicates()));
    }

    private Optional<Instant> hardStopAt(Instant now) {
        return startAt.map(start -> {
            long end = schedule.endNanos();
            Instant over = end == FireTimes.NEVER ? now.plus(RUN_MAX) : start.plusNanos(end);
            return over.plusMillis(spec.producer().deliveryTimeoutMs()).plus(HARD_STOP_GRACE);
        });
    }

    private String nameOf(String worker) {
        return aggregate.share(worker).map(Aggregate.Share::name).orElse(worker);
    }
}
