package klt.common.protocol.topics;

/** The result of decoding a record. */
public sealed interface Decoded<T> {

    record Good<T>(Envelope<T> envelope) implements Decoded<T> {}

    /**
     * A record that has another format or is undecodable; it is counted and skipped.
     *
     * @param kind the counter's label
     * @param detail the error
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
