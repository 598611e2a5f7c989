package klt.cli.api;

/** The result of a request to the controller. */
public sealed interface Answer<T> {

    record Ok<T>(T value) implements Answer<T> {}

    /** The controller rejected the request. */
    record Refused<T>(Problem problem) implements Answer<T> {}

    /** The controller did not respond. */
    record Unreachable<T>(String why) implements Answer<T> {}
}
