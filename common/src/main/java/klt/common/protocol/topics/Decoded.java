package klt.common.protocol.topics;

/** The result of decoding a record of the bus. */
public sealed interface Decoded<T> {

    record Good<T>(Envelope<T> envelope) implements Decoded<T> {}

    /**
     * A record in another format, or one that cannot be decoded: to be counted and skipped.
     *
     * @param kind label of the counter
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
