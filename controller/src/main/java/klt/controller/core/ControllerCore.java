package klt.controller.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import klt.common.protocol.Consumed;
import klt.common.protocol.ContestedRangeReport;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.EndCode;
import klt.common.protocol.Envelope;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.PartitionAuditReport;
import klt.common.protocol.ReportRefused;
import klt.common.protocol.RunPhase;
import klt.common.protocol.SendLedgerReport;
import klt.common.protocol.StatusRecord;
import klt.common.spec.RunSpec;

/**
 * The controller's mind: the fleet and the runs that have not ended. Pure: an event and its time go in, commands come out. One owner,
 * the event loop.
 */
public final class ControllerCore {

    /** A tick is due so long after the one before was acknowledged. */
    public static final Duration TICK_INTERVAL = Duration.ofSeconds(1);

    /** Runs that may wait. */
    public static final int QUEUE_MAX = 100;

    private final int concurrentRunsMax;
    private final Fleet fleet = new Fleet();
    private final Map<String, RunMachine> machines = new LinkedHashMap<>();
    private long ticks;
    /** one of the ticks since the last was due has been read back */
    private boolean tickCounted;

    /** what workers said to an earlier controller is told again: it is taken in, and nothing is decided by it */
    private boolean recalling;

    /** @param concurrentRunsMax runs that may load Kafka at the same time */
    public ControllerCore(int concurrentRunsMax) {
        this.concurrentRunsMax = concurrentRunsMax;
    }

    public Fleet fleet() {
        return fleet;
    }

    /** The runs that have not ended, in the order in which they came. */
    public List<Run> runs() {
        return machines.values().stream().map(RunMachine::run).toList();
    }

    public Optional<Run> run(String id) {
        return machine(id).map(RunMachine::run);
    }

    private Optional<RunMachine> machine(String id) {
        return Optional.ofNullable(machines.get(id));
    }

    /** @param now bus time */
    public Step on(Event event, Instant now) {
        Step step = switch (event) {
            case Event.Submitted submitted -> submit(submitted.run(), submitted.spec(), now);
            case Event.Recovered recovered -> recover(recovered, now);
            case Event.StopRequested stop -> ask(stop.run(), machine -> machine.stop(now));
            case Event.PauseRequested pause -> ask(pause.run(), machine -> machine.pause(now));
            case Event.ResumeRequested resume -> ask(resume.run(), machine -> machine.resume(now));
            case Event.RateRequested rate -> ask(rate.run(), machine -> machine.changeRate(rate.rate(), now));
            case Event.DeleteRequested delete -> delete(delete.run(), delete.stored());
            case Event.StatusRead status -> Step.of(onStatus(status.envelope(), now));
            case Event.TickDue() -> Step.of(onTickDue(now));
            case Event.TickAcked(Duration sinceLast) -> Step.of(onTickAcked(sinceLast, now));
            case Event.TickRead(long number) -> Step.of(onTickRead(now));
            case Event.TopicChecked checked ->
                tell(checked.run(), machine -> machine.onPreflight(checked.findings(), now));
            case Event.TopicReady ready ->
                tell(ready.run(), machine -> machine.onTopicReady(ready.notes(), ready.ends(), now));
            case Event.TopicRefused refused ->
                tell(refused.run(), machine -> machine.onTopicRefused(refused.reason(), now));
            case Event.TopicSeen seen -> tell(seen.run(), machine -> machine.onTopicSeen(seen.topic(), fleet, now));
            case Event.TopicUnseen unseen -> tell(unseen.run(), machine -> machine.onTopicUnseen(fleet, now));
            case Event.EndsRead read -> tell(read.run(), machine -> machine.onEndsRead(read.ends(), fleet, now));
            case Event.EndsUnknown unknown ->
                tell(unknown.run(), machine -> machine.onEndsUnknown(unknown.reason(), now));
            case Event.PublishRefused refused ->
                tell(refused.run(), machine -> machine.fail(EndCode.STATE_TOO_LARGE.reason(refused.reason()), now));
            case Event.PublishFailed failed -> tell(failed.run(), RunMachine::onPublishFailed);
            case Event.ReplayFinished() -> Step.of(onCaughtUp(now));
            case Event.TermStarted() -> Step.of(each(RunMachine::onPublishFailed));
        };
        machines.values().removeIf(machine -> machine.run().phase().isEnded());
        noteWaits(event instanceof Event.TickDue, now);
        return step;
    }

