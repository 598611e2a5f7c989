package klt.cli.api;

/** The result of a request to the controller. */
public sealed interface Answer<T> {

    record Ok<T>(T value) implements Answer<T> {}

    /** It answered, and refused. */
    record Refused<T>(Problem problem) implements Answer<T> {}

    /** It did not answer. */
    record Unreachable<T>(String why) implements Answer<T> {}
}
