package klt.controller.core.run;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.ControlRecord.Ending;
import klt.common.protocol.EndCode;
import klt.common.protocol.ReportRefused;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord.RunProgress;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.schedule.FireTimes;
import klt.common.schedule.Sharding;
import klt.common.spec.Limits;
import klt.common.spec.RunSpec;
import klt.common.text.Counted;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.history.RunHistory;
import klt.controller.core.history.RunLog;
import klt.controller.core.preflight.Finding;
import klt.controller.core.preflight.Preflight;
import klt.controller.core.schedule.LoadSchedule;
import klt.controller.core.schedule.Timeline;
import klt.controller.core.stats.RunStats;

/**
 * The state machine of one {@link Run}: see {@link RunPhase} for its states. Each method takes an event and its bus time, and returns
 * commands, its only effect. Event-loop thread only; owned by the controller's core.
 */
public final class RunMachine {

    /** From the decision to the start: time for every worker to read it and enter its send loop. */
    static final Duration START_LEAD = Duration.ofSeconds(2);

    /** From the decision to a rate change, for the same reason. */
    static final Duration CHANGE_LEAD = Duration.ofMillis(1_500);

    /** The desired state is republished at this interval, in case it was deleted. */
    static final Duration REPUBLISH_EVERY = Duration.ofSeconds(60);

    /** A worker stops on its own this long after the end of the schedule plus the delivery timeout. */
    static final Duration HARD_STOP_GRACE = Duration.ofMinutes(1);

    /** Maximum wait for the topic's end offsets. */
    static final Duration ENDS_MAX = Duration.ofSeconds(60);

    /** After the topic is deleted, workers have this long to report the outcomes of their messages. */
    static final Duration TOPIC_LOST_MAX = Duration.ofSeconds(5);

    /** Maximum length of a run without a scheduled end. */
    static final Duration RUN_MAX = Duration.ofDays(30);

    private final Run run;
    private final StartGate startGate;

    /** the phase and reason to end with when every worker is done; empty unless the run was ended early */
    private Optional<Ending> ending;

    private long revision;
    /** the published record lists grants that are over */
    private boolean stale;

    private final RunTopic topic;
    private boolean topicReady;
    /** the topic was deleted or replaced */
    private boolean topicLost;
    /** the topic was described after the verification */
    private boolean lastLook;

    private Optional<Instant> endsAskedAt = Optional.empty();
    private Optional<Instant> drainingSince;
    private Optional<RunPhase> waitNoted = Optional.empty();
    private Instant publishedAt = Instant.EPOCH;
    /** number of events in the last stored state, which another controller would know */
    private long eventsStored;

    /** Creates a queued run. */
    public RunMachine(String id, RunSpec spec, Instant createdAt) {
        run = new Run(id, spec, createdAt);
        startGate = new StartGate(spec.workers());
        topic = new RunTopic(spec.topic().name(), Optional.empty());
        ending = Optional.empty();
        drainingSince = Optional.empty();
    }

    /** Restores a run of another controller from its newest record; the workers' reports are replayed afterwards. */
    public RunMachine(DesiredRun desired, Instant createdAt, RunHistory past, Instant now) {
        run = new Run(desired, createdAt, past, now);
        ending = desired.ending();
        revision = desired.revision();
        topicReady = true;
        topic = new RunTopic(run.spec().topic().name(), desired.audit().topicId());
        topicLost = ending.filter(early -> EndCode.TOPIC_DELETED.isCodeOf(early.reason()))
                .isPresent();
        startGate = new StartGate(run.spec().workers());
        startGate.begin(now);
        drainingSince = desired.phase() == RunPhase.DRAINING ? Optional.of(now) : Optional.empty();
    }

    public Run run() {
        return run;
    }

