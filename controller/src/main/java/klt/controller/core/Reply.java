package klt.controller.core;

/** What the controller answers to the one who asked. */
public sealed interface Reply {

    record Accepted() implements Reply {}

    record NotFound(String run) implements Reply {}

    /** The run is in a state that does not allow it. */
    record Conflict(String reason) implements Reply {}

    /** A named limit is reached. */
    record Refused(String reason) implements Reply {}
}
