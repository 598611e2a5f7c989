package klt.worker.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.RunPhase;
import klt.common.schedule.LoadChange;

/**
 * The part of a run's desired state that may change during the load.
 *
 * @param changes changes to the planned load, in chronological order; empty at rate max
 * @param held whether a run at rate max is paused; other runs are paused by a change to rate 0
 * @param hardStopAt bus time at which sending stops
 */
public record ScheduleState(List<LoadChange> changes, boolean held, Optional<Instant> hardStopAt) {

    public ScheduleState {
        changes = List.copyOf(changes);
    }

    public static ScheduleState of(DesiredRun desired) {
        boolean held = desired.plan().spec().load().isMax() && desired.phase() == RunPhase.PAUSED;
        return new ScheduleState(desired.changes(), held, desired.hardStopAt());
    }
}
