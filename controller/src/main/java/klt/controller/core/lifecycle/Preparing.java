package klt.controller.core.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import klt.common.code.Args;
import klt.common.protocol.ControlRecord.Ending;
import klt.common.protocol.End;
import klt.common.protocol.RunPhase;
import klt.common.spec.limit.Limits;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.history.RunLog;
import klt.controller.core.run.Command;
import klt.controller.core.run.Event;
import klt.controller.core.run.Run;
import klt.controller.core.run.Waiting;

/** Creates the topics, and waits for the workers to open their producers and consumers. */
final class Preparing implements LifecycleState {

    /** Lead time for the start, so that every worker can read the start time and enter its send loop. */
    static final Duration START_LEAD = Duration.ofSeconds(2);

    private final RunControl control;
    private final Run run;
    private final StartGate gate;
    private boolean topicsReady;

    /** @param gate the queued run's start gate, whose timeout restarts when the topics are ready */
    Preparing(RunControl control, StartGate gate) {
        this.control = control;
        run = control.run();
        this.gate = gate;
    }

    /** Restores the state from another controller, which had already published the run, so its topics were ready. */
    static Preparing restored(RunControl control, Instant now) {
        Preparing restored =
                new Preparing(control, new StartGate(control.run().spec().workers()));
        restored.topicsReady = true;
        restored.gate.begin(now);
        return restored;
    }

    List<Command> onTopicsChecked(Event.TopicsChecked checked, Instant now) {
        run.onTopicsCreated(checked.created());
        return control.applyPreflight(checked.findings(), now);
    }

    List<Command> onTopicsReady(Event.TopicsReady ready, Instant now) {
        if (topicsReady) {
            return List.of();
        }
        run.onTopicsCreated(ready.created());
        int partitions = ready.ends().stream().mapToInt(List::size).sum();
        if (partitions > Limits.PARTITIONS_MAX) {
            return control.end(RunPhase.FAILED, control.tooManyPartitions(partitions), now);
        }
        topicsReady = true;
        run.onTopicsReady(ready.ends());
        gate.begin(now);
        ready.topics().forEach(topic -> run.log().add(now, RunLog.Kind.PHASE, topic));
        return List.of(control.publish(now), control.look(now));
    }

    List<Command> onTopicsRefused(Event.TopicsRefused refused, Instant now) {
        run.onTopicsCreated(refused.created());
        return control.end(RunPhase.FAILED, refused.why(), now);
    }

    @Override
    public boolean isPublished() {
        return topicsReady;
    }

    @Override
    public List<Command> advance(Fleet fleet, Instant now) {
        if (!topicsReady) {
            // wait for the topic check, whose errors are more specific than a timeout
            return List.of();
        }
        boolean changed = run.membership().letJoin(fleet, run.plan().shardCount(), now);
        Set<String> members = run.membership().members();
        Optional<Args> consumersLack =
                run.consumerStats().unready(run.verification().from().size());
        List<String> able = run.membership().able(fleet);
        boolean gathered = gate.isEnough(members.size()) && able.containsAll(members);
        if (gathered && consumersLack.isEmpty()) {
            return schedule(now);
        }
        if (!gate.isLate(now)) {
            return changed ? List.of(control.publish(now)) : List.of();
        }
        List<String> unready = members.stream()
                .filter(worker -> !able.contains(worker))
                .map(run.stats()::nameOf)
                .toList();
        End why =
                gathered ? gate.consumersNotReady(consumersLack.orElseThrow()) : gate.notReady(unready, members.size());
        return control.end(RunPhase.FAILED, why, now);
    }

    private List<Command> schedule(Instant now) {
        Instant start = now.plus(START_LEAD);
        run.startAt(start);
        if (run.sends()) {
            run.allocation().begin(control.nextRevision());
        } else {
            run.consumerStats().read(run.verification().from(), start);
        }
        run.toPhase(
                RunPhase.SCHEDULED,
                Args.of("startAt", start.truncatedTo(ChronoUnit.MILLIS).toString()),
                now);
        control.become(new Sending(control));
        return List.of(control.publish(now));
    }

    @Override
    public Optional<Waiting> waiting(int before, Fleet fleet, Instant now) {
        Waits waits = new Waits(run, fleet);
        return topicsReady
                ? waits.prepared(gate.missing(run.membership().members().size()), gate.until())
                : Optional.of(waits.topic());
    }

    @Override
    public List<Command> endEarly(Ending ending, Instant now) {
        return control.end(ending.phase(), ending.end(), now);
    }

    @Override
    public List<Command> onTopicLost(Ending ending, Instant now) {
        return endEarly(ending, now);
    }
}
