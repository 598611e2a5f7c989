package klt.common.spec.message.template;

/** Limits of a template, each with the reason for its value. */
public final class TemplateLimits {

    /** Maximum number of characters in a template; the text is part of every run assignment. */
    public static final int LENGTH_MAX = 20_000;

    /** Maximum magnitude of a number for {@code int}; JSON readers represent whole numbers up to 2⁵³ − 1 exactly. */
    public static final long NUMBER_MAX = (1L << 53) - 1;

    /** Maximum number of characters in a {@code string}; clusters with large messages allow about 10 MiB. */
    public static final int STRING_LENGTH_MAX = 10 << 20;

    /** Maximum number of distinct Datafaker expressions; preparing each takes up to a third of a second. */
    public static final int FAKES_MAX = 20;

    /** Number of values drawn from each Datafaker expression before the run. */
    public static final int FAKE_VALUES = 1_000;

    /** Maximum size of a Datafaker value in bytes; longer values are truncated. */
    public static final int FAKE_BYTES_MAX = 1_000;

    /** Approximate average size of a Datafaker value in bytes; names and addresses take 10 to 50. */
    static final int FAKE_BYTES_TYPICAL = 20;

    /** Number of digits in the highest sequence. */
    static final int SEQUENCE_DIGITS_MAX = 12;

    /** Number of digits in most sequences of a run with a million messages. */
    static final int SEQUENCE_DIGITS_TYPICAL = 6;

    private TemplateLimits() {}
}
