package klt.common.histogram;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Base64;
import klt.common.spec.limit.Limits;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Latencies, µs: the non-empty buckets of a {@link Histogram}. Immutable. {@link #parse} validates the string, so code that merges
 * histograms does not have to. On the topic, a histogram is HdrHistogram's V2 encoding in Base64; an empty string stands for an empty
 * histogram. The encoding is not compressed because compressing entire batches is more effective.
 */
public final class LatencyHistogram {

    public static final LatencyHistogram EMPTY = new LatencyHistogram(new int[0], new long[0]);

    /** Maximum length of an encoded histogram: four of them fit in a record of the bus. A worker's histograms are far smaller. */
    static final int LENGTH_MAX = 225_000;

    /** Maximum number of samples per histogram: more than a fleet sends, and few enough that sums of many histograms cannot overflow. */
    static final long SAMPLES_MAX = Limits.MESSAGES_MAX;

    private final int[] buckets;
    private final long[] counts;

    /**
     * @param buckets bucket numbers as in {@link Buckets}, ascending; the histogram takes ownership of the array
     * @param counts number of samples in each of {@code buckets}, above 0
     */
    LatencyHistogram(int[] buckets, long[] counts) {
        this.buckets = buckets;
        this.counts = counts;
    }

    /** @param micros a histogram with {@link LatencyRecorder#SIGNIFICANT_DIGITS} significant digits */
    public static LatencyHistogram of(Histogram micros) {
        int size = 0;
        int[] buckets = new int[16];
        long[] counts = new long[16];
        for (HistogramIterationValue value : micros.recordedValues()) {
            if (size == buckets.length) {
                buckets = Arrays.copyOf(buckets, 2 * size);
                counts = Arrays.copyOf(counts, 2 * size);
            }
            buckets[size] = Buckets.of(value.getValueIteratedTo());
            counts[size] = value.getCountAtValueIteratedTo();
            size++;
        }
        return copyOf(buckets, counts, size);
    }

    /** Creates a histogram from copies of the first {@code size} buckets and counts, which must be as the constructor expects. */
    static LatencyHistogram copyOf(int[] buckets, long[] counts, int size) {
        return size == 0 ? EMPTY : new LatencyHistogram(Arrays.copyOf(buckets, size), Arrays.copyOf(counts, size));
    }

    /** @throws IllegalArgumentException if the string is not a histogram with three significant digits */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static LatencyHistogram parse(String base64) {
        if (base64.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "histogram of " + base64.length() + " characters exceeds the limit of " + LENGTH_MAX);
        }
        return HistogramEncoding.decode(Base64.getDecoder().decode(base64), SAMPLES_MAX);
    }

    @JsonValue
    public String base64() {
        return Base64.getEncoder().encodeToString(HistogramEncoding.encode(this));
    }

    public boolean isEmpty() {
        return buckets.length == 0;
    }

    /** Returns the number of non-empty buckets. */
    int size() {
        return buckets.length;
    }

    int bucket(int position) {
        return buckets[position];
    }

    long count(int position) {
        return counts[position];
    }

    public long samples() {
        return Arrays.stream(counts).sum();
    }

    /** Returns the number of samples in buckets that lie entirely above a limit. */
    public long samplesAbove(long micros) {
        long samples = 0;
        for (int position = size() - 1; position >= 0 && Buckets.lowest(buckets[position]) > micros; position--) {
            samples += counts[position];
        }
        return samples;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LatencyHistogram histogram
                && Arrays.equals(buckets, histogram.buckets)
                && Arrays.equals(counts, histogram.counts);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(buckets) + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return "LatencyHistogram[" + base64() + "]";
    }
}
