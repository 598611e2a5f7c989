package klt.controller.core.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.ControlRecord.Ending;
import klt.common.protocol.End;
import klt.common.protocol.EndCode;
import klt.common.protocol.RunPhase;
import klt.common.schedule.FireTimes;
import klt.common.spec.RunSpec;
import klt.common.spec.consumers.Group;
import klt.common.spec.limit.Limits;
import klt.controller.core.history.RunLog;
import klt.controller.core.preflight.Finding;
import klt.controller.core.run.Command;
import klt.controller.core.run.Run;
import klt.controller.core.verdict.Judge;

/**
 * Data shared by all of a run's states: the run, its topics, its record on the control topic, and how it ends. Event-loop thread only;
 * owned by the {@link RunMachine}.
 */
final class RunControl {

    /** A worker stops on its own this long after the end of the schedule plus the delivery timeout. */
    static final Duration HARD_STOP_GRACE = Duration.ofMinutes(1);

    /** Maximum length of a run without a scheduled end. */
    static final Duration RUN_MAX = Duration.ofDays(30);

    private final Run run;
    private final RunTopics topics;
    private final TransactionWatch transactions;
    private LifecycleState state;

    /** the final phase and the reason, which apply once all workers are done; empty unless the run is ending early */
    private Optional<Ending> ending = Optional.empty();

    /** whether a topic was deleted or replaced */
    private boolean topicLost;

    /** whether the run ends because all load is stopped */
    private boolean loadStopped;

    private long revision;
    /** whether the published record lists grants that have since ended */
    private boolean stale;

    private Instant publishedAt = Instant.EPOCH;

    /** Creates a queued run's control. */
    RunControl(Run run) {
        this.run = run;
        topics = new RunTopics(run.spec().topic().names(), List.of());
        transactions = new TransactionWatch(run);
        state = new Queued(this);
    }

    /** Restores the control of another controller's run. */
    RunControl(Run run, DesiredRun desired, Instant now) {
        this.run = run;
        topics = new RunTopics(run.spec().topic().names(), desired.audit().topicIds());
        transactions = new TransactionWatch(run);
        ending = desired.ending();
        topicLost = ending.filter(early -> early.end().code() == EndCode.TOPIC_DELETED)
                .isPresent();
        loadStopped = ending.filter(early -> early.end().code() == EndCode.ALL_LOAD_STOPPED)
                .isPresent();
        revision = desired.revision();
        state = switch (desired.phase()) {
            case QUEUED -> new Queued(this);
            case PREPARING -> Preparing.restored(this, now);
            case SCHEDULED, RUNNING, PAUSED -> new Sending(this);
            case DRAINING -> new Draining(this, now);
            case VERIFYING -> new Verifying(this);
            case DONE, STOPPED, FAILED -> new Ended();
        };
    }

    Run run() {
        return run;
    }

    RunTopics topics() {
        return topics;
    }

    TransactionWatch transactions() {
        return transactions;
    }

    LifecycleState state() {
        return state;
    }

    void become(LifecycleState next) {
        state = next;
    }

    Optional<Ending> ending() {
        return ending;
    }

    /** Records how the run ends. */
    void recordEnding(Ending early) {
        ending = Optional.of(early);
        run.stopsFor(early.end());
    }

    /**
     * Records that the run ends because a topic was lost. This replaces an earlier failure, which is a consequence of the loss, but not a
     * requested stop.
     */
    void recordTopicLoss(Ending early) {
        if (ending.filter(before -> before.phase() == RunPhase.STOPPED).isEmpty()) {
            recordEnding(early);
        }
    }

    boolean isTopicLost() {
        return topicLost;
    }

    /** Returns whether the run ends without waiting for acks and without verification. */
    boolean isCutShort() {
        return topicLost || loadStopped;
    }

    /** Ends the run because all load is stopped. */
    List<Command> stopAtOnce(Instant now) {
        if (loadStopped || state instanceof Ended) {
            return List.of();
        }
        loadStopped = true;
        if (!(state instanceof Queued) && !(state instanceof Preparing)) {
            Args args = Args.of("end", EndCode.ALL_LOAD_STOPPED);
            run.verification().giveUp(args);
            run.consumerStats().giveUp(args, now);
        }
        Ending stop = new Ending(RunPhase.STOPPED, EndCode.ALL_LOAD_STOPPED.with());
        if (state instanceof Draining draining) {
            return draining.stopAtOnce(stop, now);
        }
        return state.endEarly(stop, now);
    }

    /** Records a change to a topic, unless an earlier controller already did. */
    void note(RunTopic.Change change, Instant now) {
        boolean known = run.log().entries().stream()
                .anyMatch(entry -> entry.kind() == RunLog.Kind.TOPIC_CHANGED
                        && entry.args().equals(change.args()));
        if (!known) {
            run.log().add(now, RunLog.Kind.TOPIC_CHANGED, change.args());
        }
    }

    /**
     * Ends the run, because sent messages cannot be verified and new ones would go to a different topic. Does not wait for responses that
     * cannot arrive.
     */
    List<Command> onTopicLost(Args args, Instant now) {
        topicLost = true;
        run.verification().loseTopic(args);
        run.consumerStats().giveUp(Args.of("end", EndCode.TOPIC_DELETED), now);
        return state.onTopicLost(new Ending(RunPhase.FAILED, new End(EndCode.TOPIC_DELETED, args)), now);
    }

