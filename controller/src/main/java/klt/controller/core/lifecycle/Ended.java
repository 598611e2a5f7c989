package klt.controller.core.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.ControlRecord.Ending;
import klt.controller.core.fleet.Fleet;
import klt.controller.core.run.Command;
import klt.controller.core.run.Waiting;

/** The run has ended, and its state no longer changes. */
record Ended() implements LifecycleState {

    @Override
    public boolean isPublished() {
        return false;
    }

    @Override
    public List<Command> advance(Fleet fleet, Instant now) {
        return List.of();
    }

    @Override
    public Optional<Waiting> waiting(int before, Fleet fleet, Instant now) {
        return Optional.empty();
    }

    @Override
    public List<Command> endEarly(Ending ending, Instant now) {
        return List.of();
    }

    @Override
    public List<Command> onTopicLost(Ending ending, Instant now) {
        return List.of();
    }
}
