package klt.controller.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import klt.common.protocol.Audited;
import klt.common.protocol.Consumed;
import klt.common.protocol.ContestedSeen;
import klt.common.protocol.ControlRecord;
import klt.common.protocol.Envelope;
import klt.common.protocol.Evidence;
import klt.common.protocol.GroupPositions;
import klt.common.protocol.RunPhase;
import klt.common.protocol.StatusRecord;
import klt.common.spec.RunSpec;

/**
 * The controller's mind: the fleet and the runs that have not ended. Pure: an event and its time go in, commands come out. One owner,
 * the event loop.
 */
public final class ControllerCore {

    /** Runs that may wait. */
    public static final int QUEUE_MAX = 100;

    private final int concurrentRunsMax;
    private final Fleet fleet = new Fleet();
    private final Map<String, RunMachine> runs = new LinkedHashMap<>();
    private long ticks;
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
    public Collection<RunMachine> runs() {
        return runs.values();
    }

    public Optional<RunMachine> run(String id) {
        return Optional.ofNullable(runs.get(id));
    }

    /** @param now bus time */
    public Step on(Event event, Instant now) {
        Step step = switch (event) {
            case Event.Submitted submitted -> submit(submitted.run(), submitted.spec(), now);
            case Event.Recovered recovered -> recover(recovered, now);
            case Event.StopRequested stop -> ask(stop.run(), run -> run.stop(now));
            case Event.PauseRequested pause -> ask(pause.run(), run -> run.pause(now));
            case Event.ResumeRequested resume -> ask(resume.run(), run -> run.resume(now));
            case Event.RateRequested rate -> ask(rate.run(), run -> run.changeRate(rate.rate(), now));
            case Event.DeleteRequested delete -> delete(delete.run(), delete.stored());
            case Event.StatusRead status -> Step.of(onStatus(status.envelope(), now));
            case Event.TickDue() -> Step.of(onTickDue(now));
            case Event.TickRead(long number) -> Step.of(onTickRead(now));
            case Event.TopicReady ready -> tell(ready.run(), run -> run.onTopicReady(ready.notes(), ready.ends(), now));
            case Event.TopicRefused refused -> tell(refused.run(), run -> run.onTopicRefused(refused.reason(), now));
            case Event.EndsRead read -> tell(read.run(), run -> run.onEndsRead(read.ends(), fleet, now));
            case Event.EndsUnknown unknown -> tell(unknown.run(), run -> run.onEndsUnknown(unknown.reason(), now));
            case Event.PublishFailed failed -> tell(failed.run(), RunMachine::onPublishFailed);
            case Event.CaughtUp() -> Step.of(onCaughtUp(now));
            case Event.TermTaken() -> Step.of(eachRun(RunMachine::onPublishFailed));
        };
        runs.values().removeIf(run -> run.phase().isEnded());
        return step;
    }

    private Step submit(String id, RunSpec spec, Instant now) {
        if (runs.size() >= QUEUE_MAX) {
            return Step.refused(new Reply.Refused(QUEUE_MAX + " runs wait already; stop one or come again later"));
        }
        if (runs.containsKey(id)) {
            return Step.refused(new Reply.Conflict("there is a run " + id + " already"));
        }
        RunMachine run = new RunMachine(id, spec, now);
        runs.put(id, run);
        List<Command> commands = new ArrayList<>(List.of(new Command.Store(run)));
        commands.addAll(beginWhatCan(now));
        return Step.of(commands);
    }

    private Step recover(Event.Recovered recovered, Instant now) {
        RunMachine run = new RunMachine(recovered.run(), recovered.spec(), recovered.createdAt());
        if (recovered.queued()) {
            runs.put(run.id(), run);
            return Step.of(List.of());
        }
        if (recovered.desired().isPresent()) {
            recalling = true;
            runs.put(run.id(), RunMachine.of(recovered.desired().get(), recovered.createdAt(), recovered.past(), now));
            return Step.of(List.of());
        }
        return Step.of(run.fail("CONTROLLER_RESTARTED: the controller ended before the run was written", now));
    }

    /** Whoever was heard may be gone long since: each has to be heard again before it gets work. */
    private List<Command> onCaughtUp(Instant now) {
        recalling = false;
        fleet.onCaughtUp();
        runs.values().forEach(run -> fleet.revoke(run.gone()));
        return eachRun(run -> run.onCaughtUp(fleet, now));
    }

