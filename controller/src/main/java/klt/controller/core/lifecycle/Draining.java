package klt.controller.core.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.ControlRecord.Ending;
import klt.common.protocol.RunPhase;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.run.Command;
import klt.controller.core.run.Run;
import klt.controller.core.run.Waiting;

/** Sending has ended. The run waits for messages in flight to complete and then, unless it sent nothing, reads the topics' end offsets. */
final class Draining implements LifecycleState {

    /** Maximum wait for the topics' end offsets. */
    static final Duration ENDS_MAX = Duration.ofSeconds(60);

    /** Maximum wait for message outcomes after a topic was deleted or all load was stopped. */
    static final Duration CUT_SHORT_MAX = Duration.ofSeconds(5);

    private final RunControl control;
    private final Run run;
    private Instant since;
    private Optional<Instant> endsAskedAt = Optional.empty();

    Draining(RunControl control, Instant since) {
        this.control = control;
        run = control.run();
        this.since = since;
    }

    @Override
    public boolean isPublished() {
        return true;
    }

    @Override
    public List<Command> advance(Fleet fleet, Instant now) {
        return advance(now);
    }

    List<Command> advance(Instant now) {
        if (endsAskedAt.isPresent() && !control.isCutShort()) {
            return now.isAfter(endsAskedAt.get().plus(ENDS_MAX))
                    ? giveUp(topics().and("timeoutSeconds", ENDS_MAX), now)
                    : List.of();
        }
        if (!now.isAfter(answersUntil()) && !run.everyShareIsFinal()) {
            return List.of();
        }
        if (control.isTopicLost() || !run.sends()) {
            return control.finish(now);
        }
        endsAskedAt = Optional.of(now);
        List<Command> commands = new ArrayList<>();
        if (!control.isCutShort() || !run.transactionalIds().isEmpty()) {
            // this also ends open transactions, which would block others that read the topics
            commands.add(new Command.ReadEnds(
                    run.id(), run.spec().topic().cluster(), run.spec().topic().names(), run.transactionalIds()));
        }
        if (control.isCutShort()) {
            commands.addAll(control.finish(now));
        }
        return commands;
    }

    /** Called when all load is stopped. Waits only briefly for the workers' last reports. */
    List<Command> stopAtOnce(Ending ending, Instant now) {
        if (control.ending().isEmpty()) {
            control.recordEnding(ending);
        }
        since = now;
        List<Command> commands = new ArrayList<>(List.of(control.publish(now)));
        commands.addAll(advance(now));
        return commands;
    }

    /** Returns when waiting for messages without an outcome times out. */
    private Instant answersUntil() {
        return control.isCutShort()
                ? since.plus(CUT_SHORT_MAX)
                : since.plusMillis(run.spec().producer().deliveryTimeoutMs()).plus(RunControl.HARD_STOP_GRACE);
    }

    /**
     * Called when the run no longer writes to the topics. Verifies their contents if required by the spec.
     *
     * @param ends end offsets by topic and partition
     */
    List<Command> onEndsRead(List<List<Long>> ends, Fleet fleet, Instant now) {
        if (run.verification().isBegun() || control.isCutShort()) {
            return List.of();
        }
        run.verification().begin(run.plan().partitionNumbers().flatten(ends), now);
        run.consumerStats().drain(run.verification().ends(), run.verification().from(), now);
        if (!run.verification().reads() && run.consumerStats().isOver(now)) {
            return control.finish(now);
        }
        run.toPhase(
                RunPhase.VERIFYING, Args.of("waitsFor", run.consumerStats().isOver(now) ? "AUDIT" : "CONSUMERS"), now);
        Verifying verifying = new Verifying(control);
        control.become(verifying);
        List<Command> commands = verifying.advance(fleet, now);
        return commands.isEmpty() ? List.of(control.publish(now)) : commands;
    }

    /** @param error Kafka's own message */
    List<Command> onEndsUnknown(String error, Instant now) {
        return giveUp(topics().and("error", error), now);
    }

    private Args topics() {
        return Args.named("topic", run.spec().topic().names());
    }

    private List<Command> giveUp(Args why, Instant now) {
        if (control.isCutShort()) {
            return List.of();
        }
        run.verification().giveUp(why);
        return control.finish(now);
    }

    @Override
    public Optional<Waiting> waiting(int before, Fleet fleet, Instant now) {
        Waits waits = new Waits(run, fleet);
        return Optional.of(endsAskedAt
                .map(asked -> waits.ends(asked.plus(ENDS_MAX)))
                .orElseGet(() -> waits.answers(Optional.of(answersUntil()))));
    }

    @Override
    public List<Command> endEarly(Ending ending, Instant now) {
        // the first reason is the cause; later ones are consequences
        boolean first = control.ending().isEmpty();
        if (first) {
            control.recordEnding(ending);
        }
        List<Command> commands = new ArrayList<>(first ? List.of(control.publish(now)) : List.of());
        commands.addAll(advance(now));
        return commands;
    }

    @Override
    public List<Command> onTopicLost(Ending ending, Instant now) {
        control.recordTopicLoss(ending);
        since = now;
        List<Command> commands = new ArrayList<>(List.of(control.publish(now)));
        commands.addAll(advance(now));
        return commands;
    }
}