    /** Prepares the run if there are enough workers; fails it after the timeout. */
    public List<Command> tryPrepare(Fleet fleet, Instant now) {
        List<String> ready = fleet.readyIds();
        if (!startGate.isEnough(ready.size())) {
            return startGate.isLate(now) ? end(RunPhase.FAILED, startGate.tooFewReady(ready.size()), now) : List.of();
        }
        List<Finding> findings = Preflight.ofWorkers(run.spec(), fleet.memory(ready));
        List<Command> refused = onPreflight(findings, now);
        if (!refused.isEmpty()) {
            return refused;
        }
        run.split(Sharding.shardCount(ready.size()));
        ready.forEach(worker -> run.allocation().join(worker, fleet));
        run.toPhase(
                RunPhase.PREPARING,
                "preparing with " + Counted.of(ready.size(), "worker") + " and "
                        + Counted.of(run.plan().shardCount(), "shard"),
                now);
        return List.of(new Command.PrepareTopic(run.id(), run.spec(), ready.size()));
    }

    /** Refuses a run that would fail or harm the workers. */
    public List<Command> onPreflight(List<Finding> findings, Instant now) {
        if (run.phase() != RunPhase.QUEUED && run.phase() != RunPhase.PREPARING) {
            return List.of();
        }
        findings.forEach(finding -> run.log().add(now, RunLog.Kind.PREFLIGHT, finding.line()));
        String refusals = Finding.refusals(findings);
        return refusals.isEmpty() ? List.of() : end(RunPhase.FAILED, EndCode.PREFLIGHT_REFUSED.reason(refusals), now);
    }

    public List<Command> onTopicReady(List<String> notes, List<Long> ends, Instant now) {
        if (run.phase() != RunPhase.PREPARING || topicReady) {
            return List.of();
        }
        if (ends.size() > Limits.PARTITIONS_MAX) {
            return end(RunPhase.FAILED, tooManyPartitions(ends.size()), now);
        }
        topicReady = true;
        run.verification().onTopicReady(ends);
        startGate.begin(now);
        notes.forEach(note -> run.log().add(now, RunLog.Kind.PHASE, note));
        return List.of(publish(now), look(now));
    }

    private String tooManyPartitions(int partitions) {
        return EndCode.TOPIC_REFUSED.reason(String.format(
                Locale.ROOT,
                "topic %s has %,d partitions; the maximum is %,d",
                run.spec().topic().name(),
                partitions,
                Limits.PARTITIONS_MAX));
    }

    private Command look(Instant now) {
        topic.asked(now);
        return new Command.LookAtTopic(run.id(), run.spec().topic().name());
    }

    /** @param seen empty if the topic is absent */
    public List<Command> onTopicSeen(Optional<Event.TopicState> seen, Fleet fleet, Instant now) {
        if (run.phase().isEnded() || !topicReady || topicLost) {
            return List.of();
        }
        boolean changed = false;
        for (RunTopic.Change change : topic.seen(seen, run.verification().from(), now)) {
            run.log().add(now, RunLog.Kind.TOPIC_CHANGED, change.words());
            switch (change) {
                case RunTopic.Change.Lost lost -> {
                    return onTopicLost(lost.words(), now);
                }
                case RunTopic.Change.Grown grown -> {
                    if (grown.partitions() > Limits.PARTITIONS_MAX) {
                        return stopSending(RunPhase.FAILED, tooManyPartitions(grown.partitions()), now);
                    }
                    run.verification().grow(grown.partitions());
                    changed = true;
                }
                case RunTopic.Change.Cut cut -> {}
            }
        }
        List<Command> commands =
                new ArrayList<>(changed || run.phase() == RunPhase.VERIFYING ? advance(fleet, now) : List.of());
        if (changed && commands.isEmpty() && !run.phase().isEnded()) {
            commands.add(publish(now));
        }
        return commands;
    }

    public List<Command> onTopicUnseen(Fleet fleet, Instant now) {
        topic.unanswered(now);
        return run.phase() == RunPhase.VERIFYING ? advance(fleet, now) : List.of();
    }