    /** Records the preflight findings, and ends the run if any of them has the level REFUSE. */
    List<Command> applyPreflight(List<Finding> findings, Instant now) {
        findings.forEach(finding -> run.log().add(now, finding));
        List<String> refusals = Finding.refusals(findings);
        return refusals.isEmpty()
                ? List.of()
                : end(RunPhase.FAILED, EndCode.PREFLIGHT_REFUSED.with("findings", refusals), now);
    }

    End tooManyPartitions(int partitions) {
        Args args = Args.named("topic", run.spec().topic().names())
                .and("partitions", partitions, "partitionsMax", Limits.PARTITIONS_MAX);
        return new End(EndCode.TOPIC_REFUSED, args);
    }

    End incomplete() {
        return EndCode.INCOMPLETE.with("unsent", run.unsent(), "graceSeconds", HARD_STOP_GRACE);
    }

    /** Ends the run early if an early end was recorded, or as complete if all planned messages have an outcome. */
    List<Command> finish(Instant now) {
        if (ending.isPresent()) {
            return end(ending.get().phase(), ending.get().end(), now);
        }
        Optional<End> refusal = Refusal.atTheEnd(run);
        if (refusal.isPresent()) {
            return end(RunPhase.FAILED, refusal.get(), now);
        }
        return run.unsent() > 0 ? end(RunPhase.FAILED, incomplete(), now) : end(RunPhase.DONE, Optional.empty(), now);
    }

    /** Ends the run immediately. */
    List<Command> end(RunPhase ended, End why, Instant now) {
        return end(ended, Optional.of(why), now);
    }

    private List<Command> end(RunPhase ended, Optional<End> why, Instant now) {
        // groups with start offsets are created together with the topic, all others by their members
        boolean grouped = state.isPublished()
                || (run.phase() != RunPhase.QUEUED
                        && !run.spec().consumers().groups().stream().allMatch(Group::isStartKnownToMembers));
        run.end(ended, why, now);
        state = new Ended();
        // store before retiring: the next controller would restart a run that was retired but not stored
        List<Command> commands = new ArrayList<>(List.of(new Command.Store(run), new Command.RetireRun(run.id())));
        if (grouped && !run.consumerStats().isNone()) {
            commands.add(
                    new Command.DeleteGroups(run.id(), cluster(), run.spec().consumers()));
        }
        if (deletesTopics(now)) {
            run.createdTopics().forEach(topic -> commands.add(new Command.DeleteTopic(run.id(), cluster(), topic)));
        }
        return commands;
    }

    /** Returns whether to delete the topics. They are kept as evidence if messages are missing or verification is incomplete. */
    private boolean deletesTopics(Instant now) {
        return run.spec().topic().delete() == RunSpec.TopicDeletion.AFTER
                && !isTopicLost()
                && switch (Judge.verdict(run, now).integrity()) {
                    case INTACT, UNCHECKED -> true;
                    case INCONCLUSIVE, VIOLATED -> false;
                };
    }

    private Optional<String> cluster() {
        return run.spec().topic().cluster();
    }

    /** Requests a description of the topics. */
    Command look(Instant now) {
        topics.asked(now);
        return new Command.LookAtTopics(run.id(), cluster(), run.spec().topic().names());
    }

    /** Returns the revision of the run's next record. */
    long nextRevision() {
        return revision + 1;
    }

    /** Returns when the run's record was last published. */
    Instant publishedAt() {
        return publishedAt;
    }

    /** Republishes the record at the next tick. Retrying immediately would loop for as long as Kafka rejects the record. */
    void onPublishFailed() {
        publishedAt = Instant.EPOCH;
    }

    void markStale() {
        stale = true;
    }

    boolean isStale() {
        return stale;
    }

    Command publish(Instant now) {
        publishedAt = now;
        stale = false;
        revision++;
        run.allocation().countShards();
        return new Command.PublishRun(new DesiredRun(
                run.id(),
                revision,
                run.phase(),
                publishedEnding(),
                run.plan(),
                new DesiredRun.Load(run.schedule().changes(), run.startAt(), hardStopAt(now)),
                List.copyOf(run.membership().members()),
                new DesiredRun.Allocation(
                        run.allocation().grants(),
                        run.allocation().leftovers(),
                        run.allocation().excess()),
                new DesiredRun.Departed(
                        run.membership().departed(),
                        run.stats().closed(),
                        run.stats().handoverDuplicates()),
                run.verification().audit(topics.ids())));
    }

    /** Returns the ending for the workers, whose consumers stop at once only for this code. The first reason remains the run's. */
    private Optional<Ending> publishedEnding() {
        return loadStopped
                ? ending.map(first -> new Ending(
                        first.phase() == RunPhase.FAILED ? RunPhase.FAILED : RunPhase.STOPPED,
                        EndCode.ALL_LOAD_STOPPED.with()))
                : ending;
    }

    /** Returns when every worker stops on its own, or empty before the start is set. */
    Optional<Instant> hardStopAt(Instant now) {
        return run.startAt().map(start -> {
            Instant earliest = start.plusMillis(1); // must be after the start
            if (loadStopped) {
                // a worker's clock may be behind, and it must not wait for responses until its clock catches up
                return earliest;
            }
            if (topicLost) {
                return now.isAfter(start) ? now : earliest;
            }
            long end = run.schedule().endNanos();
            Instant over = end == FireTimes.NEVER ? now.plus(RUN_MAX) : start.plusNanos(end);
            return over.plusMillis(run.spec().producer().deliveryTimeoutMs()).plus(HARD_STOP_GRACE);
        });
    }
}
