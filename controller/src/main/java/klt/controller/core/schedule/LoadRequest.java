package klt.controller.core.schedule;

/** A change to the load that a client requests. */
public sealed interface LoadRequest {

    /** @param perSecond messages per second, above 0, which replace the schedule's */
    record SetRate(double perSecond) implements LoadRequest {}

    /** @param factor of the schedule's rate, above 0; 1 returns to the schedule */
    record Scale(double factor) implements LoadRequest {}

    record Pause() implements LoadRequest {}

    /** Resumes the load that applied before the pause. */
    record Resume() implements LoadRequest {}

    /** Skips to the beginning of the next stage. */
    record SkipStage() implements LoadRequest {}
}