    /** Messages that were sent cannot be verified, and new ones go elsewhere: the run does not wait for answers that cannot come. */
    private List<Command> onTopicLost(String words, Instant now) {
        topicLost = true;
        run.verification().loseTopic(words);
        run.consumerStats().giveUp(words);
        String why = EndCode.TOPIC_DELETED.reason(words);
        if (run.phase() == RunPhase.PREPARING) {
            return end(RunPhase.FAILED, why, now);
        }
        // an earlier failure is a consequence of the loss; a stop by request is not
        if (ending.filter(early -> early.phase() == RunPhase.STOPPED).isEmpty()) {
            ending = Optional.of(new Ending(RunPhase.FAILED, why));
            run.stopsFor(why);
        }
        if (run.phase() == RunPhase.VERIFYING) {
            return finish(now);
        }
        if (run.phase() != RunPhase.DRAINING) {
            return drain("stopping: " + why, now);
        }
        drainingSince = Optional.of(now);
        List<Command> commands = new ArrayList<>(List.of(publish(now)));
        commands.addAll(advanceDraining(now));
        return commands;
    }

    public List<Command> onTopicRefused(String why, Instant now) {
        return run.phase() == RunPhase.PREPARING ? end(RunPhase.FAILED, why, now) : List.of();
    }

    /** The replay has finished: members that are not in the fleet are removed. */
    public List<Command> onReplayFinished(Fleet fleet, Instant now) {
        run.allocation().reconcile(fleet, run.timeline(), now);
        return run.phase().isEnded() || !topicReady ? List.of() : List.of(publish(now));
    }

    public List<Command> onProgress(String worker, RunProgress progress, Fleet fleet, Instant now) {
        Optional<RunStats.Share> share = run.stats().share(worker);
        if (run.phase().isEnded() || share.isEmpty()) {
            return List.of();
        }
        Optional<RunState> before = share.get().progress().map(RunProgress::state);
        if (!run.allocation().onProgress(worker, progress, now)) {
            return List.of();
        }
        boolean another = !before.equals(Optional.of(progress.state()));
        if (another && progress.state() == RunState.READY) {
            run.log().add(now, RunLog.Kind.WORKER_READY, run.stats().nameOf(worker) + " is ready");
        }
        if (another && progress.state() == RunState.FAILED && run.phase() != RunPhase.VERIFYING) {
            run.log().add(now, RunLog.Kind.ERROR, run.stats().nameOf(worker) + " failed: " + progress.reason());
            return stopSending(RunPhase.FAILED, progress.reason(), now);
        }
        // shards are rebalanced once per tick, for all reports at once: a large fleet sends thousands per second
        return another || !run.phase().isSending() ? advance(fleet, now) : drainIfDone(now);
    }

    /**
     * Kafka refused a report of a worker permanently.
     *
     * @param replayed another controller was notified of it, and has recorded the event
     */
    public List<Command> onReportRefused(String worker, ReportRefused refused, boolean replayed, Instant now) {
        if (run.phase().isEnded()) {
            return List.of();
        }
        String words = run.onReportRefused(worker, refused);
        if (!replayed) {
            run.log().add(now, RunLog.Kind.REPORT_REFUSED, words);
        }
        if (refused.isOfAudit() && run.verification().isBegun()) {
            // the audit cannot complete without it
            run.verification().giveUp(words);
        }
        return List.of();
    }

    /**
     * A worker left or was lost: its uncompleted messages are reassigned.
     *
     * @param lastHeartbeatAt when its last heartbeat was received
     */
    public List<Command> onWorkerDeparted(
            String worker, RunLog.Kind how, Instant lastHeartbeatAt, Fleet fleet, Instant now) {
        Optional<RunStats.Share> share = run.stats().share(worker).filter(s -> !s.isGone());
        if (run.phase().isEnded() || share.isEmpty()) {
            return List.of();
        }
        run.consumerStats().onWorkerDeparted(worker);
        run.allocation()
                .remove(
                        worker,
                        how,
                        lastHeartbeatAt,
                        run.timeline(),
                        run.phase() == RunPhase.DRAINING || run.phase() == RunPhase.VERIFYING,
                        now);
        List<Command> commands = new ArrayList<>(advance(fleet, now));
        if (commands.isEmpty() && topicReady && !run.phase().isEnded()) {
            commands.add(publish(now));
        }
        return commands;
    }

