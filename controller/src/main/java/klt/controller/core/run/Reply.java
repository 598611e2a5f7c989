package klt.controller.core.run;

/** The controller's reply to a request. */
public sealed interface Reply {

    record Accepted() implements Reply {}

    record NotFound(String run) implements Reply {}

    /** The run's state does not allow the request. */
    record Conflict(String reason) implements Reply {}

    /** A limit was reached; the reason says which. */
    record Refused(String reason) implements Reply {}
}