    private Step ask(String id, Function<RunMachine, Step> question) {
        RunMachine run = runs.get(id);
        return run == null ? Step.refused(new Reply.NotFound(id)) : question.apply(run);
    }

    private Step tell(String id, Function<RunMachine, List<Command>> news) {
        RunMachine run = runs.get(id);
        return Step.of(run == null ? List.of() : news.apply(run));
    }

    private Step delete(String id, boolean stored) {
        if (runs.containsKey(id)) {
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
            case Evidence evidence -> {
                run(evidence.run()).ifPresent(run -> run.onEvidence(worker, evidence));
                yield List.of();
            }
            case Audited audited ->
                onAudit(audited.run(), run -> run.verification().onAudited(worker, audited, now), now);
            case ContestedSeen seen ->
                onAudit(seen.run(), run -> run.verification().onContestedSeen(worker, seen), now);
            case Consumed consumed -> {
                run(consumed.run()).ifPresent(run -> run.onConsumed(worker, consumed, fleet, recalling, now));
                yield List.of();
            }
            case GroupPositions positions -> {
                run(positions.run()).ifPresent(run -> run.onPositions(positions, recalling, now));
                yield List.of();
            }
            case StatusRecord.Bye bye -> {
                fleet.onBye(worker);
                yield recalling
                        ? List.of()
                        : eachRun(run -> run.onWorkerGone(worker, RunLog.Kind.WORKER_LEFT, now, fleet, now));
            }
        };
    }

    private List<Command> onAudit(String id, Consumer<RunMachine> news, Instant now) {
        Optional<RunMachine> run = run(id);
        run.ifPresent(news);
        return run.filter(r -> !recalling).map(r -> r.onAudit(fleet, now)).orElse(List.of());
    }

    private List<Command> onHeartbeat(String worker, long number, StatusRecord.Heartbeat heartbeat, Instant now) {
        boolean another = fleet.member(worker).isEmpty();
        if (!fleet.onHeartbeat(worker, number, heartbeat, now)) {
            return List.of();
        }
        List<Command> commands = new ArrayList<>();
        for (StatusRecord.RunProgress progress : heartbeat.runs()) {
            if (recalling) {
                run(progress.run()).ifPresent(run -> run.recall(worker, heartbeat.hello(), progress));
                continue;
            }
            run(progress.run()).ifPresent(run -> commands.addAll(run.onProgress(worker, progress, fleet, now)));
        }
        if (another && !recalling) {
            // a tick later is a second later
            commands.addAll(eachRun(run -> run.onNewcomer(fleet, now)));
        }
        return commands;
    }

    private List<Command> onTickDue(Instant now) {
        List<Command> commands = new ArrayList<>();
        commands.add(new Command.PublishTick(new ControlRecord.Tick(++ticks, fleet.countedIds())));
        commands.addAll(eachRun(run -> run.onTick(fleet, now)));
        commands.addAll(beginWhatCan(now));
        return commands;
    }

    private List<Command> onTickRead(Instant now) {
        List<Command> commands = new ArrayList<>();
        for (Fleet.Member lost : fleet.onTickRead()) {
            commands.addAll(
                    eachRun(run -> run.onWorkerGone(lost.id(), RunLog.Kind.WORKER_LOST, lost.heardAt(), fleet, now)));
        }
        return commands;
    }

    private List<Command> beginWhatCan(Instant now) {
        long busy = runs.values().stream()
                .filter(run -> run.phase() != RunPhase.QUEUED && !run.phase().isEnded())
                .count();
        List<Command> commands = new ArrayList<>();
        for (RunMachine run : List.copyOf(runs.values())) {
            if (busy >= concurrentRunsMax) {
                break;
            }
            if (run.phase() == RunPhase.QUEUED) {
                commands.addAll(run.tryPrepare(fleet, now));
                busy++;
            }
        }
        return commands;
    }

    private List<Command> eachRun(Function<RunMachine, List<Command>> news) {
        List<Command> commands = new ArrayList<>();
        runs.values().forEach(run -> commands.addAll(news.apply(run)));
        return commands;
    }
}