    /** A worker was added to the fleet. */
    public List<Command> onWorkerAdded(Fleet fleet, Instant now) {
        return run.phase().isSending() ? advance(fleet, now) : List.of();
    }

    /** Advances the run with time. */
    public List<Command> onTick(Fleet fleet, Instant now) {
        List<Command> commands = new ArrayList<>(advance(fleet, now));
        boolean published = topicReady && !run.phase().isEnded();
        if (published && commands.isEmpty() && !now.isBefore(publishedAt.plus(REPUBLISH_EVERY))) {
            commands.add(publish(now));
        }
        if (published && topic.isDue(now) && !topicLost) {
            commands.add(look(now));
        }
        if (published && run.log().added() > eventsStored) {
            eventsStored = run.log().added();
            commands.add(new Command.Store(run));
        }
        return commands;
    }

    /**
     * The control cluster answers again after an outage.
     *
     * @param outage how long it did not answer
     */
    public List<Command> onOutage(Duration outage, Instant now) {
        run.onOutage(outage, now);
        return List.of();
    }

    /** Retries with the next tick: an immediate retry would loop while Kafka refuses. */
    public List<Command> onPublishFailed() {
        publishedAt = Instant.EPOCH;
        return List.of();
    }

    /**
     * Updates what the run waits for, as shown to clients.
     *
     * @param always even if the phase has not changed
     * @param before number of runs ahead of it in the queue
     */
    public void noteWait(boolean always, int before, Fleet fleet, Instant now) {
        if (always || !waitNoted.equals(Optional.of(run.phase()))) {
            waitNoted = Optional.of(run.phase());
            run.waitsFor(waiting(before, fleet, now));
        }
    }

    private Optional<Waiting> waiting(int before, Fleet fleet, Instant now) {
        Waits waits = new Waits(run, fleet);
        return switch (run.phase()) {
            case QUEUED ->
                before > 0 && startGate.until().isEmpty()
                        ? Optional.of(Waits.turn(before))
                        : waits.workers(startGate.missing(fleet.readyIds().size()), startGate.until());
            case PREPARING ->
                topicReady
                        ? waits.prepared(
                                startGate.missing(run.allocation().members().size()), startGate.until())
                        : Optional.of(waits.topic());
            case SCHEDULED, RUNNING, PAUSED ->
                run.allocation().hasNoWorkers() ? waits.workers(1, hardStopAt(now)) : Optional.empty();
            case DRAINING ->
                Optional.of(endsAskedAt
                        .map(asked -> waits.ends(asked.plus(ENDS_MAX)))
                        .orElseGet(() -> waits.answers(answersUntil())));
            case VERIFYING -> Optional.of(run.consumerStats().isOver(now) ? waits.audit() : waits.catchUp());
            case DONE, STOPPED, FAILED -> Optional.empty();
        };
    }

    private List<Command> advance(Fleet fleet, Instant now) {
        return switch (run.phase()) {
            case PREPARING -> advancePreparing(fleet, now);
            case SCHEDULED, RUNNING, PAUSED -> advanceSending(fleet, now);
            case DRAINING -> advanceDraining(now);
            case VERIFYING -> advanceVerifying(fleet, now);
            case QUEUED, DONE, STOPPED, FAILED -> List.of();
        };
    }

