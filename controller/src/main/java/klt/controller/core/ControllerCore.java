package klt.controller.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import klt.common.compare.Baseline;
import klt.common.protocol.Consumed;
import klt.common.protocol.ContestedRangeReport;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.EndCode;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.PartitionAuditReport;
import klt.common.protocol.ReportRefused;
import klt.common.protocol.RunProgress;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.StatusRecord;
import klt.common.protocol.topics.Envelope;
import klt.common.spec.RunSpec;
import klt.common.spec.input.FieldError;
import klt.controller.core.audit.Verification;
import klt.controller.core.fleet.ClockJump;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.fleet.TickCount;
import klt.controller.core.history.RunLog;
import klt.controller.core.lifecycle.RunMachine;
import klt.controller.core.lifecycle.Turns;
import klt.controller.core.notice.Notices;
import klt.controller.core.run.Annotations;
import klt.controller.core.run.Baselines;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.LoadStop;
import klt.controller.core.run.Reply;
import klt.controller.core.run.Run;
import klt.controller.core.run.Runs;
import klt.controller.core.run.Step;
import klt.controller.core.run.StoredRuns;
import klt.controller.core.run.Sweep;
import klt.controller.core.scheduler.Scheduler;
import klt.controller.core.sweep.Sweeps;

/** The controller's state machine. It is pure: it takes an event and the event's time, and returns commands. Event-loop thread only. */
public final class ControllerCore {

    /** Time from a tick's acknowledgement until the next tick is due. */
    public static final Duration TICK_INTERVAL = Duration.ofSeconds(1);

    /** Maximum number of queued runs. */
    public static final int QUEUE_MAX = 100;

    private final Fleet fleet = new Fleet();
    private final Map<String, RunMachine> machines = new LinkedHashMap<>();
    private final Turns turns;
    private final Sweeps sweeps = new Sweeps(new SubmittedRuns());
    private final Scheduler scheduler;
    private final KillSwitch killSwitch = new KillSwitch(machines.values());
    private final Baselines baselines;
    private final Notices notices;
    private final TickCount ticks = new TickCount(TICK_INTERVAL.plus(Run.OUTAGE_MIN));

    /** while true, reports to an earlier controller are replayed: they update the state but trigger no decision */
    private boolean replaying;

    /** @param guardrails returns the errors in a spec to be started by a schedule */
    public ControllerCore(
            int concurrentRunsMax, Function<RunSpec, List<FieldError>> guardrails, StoredRuns stored, Notices notices) {
        baselines = new Baselines(stored);
        this.notices = notices;
        turns = new Turns(machines.values(), concurrentRunsMax);
        scheduler = new Scheduler(new SubmittedRuns(), guardrails);
    }

    public Fleet fleet() {
        return fleet;
    }

    /** Returns the runs that have not ended, in order of submission. */
    public List<Run> runs() {
        return machines.values().stream().map(RunMachine::run).toList();
    }

    /** Returns the sweeps that have not ended, in order of submission. */
    public List<Sweep> sweeps() {
        return sweeps.unended();
    }

    /** Returns whether all load is stopped. */
    public LoadStop loadStop() {
        return killSwitch.state();
    }

    public Optional<Run> run(String id) {
        return machine(id).map(RunMachine::run);
    }

    private Optional<RunMachine> machine(String id) {
        return Optional.ofNullable(machines.get(id));
    }

