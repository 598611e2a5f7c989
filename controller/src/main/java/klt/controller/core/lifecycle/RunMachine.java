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
import klt.common.protocol.ReportRefused;
import klt.common.protocol.RunPhase;
import klt.common.protocol.RunProgress;
import klt.common.protocol.RunProgress.Failure;
import klt.common.protocol.StatusRecord.RunState;
import klt.common.schedule.LoadChange;
import klt.common.spec.RunSpec;
import klt.common.spec.limit.Limits;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.history.RunHistory;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Reply;
import klt.controller.core.run.Run;
import klt.controller.core.run.Step;
import klt.controller.core.schedule.LoadRequest;
import klt.controller.core.stats.OpenTransaction;
import klt.controller.core.stats.WorkerStats;

/**
 * The state machine of a {@link Run}, which passes each event to the run's {@link LifecycleState}. Each method takes an event and its bus
 * time, and returns commands, which are the only external effect. Event-loop thread only; owned by the controller's core.
 */
public final class RunMachine {

    /** Lead time for a rate change, so that every worker can read it. */
    static final Duration CHANGE_LEAD = Duration.ofMillis(1_500);

    /** Approximate time in a search from the window that decides a load to the next load. */
    public static final Duration LOAD_CHANGE = CHANGE_LEAD.plusSeconds(LoadSearch.REPORT_SECONDS + 3);

    /** Interval at which the desired state is republished, in case it was deleted. */
    static final Duration REPUBLISH_EVERY = Duration.ofSeconds(60);

    private final Run run;
    private final RunControl control;

    private Optional<RunPhase> waitNoted = Optional.empty();
    /** number of events in the last stored state, which are all that another controller would know */
    private long eventsStored;

    /** Creates a queued run. */
    public RunMachine(String id, RunSpec spec, Instant createdAt) {
        run = new Run(id, spec, createdAt);
        control = new RunControl(run);
    }

    /** Restores another controller's run from its newest record; the workers' reports are replayed afterwards. */
    public RunMachine(DesiredRun desired, Instant createdAt, RunHistory past, Instant now) {
        run = new Run(desired, createdAt, past, now);
        control = new RunControl(run, desired, now);
    }

    public Run run() {
        return run;
    }

    private LifecycleState state() {
        return control.state();
    }

    /** Called when it is the run's turn. Prepares the run if there are enough workers, or fails it after the timeout. */
    public List<Command> tryPrepare(Fleet fleet, Instant now) {
        return state() instanceof Queued queued ? queued.tryPrepare(fleet, now) : List.of();
    }

    public List<Command> onTopicsChecked(Event.TopicsChecked checked, Instant now) {
        return state() instanceof Preparing preparing ? preparing.onTopicsChecked(checked, now) : List.of();
    }

    public List<Command> onTopicsReady(Event.TopicsReady ready, Instant now) {
        return state() instanceof Preparing preparing ? preparing.onTopicsReady(ready, now) : List.of();
    }

    public List<Command> onTopicsRefused(Event.TopicsRefused refused, Instant now) {
        return state() instanceof Preparing preparing ? preparing.onTopicsRefused(refused, now) : List.of();
    }

    /** @param seen the topics' descriptions; empty for an absent topic */
    public List<Command> onTopicsSeen(List<Optional<Event.TopicState>> seen, Fleet fleet, Instant now) {
        if (!state().isPublished() || control.isTopicLost()) {
            return List.of();
        }
        boolean grown = false;
        for (RunTopic.Change change : control.topics()
                .seen(seen, run.plan().partitionNumbers(), run.verification().from(), now)) {
            control.note(change, now);
            switch (change) {
                case RunTopic.Change.Lost lost -> {
                    return control.onTopicLost(lost.args(), now);
                }
                case RunTopic.Change.Grown more -> {
                    if (more.partitions() > Limits.PARTITIONS_MAX) {
                        End why = control.tooManyPartitions(more.partitions());
                        return state().endEarly(new Ending(RunPhase.FAILED, why), now);
                    }
                    run.verification().grow(more.partitions());
                    grown = true;
                }
                case RunTopic.Change.GrownUnused unused -> {}
                case RunTopic.Change.Cut cut -> {}
            }
        }
        List<Command> commands =
                new ArrayList<>(grown || state() instanceof Verifying ? state().advance(fleet, now) : List.of());
        if (grown && commands.isEmpty() && state().isPublished()) {
            commands.add(control.publish(now));
        }
        return commands;
    }

