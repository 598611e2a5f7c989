package klt.controller.core.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.ControlRecord.Ending;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.run.Command;
import klt.controller.core.run.Waiting;

/**
 * A state in a run's lifecycle, with the data that only this state needs; see {@link klt.common.protocol.RunPhase} for the order. When a
 * state ends, it replaces itself with the next one. Event-loop thread only.
 */
sealed interface LifecycleState permits Queued, Preparing, Sending, Draining, Verifying, Ended {

    /** Returns whether the run has a desired state on the control topic. */
    boolean isPublished();

    /** Performs all due actions. */
    List<Command> advance(Fleet fleet, Instant now);

    /**
     * Returns what the run is waiting for, or empty if it is not waiting.
     *
     * @param before number of runs ahead in the queue
     */
    Optional<Waiting> waiting(int before, Fleet fleet, Instant now);

    /** Ends the run early: immediately if nothing was sent, otherwise once every message has an outcome. */
    List<Command> endEarly(Ending ending, Instant now);

    /** Called when the topic has been deleted or replaced, in which case acks for messages sent to it may never arrive. */
    List<Command> onTopicLost(Ending ending, Instant now);
}
