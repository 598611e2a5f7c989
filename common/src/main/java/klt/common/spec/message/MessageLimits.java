package klt.common.spec.message;

/** The limits of a spec's messages, each with the reason for its size. */
public final class MessageLimits {

    /** JavaScript and JSON readers keep whole numbers up to this exactly: 2⁵³ − 1. */
    public static final long SEED_MAX = (1L << 53) - 1;

    /** Bytes of one value. Kafka's own default limit is 1 MiB; clusters with large messages allow about 10 MiB. */
    public static final int VALUE_BYTES_MAX = 64 << 20;

    /** The shortest JSON message that holds every field at its longest. */
    public static final int JSON_BYTES_MIN = 256;

    /** Distinct keys; samplers count in 32 bits. */
    public static final int KEYS_MAX = 1_000_000_000;

    /** Nearly uniform. */
    public static final double EXPONENT_MIN = 0.01;

    /** 999 of 1,000 messages have the same key. */
    public static final double EXPONENT_MAX = 10;

    /** Standard deviation of the logarithm of a size: nearly all sizes are the same. */
    public static final double SIGMA_MIN = 0.01;

    /** Half of the sizes are below a seventh of the median or above seven times the median. */
    public static final double SIGMA_MAX = 3;

    /** Ranges of a histogram of sizes. */
    public static final int BUCKETS_MAX = 100;

    /** Of one of several alternatives; 2³¹ of them fit in a long. */
    public static final int WEIGHT_MAX = 1_000_000_000;

    /** Record headers of a message; the client handles each one for every message. */
    public static final int HEADERS_MAX = 20;

    /** Characters of the name of a record header. */
    public static final int HEADER_NAME_LENGTH_MAX = 100;

    /** Characters of the value of a record header. */
    public static final int HEADER_VALUE_LENGTH_MAX = 1_000;

    /** Bytes of a value in hexadecimal; the digits are part of every run assignment. */
    public static final int HEX_BYTES_MAX = 10_000;

    /** Characters of such a value: two digits and white space for each byte. */
    public static final int HEX_LENGTH_MAX = 30_000;

    /** Characters of the path of a file or folder with samples. */
    public static final int PATH_LENGTH_MAX = 200;

    /** Samples of a run: lines of a file, or files of a folder. */
    public static final int SAMPLES_MAX = 100_000;

    /** Bytes of all samples, which a worker keeps in memory; a small worker takes less. */
    public static final int SAMPLES_BYTES_MAX = 64 << 20;

    /** Characters of a schema, which is part of every run assignment. */
    public static final int SCHEMA_LENGTH_MAX = 50_000;

    /** Characters of a subject: a topic has up to 249, and the default adds six. */
    public static final int SUBJECT_LENGTH_MAX = 255;

    /** Characters of the name of a Protobuf message with its package. */
    public static final int MESSAGE_NAME_LENGTH_MAX = 255;

    private MessageLimits() {}
}
