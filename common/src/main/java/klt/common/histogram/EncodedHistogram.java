package klt.common.histogram;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import klt.common.spec.Limits;
import org.HdrHistogram.Histogram;

/**
 * A histogram of µs in transit: HdrHistogram's V2 encoding (zig-zag LEB128 runs, without its own compression: the topic's does better over
 * whole batches) as base64. An empty string is an empty histogram.
 */
public record EncodedHistogram(@JsonValue String base64) {

    public static final EncodedHistogram EMPTY = new EncodedHistogram("");

    /** Longest accepted text: four of them fit in a record of the bus. A worker's histograms are many times smaller. */
    static final int LENGTH_MAX = 225_000;

    /** Most samples of one histogram: more than a fleet sends, and few enough that the sums of many histograms cannot overflow. */
    static final long SAMPLES_MAX = Limits.MESSAGES_MAX;

    private static final int COOKIE_V2 = 0x1c849303;
    private static final int COOKIE_SIZE_MASK = 0xf0;
    private static final int PAYLOAD_LENGTH_POSITION = 4;
    private static final int NORMALIZING_OFFSET_POSITION = 8;
    private static final int DIGITS_POSITION = 12;
    private static final int LOWEST_VALUE_POSITION = 16;
    private static final int RATIO_POSITION = 32;
    private static final int HEADER_BYTES = 40;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public EncodedHistogram {
        if (base64.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "histogram of " + base64.length() + " characters is over the limit of " + LENGTH_MAX);
        }
    }

    public static EncodedHistogram of(Histogram micros) {
        if (micros.getTotalCount() == 0) {
            return EMPTY;
        }
        ByteBuffer buffer = ByteBuffer.allocate(micros.getNeededByteBufferCapacity());
        int length = micros.encodeIntoByteBuffer(buffer);
        return new EncodedHistogram(Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length)));
    }

    /**
     * Adds the samples to a histogram.
     *
     * @throws IllegalArgumentException when the text is not a histogram of three digits; the target is then unchanged
     */
    public void mergeInto(Histogram target) {
        if (!base64.isEmpty()) {
            target.add(decode());
        }
    }

    private Histogram decode() {
        ByteBuffer buffer = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
        requireHeaderOfOurs(buffer);
        Histogram decoded;
        try {
            decoded = Histogram.decodeFromByteBuffer(buffer, 0);
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("the histogram is cut off or damaged", e);
        }
        requireSaneCounts(decoded);
        return decoded;
    }

    /** Checked before HdrHistogram reads it, which trusts a header: with its offset and ratio it would shift and scale every value. */
    private static void requireHeaderOfOurs(ByteBuffer buffer) {
        if (buffer.capacity() < HEADER_BYTES
                || (buffer.getInt(0) & ~COOKIE_SIZE_MASK) != (COOKIE_V2 & ~COOKIE_SIZE_MASK)
                || buffer.getInt(PAYLOAD_LENGTH_POSITION) != buffer.capacity() - HEADER_BYTES
                || buffer.getInt(NORMALIZING_OFFSET_POSITION) != 0
                || buffer.getInt(DIGITS_POSITION) != LatencyRecorder.SIGNIFICANT_DIGITS
                || buffer.getLong(LOWEST_VALUE_POSITION) != 1
                || buffer.getDouble(RATIO_POSITION) != 1) {
            throw new IllegalArgumentException("not a complete histogram of three significant digits");
        }
    }

    /** HdrHistogram adds the counts up unchecked, so that huge ones overflow to any total. */
    private static void requireSaneCounts(Histogram decoded) {
        long total = 0;
        long max = decoded.getMaxValue();
        for (long value = 0; value >= 0 && value <= max; value = decoded.nextNonEquivalentValue(value)) {
            long count = decoded.getCountAtValue(value);
            if (count < 0 || count > SAMPLES_MAX - total) {
                throw new IllegalArgumentException("the histogram has more than " + SAMPLES_MAX + " samples");
            }
            total += count;
        }
    }
}