    private List<Command> advancePreparing(Fleet fleet, Instant now) {
        if (!topicReady) {
            // until the topic is ready the run waits for Kafka, whose own answer is more specific
            return List.of();
        }
        boolean changed = run.allocation().letJoin(fleet, now);
        Set<String> members = run.allocation().members();
        Optional<String> consumersLack =
                run.consumerStats().unready(run.verification().from().size());
        List<String> able = run.allocation().able(fleet);
        boolean gathered = startGate.isEnough(members.size()) && able.containsAll(members);
        if (gathered && consumersLack.isEmpty()) {
            run.allocation().begin(revision + 1);
            Instant start = now.plus(START_LEAD);
            run.startAt(start);
            run.toPhase(
                    RunPhase.SCHEDULED,
                    "all workers are ready; the load begins at " + start.truncatedTo(ChronoUnit.MILLIS),
                    now);
            return List.of(publish(now));
        }
        if (!startGate.isLate(now)) {
            return changed ? List.of(publish(now)) : List.of();
        }
        List<String> unready = members.stream()
                .filter(worker -> !able.contains(worker))
                .map(run.stats()::nameOf)
                .toList();
        String why = gathered
                ? startGate.consumersNotReady(consumersLack.orElseThrow())
                : startGate.notReady(unready, members.size());
        return end(RunPhase.FAILED, why, now);
    }

    private List<Command> advanceDraining(Instant now) {
        if (endsAskedAt.filter(asked -> !topicLost).isPresent()) {
            return now.isAfter(endsAskedAt.get().plus(ENDS_MAX))
                    ? onEndsUnknown(
                            "Kafka did not return the topic's end offsets within " + ENDS_MAX.toSeconds() + " s", now)
                    : List.of();
        }
        boolean late = answersUntil().map(now::isAfter).orElse(false);
        if (!late && !run.everyShareIsFinal()) {
            return List.of();
        }
        if (topicLost) {
            return finish(now);
        }
        endsAskedAt = Optional.of(now);
        return List.of(new Command.ReadEnds(run.id(), run.spec().topic().name()));
    }

    /** When the wait for messages without an outcome times out. */
    private Optional<Instant> answersUntil() {
        return drainingSince.map(since -> topicLost
                ? since.plus(TOPIC_LOST_MAX)
                : since.plusMillis(run.spec().producer().deliveryTimeoutMs()).plus(HARD_STOP_GRACE));
    }

    /** Nothing more is written to the topic: verifies its content, if the spec requires it. */
    public List<Command> onEndsRead(List<Long> ends, Fleet fleet, Instant now) {
        if (run.phase() != RunPhase.DRAINING || run.verification().isBegun() || topicLost) {
            return List.of();
        }
        run.verification().begin(ends, now);
        run.consumerStats().drain(run.verification().ends(), run.verification().from(), now);
        if (!run.verification().reads() && run.consumerStats().isOver(now)) {
            return finish(now);
        }
        run.toPhase(
                RunPhase.VERIFYING,
                run.consumerStats().isOver(now)
                        ? "verifying the topic"
                        : "waiting until the consumers have read everything",
                now);
        List<Command> commands = advanceVerifying(fleet, now);
        return commands.isEmpty() ? List.of(publish(now)) : commands;
    }

    public List<Command> onEndsUnknown(String why, Instant now) {
        if (run.phase() != RunPhase.DRAINING || topicLost) {
            return List.of();
        }
        run.verification().giveUp(why);
        return finish(now);
    }

    /** A reader has reported. */
    public List<Command> onAudit(Fleet fleet, Instant now) {
        return run.phase() == RunPhase.VERIFYING ? advanceVerifying(fleet, now) : List.of();
    }

    /** The consumers finish first: a concurrent reader would compete with them and distort their figures. */
    private List<Command> advanceVerifying(Fleet fleet, Instant now) {
        if (!run.consumerStats().isOver(now)) {
            return List.of();
        }
        boolean changed = run.verification().assign(fleet.readyIds(), now);
        if (run.verification().isOver(now)) {
            return mayHaveLostItsTopic(now) ? lastLook(now) : finish(now);
        }
        return changed ? List.of(publish(now)) : List.of();
    }

    /** Messages are missing or could not be read, and the topic may have been replaced since they were sent. */
    private boolean mayHaveLostItsTopic(Instant now) {
        boolean answered = lastLook && !topic.isAsked(now) && !topic.isAbsent();
        return run.verification().reads() && !answered && !run.verification().isSound();
    }

