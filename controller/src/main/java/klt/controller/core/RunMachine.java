package klt.controller.core;

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
import klt.controller.core.preflight.Finding;
import klt.controller.core.preflight.Preflight;

/**
 * The life of one {@link Run}: see {@link RunPhase} for its states. Each method takes what happened and when, in bus time, and returns
 * what is to be done; nothing else has an effect. One owner, the controller's core.
 */
final class RunMachine {

    /** From the decision to the start: time for every worker to read it and be in its loop. */
    static final Duration START_LEAD = Duration.ofSeconds(2);

    /** From a decision to a change of rate, for the same reason. */
    static final Duration CHANGE_LEAD = Duration.ofMillis(1_500);

    /** The desired state is written again after so long, in case somebody deleted it. */
    static final Duration REPUBLISH_EVERY = Duration.ofSeconds(60);

    /** A worker stops on its own so long after the schedule's end and the delivery timeout. */
    static final Duration HARD_STOP_GRACE = Duration.ofMinutes(1);

    /** Kafka's answer about the ends of the topic is not waited for any longer. */
    static final Duration ENDS_MAX = Duration.ofSeconds(60);

    /** When the topic is deleted, workers get so long to say what became of their messages. */
    static final Duration TOPIC_GONE_MAX = Duration.ofSeconds(5);

    /** The longest that a run without an end in time can go on. */
    static final Duration RUN_MAX = Duration.ofDays(30);

    private final Run run;
    private final StartGate startGate;

    /** what it becomes when every worker is done, if it was ended before its time */
    private Optional<Ending> ending;

    private long revision;
    /** the record lists grants that are over */
    private boolean stale;

    private final RunTopic topic;
    private boolean topicReady;
    /** the topic is not there any more, or is another */
    private boolean topicGone;
    /** the topic was described after all was read back */
    private boolean lastLook;

    private Optional<Instant> endsAskedAt = Optional.empty();
    private Optional<Instant> drainingSince;
    private Optional<RunPhase> waitNoted = Optional.empty();
    private Instant publishedAt = Instant.EPOCH;
    /** events that another controller would know of */
    private long eventsStored;

    /** One that waits for its turn. */
    RunMachine(String id, RunSpec spec, Instant createdAt) {
        run = new Run(id, spec, createdAt);
        startGate = new StartGate(spec.workers());
        topic = new RunTopic(spec.topic().name(), Optional.empty());
        ending = Optional.empty();
        drainingSince = Optional.empty();
    }

    /** One that another controller has begun, as its newest record has it; what the workers reported of it is to be told again. */
    RunMachine(DesiredRun desired, Instant createdAt, RunHistory past, Instant now) {
        run = new Run(desired, createdAt, past, now);
        ending = desired.ending();
        revision = desired.revision();
        topicReady = true;
        topic = new RunTopic(run.spec().topic().name(), desired.audit().topicId());
        topicGone = ending.filter(early -> EndCode.TOPIC_DELETED.isCodeOf(early.reason()))
                .isPresent();
        startGate = new StartGate(run.spec().workers());
        startGate.begin(now);
        drainingSince = desired.phase() == RunPhase.DRAINING ? Optional.of(now) : Optional.empty();
    }

    Run run() {
        return run;
    }

