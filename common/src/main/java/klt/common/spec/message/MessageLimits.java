package klt.common.spec.message;

/** The limits of a spec's messages, each with the reason for its size. */
public final class MessageLimits {

    /** The highest seed: 2⁵³ − 1. JavaScript and JSON readers represent whole numbers up to it exactly. */
    public static final long SEED_MAX = (1L << 53) - 1;

    /** Maximum size of a value in bytes. Kafka's own default limit is 1 MiB; clusters with large messages allow about 10 MiB. */
    public static final int VALUE_BYTES_MAX = 64 << 20;

    /** Minimum size of a JSON message, which can contain every field at its maximum length. */
    public static final int JSON_BYTES_MIN = 256;

    /** Maximum number of distinct keys; samplers use 32-bit numbers. */
    public static final int KEYS_MAX = 1_000_000_000;

    /** Minimum exponent: nearly uniform. */
    public static final double EXPONENT_MIN = 0.01;

    /** Maximum exponent: with it, 999 of 1,000 messages have the same key. */
    public static final double EXPONENT_MAX = 10;

    /** Minimum standard deviation of the logarithm of a size: with it, nearly all sizes are equal. */
    public static final double SIGMA_MIN = 0.01;

    /**
     * Maximum standard deviation of the logarithm of a size: with it, half of the sizes are below a seventh of the median or above seven
     * times the median.
     */
    public static final double SIGMA_MAX = 3;

    /** Maximum number of ranges in a histogram of sizes. */
    public static final int BUCKETS_MAX = 100;

    /** Maximum weight of an alternative; the sum of 2³¹ such weights fits in a long. */
    public static final int WEIGHT_MAX = 1_000_000_000;

    /** Maximum number of record headers; the client processes each header for every message. */
    public static final int HEADERS_MAX = 20;

    /** Maximum number of characters in the name of a record header. */
    public static final int HEADER_NAME_LENGTH_MAX = 100;

    /** Maximum number of characters in the value of a record header. */
    public static final int HEADER_VALUE_LENGTH_MAX = 1_000;

    /** Maximum number of bytes of a hexadecimal value, whose digits are part of every run assignment. */
    public static final int HEX_BYTES_MAX = 10_000;

    /** Maximum number of characters of a hexadecimal value: two digits and white space for each byte. */
    public static final int HEX_LENGTH_MAX = 30_000;

    /** Maximum number of characters in the path of a file or folder with samples. */
    public static final int PATH_LENGTH_MAX = 200;

    /** Maximum number of samples of a run, which are the lines of a file or the files in a folder. */
    public static final int SAMPLES_MAX = 100_000;

    /** Maximum total size of the samples in bytes. A worker keeps them in memory, so a small worker accepts less. */
    public static final int SAMPLES_BYTES_MAX = 64 << 20;

    /** Maximum number of characters in a schema, which is part of every run assignment. */
    public static final int SCHEMA_LENGTH_MAX = 50_000;

    /** Maximum number of characters in a subject: a topic name has up to 249, and the default subject adds six. */
    public static final int SUBJECT_LENGTH_MAX = 255;

    /** Maximum number of characters in the name of a Protobuf message, including its package. */
    public static final int MESSAGE_NAME_LENGTH_MAX = 255;

    private MessageLimits() {}
}