    private List<Command> lastLook(Instant now) {
        if (topic.isAsked(now)) {
            // the outstanding answer may be older than the verification
            return List.of();
        }
        lastLook = true;
        return List.of(look(now));
    }

    private List<Command> finish(Instant now) {
        return ending.map(early -> end(early.phase(), early.reason(), now)).orElseGet(() -> complete(now));
    }

    private List<Command> advanceSending(Fleet fleet, Instant now) {
        List<Command> end = drainIfDone(now);
        if (!end.isEmpty()) {
            return end;
        }
        Optional<String> refusal = Refusal.whileSending(run, now);
        if (refusal.isPresent()) {
            return stopSending(RunPhase.FAILED, refusal.get(), now);
        }
        if (hardStopAt(now).map(now::isAfter).orElse(false)) {
            return stopSending(RunPhase.FAILED, incomplete(), now);
        }
        Timeline timeline = run.timeline();
        boolean changed = run.allocation().letJoin(fleet, now) || stale;
        changed |= run.allocation().handOver(fleet, timeline, revision + 1, now);
        // a suspect keeps its audit task: another reader would have to start from the beginning of the run
        List<String> readers = new ArrayList<>(fleet.readyIds());
        readers.addAll(fleet.suspectIds());
        changed |= run.verification().assign(fleet.readyIds(), readers, now);
        RunPhase desired = timeline.isPaused(now) ? RunPhase.PAUSED : RunPhase.RUNNING;
        if (timeline.elapsedNanos(now) >= 0 && desired != run.phase()) {
            run.toPhase(desired, desired == RunPhase.PAUSED ? "paused" : "sending", now);
            changed = true;
        }
        return changed ? List.of(publish(now)) : List.of();
    }

    private List<Command> drainIfDone(Instant now) {
        stale |= run.allocation().clear(run.timeline(), now);
        return run.allocation().isDone(run.timeline(), now)
                ? drain("all messages are sent and answered", now)
                : List.of();
    }

    private List<Command> drain(String why, Instant now) {
        drainingSince = Optional.of(now);
        run.toPhase(RunPhase.DRAINING, why, now);
        List<Command> commands = new ArrayList<>(List.of(publish(now)));
        commands.addAll(advanceDraining(now));
        return commands;
    }

    public Step stop(Instant now) {
        if (run.phase() == RunPhase.VERIFYING) {
            run.verification().giveUp("stopped by request");
            run.consumerStats().giveUp("stopped by request");
            return Step.of(finish(now));
        }
        if (run.phase().isEnded() || run.phase() == RunPhase.DRAINING) {
            return Step.refused(new Reply.Conflict("the run is already " + run.phase()));
        }
        return Step.of(stopSending(RunPhase.STOPPED, EndCode.USER.reason("stopped by request"), now));
    }

    private List<Command> stopSending(RunPhase becomes, String why, Instant now) {
        if (run.phase() == RunPhase.QUEUED || run.phase() == RunPhase.PREPARING) {
            return end(becomes, why, now);
        }
        // the first reason is the cause; later ones are consequences
        boolean first = ending.isEmpty();
        if (first) {
            ending = Optional.of(new Ending(becomes, why));
            run.stopsFor(why);
        }
        if (run.phase() != RunPhase.DRAINING) {
            return drain("stopping: " + why, now);
        }
        List<Command> commands = new ArrayList<>(first ? List.of(publish(now)) : List.of());
        commands.addAll(advanceDraining(now));
        return commands;
    }

    public Step pause(Instant now) {
        return change(0, RunLog.Kind.PAUSED, now);
    }

    public Step resume(Instant now) {
        if (run.schedule().isMax() || run.schedule().newestRate() != 0) {
            return Step.refused(new Reply.Conflict("the run is not paused"));
        }
        return change(run.schedule().rateBeforePause(), RunLog.Kind.RESUMED, now);
    }

    public Step changeRate(double rate, Instant now) {
        return change(rate, RunLog.Kind.RATE_CHANGED, now);
    }

