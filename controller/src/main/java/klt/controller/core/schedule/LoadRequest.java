package klt.controller.core.schedule;

/** A client's request to change the load. */
public sealed interface LoadRequest {

    /** @param perSecond rate in messages per second, above 0, that replaces the scheduled rate */
    record SetRate(double perSecond) implements LoadRequest {}

    /** @param factor multiplier for the scheduled rate, above 0; 1 returns to the schedule */
    record Scale(double factor) implements LoadRequest {}

    record Pause() implements LoadRequest {}

    /** Resumes the load that applied before the pause. */
    record Resume() implements LoadRequest {}

    /** Skips to the beginning of the next stage. */
    record SkipStage() implements LoadRequest {}
}
