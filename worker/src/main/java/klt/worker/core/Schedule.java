package klt.worker.core;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import klt.common.protocol.Plan;
import klt.common.schedule.FireTimes;
import klt.common.spec.limit.Limits;
import klt.common.spec.load.Extent;
import klt.common.spec.load.Load;
import klt.common.spec.load.Pacing;
import klt.common.spec.load.StageSizes;

/** The sending thread's schedule. All times are in nanoseconds after the run's start. Immutable. */
public sealed interface Schedule {

    /** Represents a time that is never reached. */
    long NEVER = FireTimes.NEVER;

    /** Returns the run's message count; the sequences are 0 … messages−1. */
    long messages();

    /** Returns the end of the warm-up. Messages due (at rate max: sent) before it only count in the totals. */
    long warmupNanos();

    /**
     * The messages are sent at their fire times.
     *
     * @param pacing how precisely the worker keeps to the fire times
     * @param closeNanos earliest end of sending after all messages have been sent: 0 if the run cannot get more messages, otherwise the end
     *     of the schedule, because a change to the load may add messages until then
     * @param stopNanos time at which sending stops
     * @param sizes value sizes; empty if the payload format determines them
     */
    record Paced(
            FireTimes fireTimes,
            Pacing pacing,
            long messages,
            long warmupNanos,
            long closeNanos,
            long stopNanos,
            Optional<StageSizes> sizes)
            implements Schedule {}

    /**
     * The messages are sent as fast as possible.
     *
     * @param held whether the load is paused
     * @param stopNanos time at which sending stops
     */
    record AtMax(long messages, long warmupNanos, boolean held, long stopNanos) implements Schedule {}

    static Schedule of(Plan plan, ScheduleState state, Instant startAt) {
        long hardStop = state.hardStopAt()
                .map(at -> startAt.until(at, ChronoUnit.NANOS))
                .orElse(NEVER);
        Load load = plan.spec().load();
        long warmup = load.warmup().toNanos();
        return load.fireTimes(state.changes())
                .map(fireTimes -> paced(
                        load,
                        fireTimes,
                        hardStop,
                        plan.spec().message().payload().stageSizes(load, state.changes())))
                .orElseGet(() -> atMax(load.extent(), warmup, state.held(), hardStop));
    }

    private static Schedule paced(Load load, FireTimes fireTimes, long hardStop, Optional<StageSizes> sizes) {
        boolean complete = load.extent() instanceof Extent.Messages(long count) && count == fireTimes.messages();
        long close = complete ? 0 : fireTimes.segmentsEndNanos();
        return new Paced(
                fireTimes, load.pacing(), fireTimes.messages(), load.warmup().toNanos(), close, hardStop, sizes);
    }

    private static Schedule atMax(Extent extent, long warmup, boolean held, long hardStop) {
        return switch (extent) {
            case Extent.Messages(long count) -> new AtMax(count, warmup, held, hardStop);
            case Extent.Timed(Duration duration) ->
                new AtMax(Limits.MESSAGES_MAX, warmup, held, Math.min(hardStop, duration.toNanos()));
            case Extent.ToEnd() -> throw new IllegalArgumentException("a load needs an end");
        };
    }
}