    /** @param all also of runs whose phase is the one that it was */
    private void noteWaits(boolean all, Instant now) {
        int before = 0;
        for (RunMachine machine : machines.values()) {
            machine.noteWait(all, before, fleet, now);
            before++;
        }
    }

    private Step submit(String id, RunSpec spec, Instant now) {
        if (machines.size() >= QUEUE_MAX) {
            return Step.refused(new Reply.Refused(QUEUE_MAX + " runs wait already; stop one or come again later"));
        }
        if (machines.containsKey(id)) {
            return Step.refused(new Reply.Conflict("there is a run " + id + " already"));
        }
        RunMachine machine = new RunMachine(id, spec, now);
        machines.put(id, machine);
        List<Command> commands = new ArrayList<>(List.of(new Command.Store(machine.run())));
        commands.addAll(beginWhatCan(now));
        return Step.of(commands);
    }

    private Step recover(Event.Recovered recovered, Instant now) {
        RunMachine machine = new RunMachine(recovered.run(), recovered.spec(), recovered.createdAt());
        if (recovered.queued()) {
            machines.put(recovered.run(), machine);
            return Step.of(List.of());
        }
        if (recovered.desired().isPresent()) {
            recalling = true;
            machines.put(
                    recovered.run(),
                    new RunMachine(recovered.desired().get(), recovered.createdAt(), recovered.past(), now));
            return Step.of(List.of());
        }
        return Step.of(machine.fail(
                EndCode.CONTROLLER_RESTARTED.reason("the controller ended before the run was written"), now));
    }

    /** Whoever was heard may be gone long since: each has to be heard again before it gets work. */
    private List<Command> onCaughtUp(Instant now) {
        recalling = false;
        fleet.onCaughtUp();
        machines.values()
                .forEach(machine -> fleet.revoke(machine.run().allocation().gone()));
        return each(machine -> machine.onCaughtUp(fleet, now));
    }

    private Step ask(String id, Function<RunMachine, Step> question) {
        return machine(id).map(question).orElseGet(() -> Step.refused(new Reply.NotFound(id)));
    }

    private Step tell(String id, Function<RunMachine, List<Command>> news) {
        return Step.of(machine(id).map(news).orElse(List.of()));
    }

    private Step delete(String id, boolean stored) {
        if (machines.containsKey(id)) {
            return Step.refused(new Reply.Conflict("the run has not ended; stop it first"));
        }
        return stored ? Step.of(List.of(new Command.Forget(id))) : Step.refused(new Reply.NotFound(id));
    }

    private List<Command> onStatus(Envelope<StatusRecord> envelope, Instant now) {
        String worker = envelope.writer();
        return switch (envelope.body()) {
            case StatusRecord.Hello hello -> List.of();
            case StatusRecord.Heartbeat heartbeat -> onHeartbeat(worker, envelope.number(), heartbeat, now);
            case StatusRecord.Interval interval -> {
                run(interval.run()).ifPresent(run -> {
                    if (recalling) {
                        run.recall(worker, interval, now);
                    } else {
                        run.onInterval(worker, interval, now);
                    }
                });
                yield List.of();
            }
            case SendLedgerReport evidence -> {
                run(evidence.run()).ifPresent(run -> run.onEvidence(worker, evidence));
                yield List.of();
            }
            case PartitionAuditReport audited ->
                onAudit(audited.run(), verification -> verification.onAudited(worker, audited, now), now);
            case ContestedRangeReport seen ->
                onAudit(seen.run(), verification -> verification.onContestedSeen(worker, seen), now);
            case Consumed consumed -> {
                run(consumed.run()).ifPresent(run -> run.onConsumed(worker, consumed, fleet, recalling, now));
                yield List.of();
            }
            case GroupPositions positions -> {
                run(positions.run()).ifPresent(run -> run.onPositions(positions, recalling, now));
                yield List.of();
            }
            case ReportRefused refused ->
                machine(refused.run())
                        .map(machine -> machine.onReportRefused(worker, refused, recalling, now))
                        .orElse(List.of());
            case StatusRecord.Bye bye -> {
                fleet.onBye(worker);
                yield recalling
                        ? List.of()
                        : each(machine -> machine.onWorkerGone(worker, RunLog.Kind.WORKER_LEFT, now, fleet, now));
            }
        };
    }

