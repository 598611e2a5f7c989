package klt.cli.api;

/** What came of asking the controller. */
public sealed interface Answer<T> {

    record Ok<T>(T value) implements Answer<T> {}

    /** It answered, and said no. */
    record Refused<T>(Problem problem) implements Answer<T> {}

    /** It did not answer. */
    record Unreachable<T>(String why) implements Answer<T> {}
}
