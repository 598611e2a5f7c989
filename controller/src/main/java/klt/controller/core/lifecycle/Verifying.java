package klt.controller.core.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.code.Args;
import klt.common.protocol.ControlRecord.Ending;
import klt.common.protocol.EndCode;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.run.Command;
import klt.controller.core.run.Run;
import klt.controller.core.run.Waiting;

/** The consumers read the remaining records; then, workers read the topics back. */
final class Verifying implements LifecycleState {

    private final RunControl control;
    private final Run run;
    /** whether the topics have been described after the verification */
    private boolean lastLook;

    Verifying(RunControl control) {
        this.control = control;
        run = control.run();
    }

    @Override
    public boolean isPublished() {
        return true;
    }

    /** Lets the consumers finish first, because a concurrent reader would compete with them and distort their figures. */
    @Override
    public List<Command> advance(Fleet fleet, Instant now) {
        if (!run.consumerStats().isOver(now)) {
            return List.of();
        }
        boolean changed = run.verification().assign(fleet.readyIds(), now);
        if (run.verification().isOver(now)) {
            return mayHaveLostItsTopic(now) ? lookAgain(now) : control.finish(now);
        }
        return changed ? List.of(control.publish(now)) : List.of();
    }

    /** Returns whether messages are missing or could not be read, possibly because a topic was replaced after they were sent. */
    private boolean mayHaveLostItsTopic(Instant now) {
        RunTopics topics = control.topics();
        boolean answered = lastLook && !topics.isAsked(now) && !topics.isAnyAbsent();
        return run.verification().reads() && !answered && !run.verification().isSound();
    }

    private List<Command> lookAgain(Instant now) {
        if (control.topics().isAsked(now)) {
            // the response to the current request may predate the verification
            return List.of();
        }
        lastLook = true;
        return List.of(control.look(now));
    }

    @Override
    public Optional<Waiting> waiting(int before, Fleet fleet, Instant now) {
        Waits waits = new Waits(run, fleet);
        return Optional.of(run.consumerStats().isOver(now) ? waits.audit() : waits.catchUp());
    }

    /** Ends the run without a verification result. The run is complete, because everything has been sent. */
    List<Command> stop(EndCode why, Instant now) {
        run.verification().giveUp(Args.of("end", why));
        run.consumerStats().giveUp(Args.of("end", why), now);
        return control.finish(now);
    }

    @Override
    public List<Command> endEarly(Ending ending, Instant now) {
        // the first reason is the cause; later ones are consequences
        if (control.ending().isEmpty()) {
            control.recordEnding(ending);
        }
        return stop(ending.end().code(), now);
    }

    @Override
    public List<Command> onTopicLost(Ending ending, Instant now) {
        control.recordTopicLoss(ending);
        return control.finish(now);
    }
}