    private Step change(double rate, RunLog.Kind kind, Instant now) {
        if (!run.phase().isSending()) {
            return Step.refused(
                    new Reply.Conflict("the run is " + run.phase() + "; the rate can be changed only while it sends"));
        }
        Optional<Reply> refusal = refusal(rate);
        if (refusal.isPresent()) {
            return Step.refused(refusal.get());
        }
        run.changeTo(run.schedule().withRate(rate, run.timeline().elapsedNanos(now) + CHANGE_LEAD.toNanos()));
        run.log().add(now, kind, run.schedule().newestChange());
        return Step.of(List.of(publish(now)));
    }

    /** @return why the rate cannot be changed to this one; empty if it can */
    private Optional<Reply> refusal(double rate) {
        LoadSchedule schedule = run.schedule();
        if (schedule.isMax()) {
            return Optional.of(new Reply.Conflict("a run at rate max has no rate to change or to pause"));
        }
        if (schedule.newestRate() == rate) {
            return Optional.of(
                    new Reply.Conflict(rate == 0 ? "the run is already paused" : "the run already has that rate"));
        }
        int changes = schedule.segments().size();
        return changes < FireTimes.SEGMENTS_MAX
                ? Optional.empty()
                : Optional.of(new Reply.Refused("the rate has changed " + changes + " times, which is the limit"));
    }

    /** Ends the run at once: there is no state to continue from, or the desired state can no longer be written. */
    public List<Command> fail(String why, Instant now) {
        return end(RunPhase.FAILED, why, now);
    }

    /** Every worker is done: the run is complete if all planned messages have an outcome. */
    private List<Command> complete(Instant now) {
        Optional<String> refusal = Refusal.atTheEnd(run);
        if (refusal.isPresent()) {
            return end(RunPhase.FAILED, refusal.get(), now);
        }
        return run.unsent() > 0 ? end(RunPhase.FAILED, incomplete(), now) : end(RunPhase.DONE, "", now);
    }

    private String incomplete() {
        return EndCode.INCOMPLETE.reason(Counted.of(run.unsent(), "message") + " not sent when the run was stopped, "
                + HARD_STOP_GRACE.toSeconds() + " s and a delivery timeout after the end of its schedule");
    }

    private List<Command> end(RunPhase ended, String why, Instant now) {
        // share groups are created with the topic, other groups by their members
        boolean grouped = topicReady
                || (run.phase() != RunPhase.QUEUED && run.spec().consumers().protocol() == RunSpec.GroupProtocol.SHARE);
        run.end(ended, why, now);
        // store before retiring: the next controller would restart a run that is retired but not stored
        List<Command> commands = new ArrayList<>(List.of(new Command.Store(run), new Command.RetireRun(run.id())));
        if (grouped && !run.consumerStats().isNone()) {
            commands.add(new Command.DeleteGroups(run.id(), run.spec().consumers()));
        }
        return commands;
    }

    private Command publish(Instant now) {
        publishedAt = now;
        stale = false;
        revision++;
        run.allocation().countShards();
        return new Command.PublishRun(new DesiredRun(
                run.id(),
                revision,
                run.phase(),
                ending,
                run.plan(),
                run.schedule().segments(),
                run.startAt(),
                hardStopAt(now),
                List.copyOf(run.allocation().members()),
                run.allocation().grants(),
                run.allocation().leftovers(),
                run.allocation().departed(),
                run.stats().closed(),
                run.allocation().excess(),
                run.stats().handoverDuplicates(),
                run.verification().audit(topic.id())));
    }

    private Optional<Instant> hardStopAt(Instant now) {
        return run.startAt().map(start -> {
            if (topicLost) {
                // workers stop waiting for answers at the hard stop, which must be after the start
                return now.isAfter(start) ? now : start.plusMillis(1);
            }
            long end = run.schedule().endNanos();
            Instant over = end == FireTimes.NEVER ? now.plus(RUN_MAX) : start.plusNanos(end);
            return over.plusMillis(run.spec().producer().deliveryTimeoutMs()).plus(HARD_STOP_GRACE);
        });
    }
}