    /** @param now bus time */
    public Step on(Event event, Instant now) {
        TopicsInUse used = TopicsInUse.before(runs());
        Step step = switch (event) {
            case Event.Submitted submitted -> submit(submitted.run(), submitted.spec(), now);
            case Event.Recovered recovered -> recover(recovered, now);
            case Event.SweepSubmitted submitted ->
                killSwitch
                        .refusal()
                        .map(Step::refused)
                        .orElseGet(() -> sweeps.submit(submitted.sweep(), submitted.spec(), now));
            case Event.SweepStopRequested stop -> sweeps.stop(stop.sweep(), now);
            case Event.SweepRecovered recovered -> Step.of(sweeps.recover(recovered.sweep(), now));
            case Event.BaselineSet(Baseline baseline) -> baselines.set(baseline, machines.keySet());
            case Event.BaselineDeleted(String name) -> baselines.delete(name);
            case Event.OfSchedule schedule -> scheduler.on(schedule, now);
            case Event.StopRequested stop -> ask(stop.run(), machine -> machine.stop(now));
            case Event.StopAllRequested() -> killSwitch.stopAll(now);
            case Event.LoadAllowed() -> killSwitch.allow(now);
            case Event.LoadStopRecovered(LoadStop stored) -> killSwitch.recover(stored);
            case Event.LoadChangeRequested change ->
                ask(change.run(), machine -> machine.change(change.request(), now));
            case Event.Annotated(String run, String text) -> ask(run, m -> Annotations.add(m.run(), text, now));
            case Event.NoticeSettled(String subject) -> Step.of(List.of(new Command.ForgetNotice(subject)));
            case Event.DeleteRequested(String run) -> baselines.deleteRun(run, machines.keySet());
            case Event.StatusRead status -> Step.of(onStatus(status.envelope(), now));
            case Event.TickDue() -> Step.of(onTickDue(now));
            case Event.TickAcked(Duration sinceLast) -> Step.of(onTickAcked(sinceLast, now));
            case Event.TickRead() -> Step.of(onTickRead(now));
            case Event.TopicsChecked checked ->
                dispatch(checked.run(), machine -> machine.onTopicsChecked(checked, now));
            case Event.TopicsReady ready -> dispatch(ready.run(), machine -> machine.onTopicsReady(ready, now));
            case Event.TopicsRefused refused ->
                dispatch(refused.run(), machine -> machine.onTopicsRefused(refused, now));
            case Event.TopicsSeen seen ->
                dispatch(seen.run(), machine -> machine.onTopicsSeen(seen.topics(), fleet, now));
            case Event.TopicsUnseen unseen -> dispatch(unseen.run(), machine -> machine.onTopicsUnseen(fleet, now));
            case Event.EndsRead read -> dispatch(read.run(), machine -> machine.onEndsRead(read.ends(), fleet, now));
            case Event.EndsUnknown unknown ->
                dispatch(unknown.run(), machine -> machine.onEndsUnknown(unknown.error(), now));
            case Event.TransactionsFound found ->
                dispatch(found.run(), machine -> machine.onTransactionsFound(found.open(), now));
            case Event.PublishRefused refused ->
                dispatch(
                        refused.run(),
                        machine -> machine.fail(EndCode.STATE_TOO_LARGE.with("error", refused.error()), now));
            case Event.PublishFailed failed -> dispatch(failed.run(), RunMachine::onPublishFailed);
            case Event.ReplayFinished() -> Step.of(onReplayFinished(now));
            case Event.TermStarted() -> Step.of(each(RunMachine::onPublishFailed));
        };
        machines.values().removeIf(machine -> machine.run().phase().isEnded());
        turns.noteWaits(event instanceof Event.TickDue, fleet, now);
        Step kept = used.keep(step, runs());
        return new Step(notices.announce(kept.commands()), kept.reply());
    }

    private Step submit(String id, RunSpec spec, Instant now) {
        Optional<Reply> stopped = killSwitch.refusal();
        if (stopped.isPresent()) {
            return Step.refused(stopped.get());
        }
        if (machines.size() >= QUEUE_MAX) {
            return Step.refused(
                    new Reply.Refused(QUEUE_MAX + " runs are queued, which is the limit; stop one or try again later"));
        }
        if (machines.containsKey(id)) {
            return Step.refused(new Reply.Conflict("run " + id + " already exists"));
        }
        RunMachine machine = new RunMachine(id, spec, now);
        machines.put(id, machine);
        List<Command> commands = new ArrayList<>(List.of(new Command.Store(machine.run())));
        commands.addAll(turns.begin(fleet, now));
        return Step.of(commands);
    }

    private Step recover(Event.Recovered recovered, Instant now) {
        RunMachine machine = new RunMachine(recovered.run(), recovered.spec(), recovered.createdAt());
        Annotations.restore(machine.run(), recovered.past());
        if (recovered.queued()) {
            machines.put(recovered.run(), machine);
            return Step.of(List.of());
        }
        if (recovered.desired().isPresent()) {
            replaying = true;
            machines.put(
                    recovered.run(),
                    new RunMachine(recovered.desired().get(), recovered.createdAt(), recovered.past(), now));
            return Step.of(List.of());
        }
        return Step.of(machine.fail(EndCode.CONTROLLER_RESTARTED.with(), now));
    }

    /** Starts acting on live records. Replayed heartbeats may be old, so workers are not assigned work until they send a live one. */
    private List<Command> onReplayFinished(Instant now) {
        replaying = false;
        fleet.onReplayFinished();
        runs().forEach(run -> fleet.revoke(run.membership().departed()));
        List<Command> commands = each(machine -> machine.onReplayFinished(fleet, now));
        commands.addAll(killSwitch.onReplayFinished(now));
        commands.addAll(sweeps.onReplayFinished(now));
        commands.addAll(scheduler.onReplayFinished(now));
        return commands;
    }

    private Step ask(String id, Function<RunMachine, Step> question) {
        return machine(id).map(question).orElseGet(() -> Step.refused(new Reply.NotFound(id)));
    }

    private Step dispatch(String id, Function<RunMachine, List<Command>> action) {
        return Step.of(machine(id).map(action).orElse(List.of()));
    }