    public List<Command> onTopicsUnseen(Fleet fleet, Instant now) {
        control.topics().unanswered(now);
        return advanceVerifying(fleet, now);
    }

    /** Applies a reader's report. */
    public List<Command> onAudit(Fleet fleet, Instant now) {
        return advanceVerifying(fleet, now);
    }

    private List<Command> advanceVerifying(Fleet fleet, Instant now) {
        return state() instanceof Verifying verifying ? verifying.advance(fleet, now) : List.of();
    }

    /** Called when the run no longer writes to the topics. Verifies their contents if required by the spec. */
    public List<Command> onEndsRead(List<List<Long>> ends, Fleet fleet, Instant now) {
        return state() instanceof Draining draining ? draining.onEndsRead(ends, fleet, now) : List.of();
    }

    public List<Command> onEndsUnknown(String error, Instant now) {
        return state() instanceof Draining draining ? draining.onEndsUnknown(error, now) : List.of();
    }

    public List<Command> onTransactionsFound(List<OpenTransaction> open, Instant now) {
        control.transactions().found(open, now);
        return List.of();
    }

    /** Called when the replay has finished. Removes members that are not in the fleet. */
    public List<Command> onReplayFinished(Fleet fleet, Instant now) {
        List<String> members = List.copyOf(run.membership().members());
        LostConsumers lost = new LostConsumers(run, now);
        members.stream()
                .filter(worker -> fleet.member(worker).isEmpty() && !fleet.hasLeft(worker))
                .forEach(worker -> lost.add(worker, true));
        run.allocation().reconcile(fleet, run.timeline(), now);
        members.stream()
                .filter(worker -> !run.membership().members().contains(worker))
                .forEach(run.consumerStats()::onWorkerDeparted);
        lost.note();
        return state().isPublished() ? List.of(control.publish(now)) : List.of();
    }

    public List<Command> onProgress(String worker, RunProgress progress, Fleet fleet, Instant now) {
        Optional<WorkerStats> known = run.stats().worker(worker);
        if (run.phase().isEnded() || known.isEmpty()) {
            return List.of();
        }
        Optional<RunState> before = known.get().progress().map(RunProgress::state);
        if (!run.allocation().onProgress(worker, progress, now)) {
            return List.of();
        }
        boolean another = !before.equals(Optional.of(progress.state()));
        if (another && progress.state() == RunState.READY) {
            run.log().add(now, RunLog.Kind.WORKER_READY, "worker", run.stats().nameOf(worker));
        }
        if (another && progress.state() == RunState.FAILED && !(state() instanceof Verifying)) {
            return onFailed(worker, progress.failure().orElseThrow(), now);
        }
        return state() instanceof Sending sending && !another ? sending.drainIfDone(now) : state().advance(fleet, now);
    }

    private List<Command> onFailed(String worker, Failure failure, Instant now) {
        Args args = Args.of("worker", run.stats().nameOf(worker), "error", failure.error());
        run.log().add(now, RunLog.Kind.ERROR, args);
        return state().endEarly(new Ending(RunPhase.FAILED, new End(failure.code(), args)), now);
    }

    /**
     * Called when Kafka has rejected a worker's report for good.
     *
     * @param replayed whether another controller was notified and recorded the event
     */
    public List<Command> onReportRefused(String worker, ReportRefused refused, boolean replayed, Instant now) {
        if (run.phase().isEnded()) {
            return List.of();
        }
        Args args = run.reports().onRefused(worker, refused);
        if (!replayed) {
            run.log().add(now, RunLog.Kind.REPORT_REFUSED, args);
        }
        if (refused.isOfAudit() && run.verification().isBegun()) {
            // without this report, the audit cannot be completed
            run.verification().giveUp(args);
        }
        return List.of();
    }

    /**
     * Called when a worker left or was lost. Reassigns its uncompleted messages.
     *
     * @param lastHeartbeatAt when its last heartbeat was received
     */
    public List<Command> onWorkerDeparted(
            String worker, RunLog.Kind how, Instant lastHeartbeatAt, Fleet fleet, Instant now) {
        boolean takesPart =
                run.stats().worker(worker).filter(s -> !s.hasDeparted()).isPresent();
        if (run.phase().isEnded() || !takesPart) {
            return List.of();
        }
        LostConsumers lost = new LostConsumers(run, now);
        if (how == RunLog.Kind.WORKER_LOST) {
            lost.add(worker, false);
        }
        run.consumerStats().onWorkerDeparted(worker);
        boolean drained = state() instanceof Draining || state() instanceof Verifying;
        run.allocation().remove(worker, how, lastHeartbeatAt, run.timeline(), drained, now);
        lost.note();
        List<Command> commands = new ArrayList<>(state().advance(fleet, now));
        if (commands.isEmpty() && state().isPublished()) {
            commands.add(control.publish(now));
        }
        return commands;
    }

