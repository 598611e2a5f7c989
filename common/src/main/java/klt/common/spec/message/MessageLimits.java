package klt.common.spec.message;

/** The limits of a spec's messages, each with the reason for its size. */
public final class MessageLimits {

    /** JavaScript and JSON readers keep whole numbers up to this exactly: 2⁵³ − 1. */
    public static final long SEED_MAX = (1L << 53) - 1;

    /** Bytes of one value. Kafka's own default limit is 1 MiB; clusters with large messages allow about 10 MiB. */
    public static final int VALUE_BYTES_MAX = 64 << 20;

    /** The shortest JSON message that holds every field at its longest. */
    public static final int JSON_BYTES_MIN = 256;

    private MessageLimits() {}
}