    /** Tries to begin: with enough workers it prepares, after its timeout it fails. */
    List<Command> tryPrepare(Fleet fleet, Instant now) {
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
                "prepares with " + Counted.of(ready.size(), "worker") + " and "
                        + Counted.of(run.plan().shardCount(), "shard"),
                now);
        return List.of(new Command.PrepareTopic(run.id(), run.spec(), ready.size()));
    }

    /** A run that would fail, or harm the workers, does not begin. */
    List<Command> onPreflight(List<Finding> findings, Instant now) {
        if (run.phase() != RunPhase.QUEUED && run.phase() != RunPhase.PREPARING) {
            return List.of();
        }
        findings.forEach(finding -> run.log().add(now, RunLog.Kind.PREFLIGHT, finding.line()));
        String refusals = Finding.refusals(findings);
        return refusals.isEmpty() ? List.of() : end(RunPhase.FAILED, EndCode.PREFLIGHT_REFUSED.reason(refusals), now);
    }

    List<Command> onTopicReady(List<String> notes, List<Long> ends, Instant now) {
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
                "topic %s has %,d partitions; a run takes %,d at most",
                run.spec().topic().name(),
                partitions,
                Limits.PARTITIONS_MAX));
    }

    private Command look(Instant now) {
        topic.asked(now);
        return new Command.LookAtTopic(run.id(), run.spec().topic().name());
    }

    /** @param seen empty when the topic is absent */
    List<Command> onTopicSeen(Optional<Event.TopicState> seen, Fleet fleet, Instant now) {
        if (run.phase().isEnded() || !topicReady || topicGone) {
            return List.of();
        }
        boolean changed = false;
        for (RunTopic.Change change : topic.seen(seen, run.verification().from(), now)) {
            run.log().add(now, RunLog.Kind.TOPIC_CHANGED, change.words());
            switch (change) {
                case RunTopic.Change.Gone gone -> {
                    return onTopicGone(gone.words(), now);
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

    List<Command> onTopicUnseen(Fleet fleet, Instant now) {
        topic.unanswered(now);
        return run.phase() == RunPhase.VERIFYING ? advance(fleet, now) : List.of();
    }

    /** What was sent cannot be read back, and what is sent goes elsewhere: the run does not wait for answers that cannot come. */
    private List<Command> onTopicGone(String words, Instant now) {
        topicGone = true;
        run.verification().loseTopic(words);
        run.consumerStats().giveUp(words);
        String why = EndCode.TOPIC_DELETED.reason(words);
        if (run.phase() == RunPhase.PREPARING) {
            return end(RunPhase.FAILED, why, now);
        }
        // what went wrong before is a consequence; that somebody has stopped it is not
        if (ending.filter(early -> early.phase() == RunPhase.STOPPED).isEmpty()) {
            ending = Optional.of(new Ending(RunPhase.FAILED, why));
            run.stopsFor(why);
        }
        if (run.phase() == RunPhase.VERIFYING) {
            return finish(now);
        }
        if (run.phase() != RunPhase.DRAINING) {
            return drain("stops sending: " + why, now);
        }
        drainingSince = Optional.of(now);
        List<Command> commands = new ArrayList<>(List.of(publish(now)));
        commands.addAll(advanceDraining(now));
        return commands;
    }

    List<Command> onTopicRefused(String why, Instant now) {
        return run.phase() == RunPhase.PREPARING ? end(RunPhase.FAILED, why, now) : List.of();
    }

    /** All was told again: those who are not there any more are gone. */
    List<Command> onCaughtUp(Fleet fleet, Instant now) {
        run.allocation().meet(fleet, run.timeline(), now);
        return run.phase().isEnded() || !topicReady ? List.of() : List.of(publish(now));
    }

    List<Command> onProgress(String worker, RunProgress progress, Fleet fleet, Instant now) {
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
            run.log().add(now, RunLog.Kind.ERROR, run.stats().nameOf(worker) + " gave up: " + progress.reason());
            return stopSending(RunPhase.FAILED, progress.reason(), now);
        }
        // who is to have what is looked at with the next tick, for all reports at once: a large fleet sends thousands a
        // second
        return another || !run.phase().isSending() ? advance(fleet, now) : settle(now);
    }

    /**
     * Kafka refused a report of a worker for good.
     *
     * @param again another controller was notified of it, and has recorded the event
     */
    List<Command> onReportRefused(String worker, ReportRefused refused, boolean again, Instant now) {
        if (run.phase().isEnded()) {
            return List.of();
        }
        String words = run.onReportRefused(worker, refused);
        if (!again) {
            run.log().add(now, RunLog.Kind.REPORT_REFUSED, words);
        }
        if (refused.isOfAudit() && run.verification().isBegun()) {
            // it would be waited for in vain
            run.verification().giveUp(words);
        }
        return List.of();
    }

    /**
     * A worker is gone, by a goodbye or in silence: what it has not settled is given to others.
     *
     * @param heardAt when it was last heard
     */
    List<Command> onWorkerGone(String worker, RunLog.Kind how, Instant heardAt, Fleet fleet, Instant now) {
        Optional<RunStats.Share> share = run.stats().share(worker).filter(s -> !s.isGone());
        if (run.phase().isEnded() || share.isEmpty()) {
            return List.of();
        }
        run.consumerStats().onGone(worker);
        run.allocation()
                .dismiss(
                        worker,
                        how,
                        heardAt,
                        run.timeline(),
                        run.phase() == RunPhase.DRAINING || run.phase() == RunPhase.VERIFYING,
                        now);
        List<Command> commands = new ArrayList<>(advance(fleet, now));
        if (commands.isEmpty() && topicReady && !run.phase().isEnded()) {
            commands.add(publish(now));
        }
        return commands;
    }

    /** A worker is there that was not. */
    List<Command> onNewcomer(Fleet fleet, Instant now) {
        return run.phase().isSending() ? advance(fleet, now) : List.of();
    }

    /** Time has passed. */
    List<Command> onTick(Fleet fleet, Instant now) {
        List<Command> commands = new ArrayList<>(advance(fleet, now));
        boolean published = topicReady && !run.phase().isEnded();
        if (published && commands.isEmpty() && !now.isBefore(publishedAt.plus(REPUBLISH_EVERY))) {
            commands.add(publish(now));
        }
        if (published && topic.isDue(now) && !topicGone) {
            commands.add(look(now));
        }
        if (published && run.log().added() > eventsStored) {
            eventsStored = run.log().added();
            commands.add(new Command.Store(run));
        }
        return commands;
    }

    /**
     * The control cluster answers again.
     *
     * @param outage how long it had not answered
     */
    List<Command> onOutage(Duration outage, Instant now) {
        run.onOutage(outage, now);
        return List.of();
    }

    /** Tries again with the next tick: at once would be a loop as long as Kafka refuses. */
    List<Command> onPublishFailed() {
        publishedAt = Instant.EPOCH;
        return List.of();
    }

    /**
     * Keeps what the run waits for, for whoever looks.
     *
     * @param again also when its phase is the one that it was
     * @param before runs that came first
     */
    void noteWait(boolean again, int before, Fleet fleet, Instant now) {
        if (again || !waitNoted.equals(Optional.of(run.phase()))) {
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
                run.allocation().isAlone() ? waits.workers(1, hardStopAt(now)) : Optional.empty();
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
            // until the topic is ready it is Kafka that is waited for, and Kafka's own answer says more
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
        if (endsAskedAt.filter(asked -> !topicGone).isPresent()) {
            return now.isAfter(endsAskedAt.get().plus(ENDS_MAX))
                    ? onEndsUnknown("Kafka did not say within " + ENDS_MAX.toSeconds() + " s where the topic ends", now)
                    : List.of();
        }
        boolean late = answersUntil().map(now::isAfter).orElse(false);
        if (!late && !run.everyShareIsFinal()) {
            return List.of();
        }
        if (topicGone) {
            return finish(now);
        }
        endsAskedAt = Optional.of(now);
        return List.of(new Command.ReadEnds(run.id(), run.spec().topic().name()));
    }

    /** When messages without an outcome are not waited for any more. */
    private Optional<Instant> answersUntil() {
        return drainingSince.map(since -> topicGone
                ? since.plus(TOPIC_GONE_MAX)
                : since.plusMillis(run.spec().producer().deliveryTimeoutMs()).plus(HARD_STOP_GRACE));
    }

    /** Nothing more comes to the topic: what is there is read back, if it is to be. */
    List<Command> onEndsRead(List<Long> ends, Fleet fleet, Instant now) {
        if (run.phase() != RunPhase.DRAINING || run.verification().isBegun() || topicGone) {
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
                        ? "reads the topic back"
                        : "waits until the consumers have read everything",
                now);
        List<Command> commands = advanceVerifying(fleet, now);
        return commands.isEmpty() ? List.of(publish(now)) : commands;
    }

    List<Command> onEndsUnknown(String why, Instant now) {
        if (run.phase() != RunPhase.DRAINING || topicGone) {
            return List.of();
        }
        run.verification().giveUp(why);
        return finish(now);
    }

    /** A reader has told something. */
    List<Command> onAudit(Fleet fleet, Instant now) {
        return run.phase() == RunPhase.VERIFYING ? advanceVerifying(fleet, now) : List.of();
    }

    /** The consumers first: a reader beside them would take from what they are measured by. */
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

    /** Messages are missing, or could not be read, and it is not known yet whether the topic is the one to which they were sent. */
    private boolean mayHaveLostItsTopic(Instant now) {
        boolean answered = lastLook && !topic.isAsked(now) && !topic.isAbsent();
        return run.verification().reads() && !answered && !run.verification().isSound();
    }

    private List<Command> lastLook(Instant now) {
        if (topic.isAsked(now)) {
            // the answer may be older than what was read
            return List.of();
        }
        lastLook = true;
        return List.of(look(now));
    }

    private List<Command> finish(Instant now) {
        return ending.map(early -> end(early.phase(), early.reason(), now)).orElseGet(() -> complete(now));
    }

    private List<Command> advanceSending(Fleet fleet, Instant now) {
        List<Command> end = settle(now);
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
        // who is silent for a moment keeps what it reads: it would be read from the run's beginning again
        List<String> readers = new ArrayList<>(fleet.readyIds());
        readers.addAll(fleet.suspectIds());
        changed |= run.verification().assign(fleet.readyIds(), readers, now);
        RunPhase wanted = timeline.isPaused(now) ? RunPhase.PAUSED : RunPhase.RUNNING;
        if (timeline.elapsedNanos(now) >= 0 && wanted != run.phase()) {
            run.toPhase(wanted, wanted == RunPhase.PAUSED ? "paused" : "sends", now);
            changed = true;
        }
        return changed ? List.of(publish(now)) : List.of();
    }

    private List<Command> settle(Instant now) {
        stale |= run.allocation().clear(run.timeline(), now);
        return run.allocation().isDone(run.timeline(), now) ? drain("all is sent and answered", now) : List.of();
    }

    private List<Command> drain(String why, Instant now) {
        drainingSince = Optional.of(now);
        run.toPhase(RunPhase.DRAINING, why, now);
        List<Command> commands = new ArrayList<>(List.of(publish(now)));
        commands.addAll(advanceDraining(now));
        return commands;
    }

    Step stop(Instant now) {
        if (run.phase() == RunPhase.VERIFYING) {
            run.verification().giveUp("stopped by request");
            run.consumerStats().giveUp("stopped by request");
            return Step.of(finish(now));
        }
        if (run.phase().isEnded() || run.phase() == RunPhase.DRAINING) {
            return Step.refused(new Reply.Conflict("the run is " + run.phase() + " already"));
        }
        return Step.of(stopSending(RunPhase.STOPPED, EndCode.USER.reason("stopped by request"), now));
    }

    private List<Command> stopSending(RunPhase becomes, String why, Instant now) {
        if (run.phase() == RunPhase.QUEUED || run.phase() == RunPhase.PREPARING) {
            return end(becomes, why, now);
        }
        // the first reason is the cause; what follows from it is not
        boolean first = ending.isEmpty();
        if (first) {
            ending = Optional.of(new Ending(becomes, why));
            run.stopsFor(why);
        }
        if (run.phase() != RunPhase.DRAINING) {
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
        if (run.schedule().isMax() || run.schedule().newestRate() != 0) {
            return Step.refused(new Reply.Conflict("the run is not paused"));
        }
        return change(run.schedule().rateBeforePause(), RunLog.Kind.RESUMED, now);
    }

    Step changeRate(double rate, Instant now) {
        return change(rate, RunLog.Kind.RATE_CHANGED, now);
    }

    private Step change(double rate, RunLog.Kind kind, Instant now) {
        if (!run.phase().isSending()) {
            return Step.refused(
                    new Reply.Conflict("the run is " + run.phase() + "; its rate can change while it sends"));
        }
        Optional<Reply> refusal = run.schedule().refusal(rate);
        if (refusal.isPresent()) {
            return Step.refused(refusal.get());
        }
        run.changeTo(run.schedule().withRate(rate, run.timeline().elapsedNanos(now) + CHANGE_LEAD.toNanos()));
        run.log().add(now, kind, run.schedule().newestChange());
        return Step.of(List.of(publish(now)));
    }

    /** Ends at once: there is no state to continue from, or the desired state can no longer be written. */
    List<Command> fail(String why, Instant now) {
        return end(RunPhase.FAILED, why, now);
    }

    /** Every worker is done: what was planned must have its outcome, else the run is not complete. */
    private List<Command> complete(Instant now) {
        Optional<String> refusal = Refusal.atTheEnd(run);
        if (refusal.isPresent()) {
            return end(RunPhase.FAILED, refusal.get(), now);
        }
        return run.unsent() > 0 ? end(RunPhase.FAILED, incomplete(), now) : end(RunPhase.DONE, "", now);
    }

    private String incomplete() {
        return EndCode.INCOMPLETE.reason(Counted.of(run.unsent(), "message") + " not sent until the run was stopped "
                + HARD_STOP_GRACE.toSeconds() + " s and a delivery timeout after its schedule's end");
    }

    private List<Command> end(RunPhase ended, String why, Instant now) {
        // share groups are made with the topic, the others by their members
        boolean grouped = topicReady
                || (run.phase() != RunPhase.QUEUED && run.spec().consumers().protocol() == RunSpec.GroupProtocol.SHARE);
        run.end(ended, why, now);
        // stored first: a run that is retired and not stored would be begun again by the next controller
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
                run.allocation().gone(),
                run.stats().closed(),
                run.allocation().excess(),
                run.stats().handoverDuplicates(),
                run.verification().audit(topic.id())));
    }

    private Optional<Instant> hardStopAt(Instant now) {
        return run.startAt().map(start -> {
            if (topicGone) {
                // whoever waits for answers gives them up; a hard stop comes after the start
                return now.isAfter(start) ? now : start.plusMillis(1);
            }
            long end = run.schedule().endNanos();
            Instant over = end == FireTimes.NEVER ? now.plus(RUN_MAX) : start.plusNanos(end);
            return over.plusMillis(run.spec().producer().deliveryTimeoutMs()).plus(HARD_STOP_GRACE);
        });
    }
}
