package klt.controller.core.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.ControlRecord.Ending;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.run.Command;
import klt.controller.core.run.Waiting;

/**
 * One state in the life of a run, with the data that only this state needs; see {@link klt.common.protocol.RunPhase} for the order of
 * states. When a state has ended, it replaces itself with the next state. Event-loop thread only.
 */
sealed interface LifecycleState permits Queued, Preparing, Sending, Draining, Verifying, Ended {

    /** Whether the run has a desired state on the control topic. */
    boolean isPublished();

    /** Performs all actions that are due. */
    List<Command> advance(Fleet fleet, Instant now);

    /**
     * What the run is waiting for; empty if it is not waiting.
     *
     * @param before number of runs ahead of it in the queue
     */
    Optional<Waiting> waiting(int before, Fleet fleet, Instant now);

    /** Ends the run early: immediately if nothing was sent, otherwise when every message has an outcome. */
    List<Command> endEarly(Ending ending, Instant now);

    /** The topic was deleted or replaced, so acks of messages that were sent to it may never arrive. */
    List<Command> onTopicLost(Ending ending, Instant now);
}
