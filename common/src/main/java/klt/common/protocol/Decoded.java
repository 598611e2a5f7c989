package klt.common.protocol;

/** What came of decoding a record of the bus. */
public sealed interface Decoded<T> {

    record Good<T>(Envelope<T> envelope) implements Decoded<T> {}

    /**
     * Not a record of ours, or one that we do not understand: to be counted and skipped.
     *
     * @param kind a short word to count by
     * @param detail what was wrong
     */
    record Bad<T>(Kind kind, String detail) implements Decoded<T> {}

    enum Kind {
        EMPTY,
        OVERSIZED,
        NOT_JSON,
        UNKNOWN_VERSION,
        UNKNOWN_TYPE,
        WRONG_SHAPE
    }
}