    private List<Command> onStatus(Envelope<StatusRecord> envelope, Instant now) {
        String worker = envelope.writer();
        return switch (envelope.body()) {
            case StatusRecord.Heartbeat heartbeat -> onHeartbeat(worker, envelope.number(), heartbeat, now);
            case StatusRecord.Interval interval -> {
                run(interval.run()).ifPresent(run -> {
                    if (replaying) {
                        run.reports().replay(worker, interval, now);
                    } else {
                        run.reports().onInterval(worker, interval, now);
                    }
                });
                yield List.of();
            }
            case SendLedgerReport evidence -> {
                run(evidence.run()).ifPresent(run -> run.reports().onEvidence(worker, evidence));
                yield List.of();
            }
            case PartitionAuditReport audited ->
                onAudit(audited.run(), verification -> verification.onAudited(worker, audited, now), now);
            case ContestedRangeReport seen ->
                onAudit(seen.run(), verification -> verification.onContestedSeen(worker, seen), now);
            case Consumed consumed -> {
                run(consumed.run()).ifPresent(run -> run.reports().onConsumed(worker, consumed, fleet, replaying, now));
                yield List.of();
            }
            case GroupPositions positions -> {
                run(positions.run()).ifPresent(run -> run.reports().onPositions(positions, replaying, now));
                yield List.of();
            }
            case ReportRefused refused ->
                machine(refused.run())
                        .map(machine -> machine.onReportRefused(worker, refused, replaying, now))
                        .orElse(List.of());
            case StatusRecord.Bye bye -> {
                fleet.onBye(worker);
                yield replaying
                        ? List.of()
                        : each(machine -> machine.onWorkerDeparted(worker, RunLog.Kind.WORKER_LEFT, now, fleet, now));
            }
        };
    }

    private List<Command> onAudit(String id, Consumer<Verification> action, Instant now) {
        run(id).map(Run::verification).ifPresent(action);
        return replaying
                ? List.of()
                : machine(id).map(machine -> machine.onAudit(fleet, now)).orElse(List.of());
    }

    private List<Command> onHeartbeat(String worker, long number, StatusRecord.Heartbeat heartbeat, Instant now) {
        boolean another = fleet.member(worker).isEmpty();
        Optional<ClockJump> jump = fleet.clockJump(worker, heartbeat);
        if (!fleet.onHeartbeat(worker, number, heartbeat, now)) {
            return List.of();
        }
        if (!replaying) {
            jump.ifPresent(by ->
                    machines.values().forEach(machine -> machine.run().reports().onClockJump(worker, by, now)));
        }
        List<Command> commands = new ArrayList<>();
        for (RunProgress progress : heartbeat.runs()) {
            if (replaying) {
                run(progress.run()).ifPresent(run -> run.reports().replay(worker, heartbeat.worker(), progress));
                continue;
            }
            machine(progress.run())
                    .ifPresent(machine -> commands.addAll(machine.onProgress(worker, progress, fleet, now)));
        }
        if (another && !replaying) {
            // not deferred until the next tick, which may be a second away
            commands.addAll(each(machine -> machine.onWorkerAdded(fleet, now)));
        }
        return commands;
    }

    private List<Command> onTickDue(Instant now) {
        ticks.onDue();
        List<Command> commands = new ArrayList<>();
        commands.add(new Command.PublishTick(new ControlRecord.Tick(fleet.countedIds())));
        commands.addAll(each(machine -> machine.onTick(fleet, now)));
        commands.addAll(sweeps.advance(now));
        commands.addAll(scheduler.advance(now));
        commands.addAll(turns.begin(fleet, now));
        return commands;
    }

    private List<Command> onTickAcked(Duration sinceLast, Instant now) {
        Duration outage = sinceLast.minus(TICK_INTERVAL);
        return outage.compareTo(Run.OUTAGE_MIN) < 0 ? List.of() : each(machine -> machine.onOutage(outage, now));
    }

    private List<Command> onTickRead(Instant now) {
        if (!ticks.onRead(fleet, now)) {
            return List.of();
        }
        List<Command> commands = new ArrayList<>();
        for (Fleet.Member lost : fleet.onTickRead()) {
            commands.addAll(each(machine ->
                    machine.onWorkerDeparted(lost.id(), RunLog.Kind.WORKER_LOST, lost.lastHeartbeatAt(), fleet, now)));
        }
        return commands;
    }

    private List<Command> each(Function<RunMachine, List<Command>> action) {
        List<Command> commands = new ArrayList<>();
        machines.values().forEach(machine -> commands.addAll(action.apply(machine)));
        return commands;
    }

    private final class SubmittedRuns implements Runs {

        @Override
        public Set<String> live() {
            return runs().stream()
                    .filter(run -> !run.phase().isEnded())
                    .map(Run::id)
                    .collect(Collectors.toSet());
        }

        @Override
        public Step submit(String id, RunSpec spec, Instant now) {
            return ControllerCore.this.submit(id, spec, now);
        }

        @Override
        public Step stop(String id, Instant now) {
            return ask(id, machine -> machine.stop(now));
        }
    }
}