    private List<Command> onAudit(String id, Consumer<Verification> news, Instant now) {
        run(id).map(Run::verification).ifPresent(news);
        return recalling
                ? List.of()
                : machine(id).map(machine -> machine.onAudit(fleet, now)).orElse(List.of());
    }

    private List<Command> onHeartbeat(String worker, long number, StatusRecord.Heartbeat heartbeat, Instant now) {
        boolean another = fleet.member(worker).isEmpty();
        Optional<ClockJump> jump = fleet.clockJump(worker, heartbeat);
        if (!fleet.onHeartbeat(worker, number, heartbeat, now)) {
            return List.of();
        }
        if (!recalling) {
            jump.ifPresent(
                    by -> machines.values().forEach(machine -> machine.run().onClockJump(worker, by, now)));
        }
        List<Command> commands = new ArrayList<>();
        for (StatusRecord.RunProgress progress : heartbeat.runs()) {
            if (recalling) {
                run(progress.run()).ifPresent(run -> run.recall(worker, heartbeat.hello(), progress));
                continue;
            }
            machine(progress.run())
                    .ifPresent(machine -> commands.addAll(machine.onProgress(worker, progress, fleet, now)));
        }
        if (another && !recalling) {
            // a tick later is a second later
            commands.addAll(each(machine -> machine.onNewcomer(fleet, now)));
        }
        return commands;
    }

    private List<Command> onTickDue(Instant now) {
        tickCounted = false;
        List<Command> commands = new ArrayList<>();
        commands.add(new Command.PublishTick(new ControlRecord.Tick(++ticks, fleet.countedIds())));
        commands.addAll(each(machine -> machine.onTick(fleet, now)));
        commands.addAll(beginWhatCan(now));
        return commands;
    }

    private List<Command> onTickAcked(Duration sinceLast, Instant now) {
        Duration outage = sinceLast.minus(TICK_INTERVAL);
        if (outage.compareTo(Run.OUTAGE_MIN) < 0) {
            return List.of();
        }
        fleet.onOutage();
        return each(machine -> machine.onOutage(outage, now));
    }

    /** Ticks that come in a burst count as one: what read them was held up, and heartbeats may still stand behind them. */
    private List<Command> onTickRead(Instant now) {
        if (tickCounted) {
            return List.of();
        }
        tickCounted = true;
        List<Command> commands = new ArrayList<>();
        for (Fleet.Member lost : fleet.onTickRead()) {
            commands.addAll(each(
                    machine -> machine.onWorkerGone(lost.id(), RunLog.Kind.WORKER_LOST, lost.heardAt(), fleet, now)));
        }
        return commands;
    }

    private List<Command> beginWhatCan(Instant now) {
        long busy = machines.values().stream()
                .map(machine -> machine.run().phase())
                .filter(phase -> phase != RunPhase.QUEUED && !phase.isEnded())
                .count();
        List<Command> commands = new ArrayList<>();
        for (RunMachine machine : List.copyOf(machines.values())) {
            if (busy >= concurrentRunsMax) {
                break;
            }
            if (machine.run().phase() == RunPhase.QUEUED) {
                commands.addAll(machine.tryPrepare(fleet, now));
                busy++;
            }
        }
        return commands;
    }

    private List<Command> each(Function<RunMachine, List<Command>> news) {
        List<Command> commands = new ArrayList<>();
        machines.values().forEach(machine -> commands.addAll(news.apply(machine)));
        return commands;
    }
}
