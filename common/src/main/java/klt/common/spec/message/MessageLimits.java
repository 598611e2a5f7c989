package klt.common.spec.message;

/** Limits of a spec's messages, each with the reason for its value. */
public final class MessageLimits {

    /** The highest seed: 2⁵³ − 1. JavaScript and JSON readers represent whole numbers exactly up to this one. */
    public static final long SEED_MAX = (1L << 53) - 1;

    /** Maximum size of a value in bytes. Kafka's own default limit is 1 MiB; clusters with large messages allow about 10 MiB. */
    public static final int VALUE_BYTES_MAX = 64 << 20;

    /** Minimum size of a JSON message, in which every field fits at its maximum length. */
    public static final int JSON_BYTES_MIN = 256;

    /** Maximum number of distinct keys; samplers use 32-bit numbers. */
    public static final int KEYS_MAX = 1_000_000_000;

    /** Minimum exponent: nearly uniform. */
    public static final double EXPONENT_MIN = 0.01;

    /** Maximum exponent, at which 999 of 1,000 messages have the same key. */
    public static final double EXPONENT_MAX = 10;

    /** Minimum standard deviation of a size's logarithm, at which nearly all sizes are equal. */
    public static final double SIGMA_MIN = 0.01;

    /**
     * Maximum standard deviation of a size's logarithm, at which half of all sizes are below a seventh of the median or above seven times
     * the median.
     */
    public static final double SIGMA_MAX = 3;

    /** Maximum number of ranges in a size histogram. */
    public static final int BUCKETS_MAX = 100;

    /** Maximum weight of an alternative; the sum of 2³¹ weights of this size fits in a long. */
    public static final int WEIGHT_MAX = 1_000_000_000;

    /** Maximum number of record headers; the client processes each of them for every message. */
    public static final int HEADERS_MAX = 20;

    /** Maximum number of characters in a record header's name. */
    public static final int HEADER_NAME_LENGTH_MAX = 100;

    /** Maximum number of characters in a record header's value. */
    public static final int HEADER_VALUE_LENGTH_MAX = 1_000;

    /** Maximum number of bytes in a hexadecimal value, whose digits are part of every run assignment. */
    public static final int HEX_BYTES_MAX = 10_000;

    /** Maximum number of characters in a hexadecimal value: two digits and white space per byte. */
    public static final int HEX_LENGTH_MAX = 30_000;

    /** Maximum number of characters in the path of a samples file or folder. */
    public static final int PATH_LENGTH_MAX = 200;

    /** Maximum number of samples per run, which are the lines of a file or the files in a folder. */
    public static final int SAMPLES_MAX = 100_000;

    /** Maximum total size of the samples in bytes. A worker keeps them in memory, so a small worker accepts less. */
    public static final int SAMPLES_BYTES_MAX = 64 << 20;

    /** Maximum number of characters in a schema, which is part of every run assignment. */
    public static final int SCHEMA_LENGTH_MAX = 50_000;

    /** Maximum number of characters in a subject: a topic name has up to 249, and the default subject adds six. */
    public static final int SUBJECT_LENGTH_MAX = 255;

    /** Maximum number of characters in a Protobuf message name, including the package. */
    public static final int MESSAGE_NAME_LENGTH_MAX = 255;

    private MessageLimits() {}
}