    /** Called when a worker was added to the fleet. */
    public List<Command> onWorkerAdded(Fleet fleet, Instant now) {
        return state() instanceof Sending sending ? sending.advance(fleet, now) : List.of();
    }

    /** Advances the run as time passes. */
    public List<Command> onTick(Fleet fleet, Instant now) {
        List<Command> commands = new ArrayList<>(state().advance(fleet, now));
        if (!state().isPublished()) {
            return commands;
        }
        if (commands.isEmpty() && !now.isBefore(control.publishedAt().plus(REPUBLISH_EVERY))) {
            commands.add(control.publish(now));
        }
        if (control.topics().isDue(now) && !control.isTopicLost()) {
            commands.add(control.look(now));
        }
        control.transactions().ask(now).ifPresent(commands::add);
        if (run.log().added() > eventsStored) {
            eventsStored = run.log().added();
            commands.add(new Command.Store(run));
        }
        return commands;
    }

    /**
     * Called when the control cluster responds again after an outage.
     *
     * @param outage how long it did not respond
     */
    public List<Command> onOutage(Duration outage, Instant now) {
        run.onOutage(outage, now);
        return List.of();
    }

    public List<Command> onPublishFailed() {
        control.onPublishFailed();
        return List.of();
    }

    /**
     * Updates what the run is waiting for, as shown to clients.
     *
     * @param always whether to update it even if the phase has not changed
     * @param before number of runs ahead of it in the queue
     */
    public void noteWait(boolean always, int before, Fleet fleet, Instant now) {
        if (always || !waitNoted.equals(Optional.of(run.phase()))) {
            waitNoted = Optional.of(run.phase());
            run.waitsFor(state().waiting(before, fleet, now));
        }
    }

    public Step stop(Instant now) {
        Ending ending = new Ending(RunPhase.STOPPED, EndCode.USER.with());
        return switch (state()) {
            case Queued queued -> Step.of(queued.endEarly(ending, now));
            case Preparing preparing -> Step.of(preparing.endEarly(ending, now));
            case Sending sending -> Step.of(sending.endEarly(ending, now));
            case Verifying verifying -> Step.of(verifying.stop(EndCode.USER, now));
            case Draining draining -> alreadyEnding();
            case Ended ended -> alreadyEnding();
        };
    }

    /** Stops the run because all load is stopped. Does not wait for messages in flight, and verifies nothing. */
    public List<Command> stopAtOnce(Instant now) {
        return control.stopAtOnce(now);
    }

    private Step alreadyEnding() {
        return Step.refused(new Reply.Conflict("the run is already " + run.phase()));
    }

    public Step change(LoadRequest request, Instant now) {
        if (!(state() instanceof Sending)) {
            return Step.refused(
                    new Reply.Conflict("the run is " + run.phase() + "; its load can be changed only while it sends"));
        }
        long earliest = run.timeline().elapsedNanos(now) + CHANGE_LEAD.toNanos();
        Optional<String> refusal = run.schedule().refusal(request, earliest);
        if (refusal.isPresent()) {
            return Step.refused(new Reply.Conflict(refusal.get()));
        }
        int changes = run.schedule().changes().size();
        if (changes >= LoadChange.CHANGES_MAX) {
            return Step.refused(new Reply.Refused("the load has changed " + changes + " times, which is the limit"));
        }
        run.changeTo(run.schedule().with(request, earliest));
        run.log().add(now, kindOf(request), run.schedule().newestRates());
        return Step.of(List.of(control.publish(now)));
    }

    private static RunLog.Kind kindOf(LoadRequest request) {
        return switch (request) {
            case LoadRequest.Pause() -> RunLog.Kind.PAUSED;
            case LoadRequest.Resume() -> RunLog.Kind.RESUMED;
            case LoadRequest.SkipStage() -> RunLog.Kind.STAGE_SKIPPED;
            case LoadRequest.SetRate rate -> RunLog.Kind.RATE_CHANGED;
            case LoadRequest.Scale scale -> RunLog.Kind.RATE_CHANGED;
        };
    }

    /** Ends the run immediately because there is no state to continue from, or because the desired state can no longer be written. */
    public List<Command> fail(End why, Instant now) {
        return control.end(RunPhase.FAILED, why, now);
    }
}
