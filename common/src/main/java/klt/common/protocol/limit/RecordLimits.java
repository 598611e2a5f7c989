package klt.common.protocol.limit;

import java.time.Instant;
import java.util.Collection;
import klt.common.spec.limit.Limits;
import klt.common.text.OneLine;

/** Limits for the records on the control and status topics. The records' constructors enforce them, so every instance is within them. */
public final class RecordLimits {

    /** Maximum count: JavaScript represents it exactly, and the sum of a thousand such counts does not overflow. */
    public static final long COUNT_MAX = 1L << 53;

    /** Maximum number of characters in an id or a name. */
    public static final int NAME_LENGTH_MAX = 256;

    /** Maximum number of characters in a reason or a sample. Longer strings are truncated, because their length is up to Kafka. */
    public static final int TEXT_LENGTH_MAX = 1_000;

    /** Maximum number of concurrent runs per worker. */
    public static final int RUNS_MAX = 100;

    /** Maximum number of distinct errors per run and worker. */
    public static final int ERRORS_MAX = 100;

    /** Maximum number of concurrent grants per run: enough to rebalance the largest fleet several times. */
    public static final int GRANTS_MAX = 10_000;

    /** Maximum number of partitions per run, across all topics. */
    public static final int PARTITIONS_MAX = Limits.PARTITIONS_MAX;

    /** Upper bound for valid times; its nanoseconds since the epoch still fit in a long. */
    public static final Instant INSTANT_MAX = Instant.parse("2100-01-01T00:00:00Z");

    private RecordLimits() {}

    public static void requireCount(String what, long count) {
        if (count < 0 || count > COUNT_MAX) {
            throw new IllegalArgumentException(what + " must be between 0 and " + COUNT_MAX + ", but is " + count);
        }
    }

    public static void requireDifference(String what, long difference) {
        if (difference < -COUNT_MAX || difference > COUNT_MAX) {
            throw new IllegalArgumentException(what + " is " + difference + ", which is beyond ±" + COUNT_MAX);
        }
    }

    public static void requireAmount(String what, double amount) {
        if (!(amount >= 0 && amount <= COUNT_MAX)) {
            throw new IllegalArgumentException(what + " must be between 0 and " + COUNT_MAX + ", but is " + amount);
        }
    }

    public static void requireName(String what, String name) {
        if (name.isEmpty() || !name.equals(OneLine.of(name, NAME_LENGTH_MAX))) {
            throw new IllegalArgumentException(what + " '" + OneLine.of(name, NAME_LENGTH_MAX) + "' is not 1 to "
                    + NAME_LENGTH_MAX + " printable characters");
        }
    }

    public static void requireInstant(String what, Instant instant) {
        if (instant.isBefore(Instant.EPOCH) || instant.isAfter(INSTANT_MAX)) {
            throw new IllegalArgumentException(what + " must be between 1970 and 2100, but is " + instant);
        }
    }

    public static void requireSize(String what, Collection<?> items, int max) {
        if (items.size() > max) {
            throw new IllegalArgumentException(items.size() + " " + what + " exceed the limit of " + max);
        }
    }

    public static String text(String text) {
        return OneLine.of(text, TEXT_LENGTH_MAX);
    }
}
