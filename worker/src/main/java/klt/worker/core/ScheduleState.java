package klt.worker.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.RunPhase;
import klt.common.schedule.Segment;
import klt.common.spec.RunSpec.Rate;

/**
 * The part of a run's desired state that may change during the load.
 *
 * @param segments the rate over time; empty at rate max
 * @param held true while a run at rate max is paused; a paced run pauses with a segment of rate 0
 * @param hardStopAt no message is sent at or after this bus time
 */
public record ScheduleState(List<Segment> segments, boolean held, Optional<Instant> hardStopAt) {

    public ScheduleState {
        segments = List.copyOf(segments);
    }

    public static ScheduleState of(DesiredRun desired) {
        return switch (desired.plan().spec().rate()) {
            case Rate.Max() -> new ScheduleState(List.of(), desired.phase() == RunPhase.PAUSED, desired.hardStopAt());
            case Rate.PerSecond rate ->
                new ScheduleState(
                        desired.segments().isEmpty() ? List.of(new Segment(0, rate.value())) : desired.segments(),
                        false,
                        desired.hardStopAt());
        };
    }
}
