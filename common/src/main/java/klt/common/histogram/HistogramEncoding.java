package klt.common.histogram;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * HdrHistogram's V2 encoding of a histogram in µs with three significant digits. A header is followed by the counts of all buckets up to
 * the last one in use, as zig-zag LEB128 numbers; −n stands for n empty buckets. Unlike HdrHistogram's own decoder, this one does not trust
 * its input, and it allocates only for the buckets in use.
 */
final class HistogramEncoding {

    private static final int COOKIE = 0x1c849313;
    private static final int COOKIE_SIZE_MASK = 0xf0;
    private static final int LOWEST_VALUE = 1;
    private static final int HIGHEST_VALUE_MIN = 2;
    private static final double RATIO = 1;
    private static final int HEADER_BYTES = 40;
    /** Position in the header. */
    private static final int PAYLOAD_LENGTH = 4;

    /** A sum gets spare bytes to grow into: one per this many encoded bytes. */
    private static final int ROOM_PART = 8;

    /** HdrHistogram always has buckets up to this value, even if its highest trackable value is lower. */
    private static final long SMALLEST_RANGE = 2_047;

    /** In this format, the ninth byte of a LEB128 number holds its top eight bits. */
    private static final int NUMBER_BYTES_MAX = 9;

    private static final int SHIFT_MAX = 7 * (NUMBER_BYTES_MAX - 1);

    /** A bucket is encoded as its count, preceded by the number of empty buckets. */
    private static final int BUCKET_BYTES_MAX = 2 * NUMBER_BYTES_MAX;

    private static final int SEVEN_BITS = 0x7f;
    private static final int CONTINUES = 0x80;

    private HistogramEncoding() {}

    /** @return empty for an empty histogram */
    static byte[] encode(LatencyHistogram histogram) {
        Writer to = new Writer(histogram.size() * BUCKET_BYTES_MAX);
        for (int i = 0; i < histogram.size(); i++) {
            to.put(histogram.bucket(i), histogram.count(i));
        }
        return histogram.isEmpty() ? new byte[0] : Arrays.copyOf(to.encoded(), to.length());
    }

    /**
     * Adds a histogram to an encoded one in a single pass, which takes a fraction of the time of decoding, adding and re-encoding. The result
     * overwrites the encoded histogram if it fits: allocating a new array every second would put pressure on the garbage collector.
     *
     * @param encoded the result of {@link #encode} or of this method
     * @param sum receives the result's buckets
     * @return the result, followed by spare bytes for the next one
     */
    static byte[] merge(byte[] encoded, LatencyHistogram part, LatencySummary.Builder sum) {
        Reader from = new Reader(encoded);
        Writer to = new Writer(encoded.length + part.size() * BUCKET_BYTES_MAX);
        int bucket = 0;
        int i = 0;
        while (from.hasNext()) {
            long number = from.next();
            if (number < 0) {
                bucket -= (int) number;
                continue;
            }
            for (; i < part.size() && part.bucket(i) < bucket; i++) {
                to.put(part.bucket(i), part.count(i));
                sum.add(part.bucket(i), part.count(i));
            }
            if (i < part.size() && part.bucket(i) == bucket) {
                number += part.count(i);
                i++;
            }
            to.put(bucket, number);
            sum.add(bucket, number);
            bucket++;
        }
        for (; i < part.size(); i++) {
            to.put(part.bucket(i), part.count(i));
            sum.add(part.bucket(i), part.count(i));
        }
        int length = to.length();
        byte[] result = length <= encoded.length ? encoded : new byte[length + length / ROOM_PART];
        System.arraycopy(to.encoded(), 0, result, 0, length);
        return result;
    }

    /** Writes a histogram's buckets in ascending order. */
    private static final class Writer {
        private final byte[] bytes;
        private int at = HEADER_BYTES;
        /** the bucket after the last one written */
        private int next;

        Writer(int payloadMax) {
            bytes = new byte[HEADER_BYTES + payloadMax];
        }

        void put(int bucket, long count) {
            if (bucket > next) {
                put(next - bucket);
            }
            put(count);
            next = bucket + 1;
        }

        private void put(long number) {
            long rest = (number << 1) ^ (number >> 63);
            for (int last = at + NUMBER_BYTES_MAX - 1; at < last && rest >>> 7 != 0; rest >>>= 7) {
                bytes[at++] = (byte) (rest | CONTINUES);
            }
            bytes[at++] = (byte) rest;
        }

        int length() {
            return at;
        }

        /** Returns the encoding, followed by spare bytes. */
        byte[] encoded() {
            ByteBuffer.wrap(bytes)
                    .putInt(0, COOKIE)
                    .putInt(PAYLOAD_LENGTH, at - HEADER_BYTES)
                    .putInt(8, 0)
                    .putInt(12, LatencyRecorder.SIGNIFICANT_DIGITS)
                    .putLong(16, LOWEST_VALUE)
                    .putLong(24, Math.max(HIGHEST_VALUE_MIN, Buckets.highest((next - 1) | Buckets.ROW_MASK)))
                    .putDouble(32, RATIO);
            return bytes;
        }
    }

    /** Reads the numbers that follow the header. */
    private static final class Reader {
        private final byte[] bytes;
        private final int end;
        private int at = HEADER_BYTES;

        Reader(byte[] bytes) {
            this.bytes = bytes;
            end = length(bytes);
        }

        boolean hasNext() {
            return at < end;
        }

        /** @throws IllegalArgumentException if the encoding is truncated */
        long next() {
            int next = bytes[at++];
            long zigZag = next & SEVEN_BITS;
            for (int shift = 7; next < 0 && shift <= SHIFT_MAX; shift += 7) {
                if (at == end) {
                    throw new IllegalArgumentException("the histogram is truncated");
                }
                next = bytes[at++];
                zigZag |= (long) (shift == SHIFT_MAX ? next : next & SEVEN_BITS) << shift;
            }
            return (zigZag >>> 1) ^ -(zigZag & 1);
        }
    }

    /** Returns a copy of the encoding without its spare bytes. */
    private static int length(byte[] encoded) {
        return encoded.length == 0 ? 0 : HEADER_BYTES + ByteBuffer.wrap(encoded).getInt(PAYLOAD_LENGTH);
    }

    /** @param sum receives the buckets, as in {@link #merge} */
    static LatencyHistogram decode(byte[] sum) {
        return decode(Arrays.copyOf(sum, length(sum)), Long.MAX_VALUE);
    }

    /**
     * @param encoded empty for an empty histogram
     * @param samplesMax maximum number of samples
     * @throws IllegalArgumentException if it is not a complete histogram with three significant digits
     */
    static LatencyHistogram decode(byte[] encoded, long samplesMax) {
        if (encoded.length == 0) {
            return LatencyHistogram.EMPTY;
        }
        ByteBuffer header = ByteBuffer.wrap(encoded);
        requireHeader(header);
        long highest = header.getLong(24);
        Reader numbers = new Reader(encoded);
        // a bucket takes at least one byte
        int[] buckets = new int[encoded.length - HEADER_BYTES];
        long[] counts = new long[encoded.length - HEADER_BYTES];
        int size = 0;
        long bucket = 0;
        long total = 0;
        while (numbers.hasNext()) {
            long number = numbers.next();
            if (number < 0) {
                // a run of empty buckets, whose length must not overflow
                bucket = number < -Buckets.MAX ? Long.MAX_VALUE : bucket - number;
            } else {
                if (number > 0) {
                    requireInRange(bucket, highest);
                    buckets[size] = (int) bucket;
                    counts[size] = number;
                    size++;
                }
                if (number > samplesMax - total) {
                    throw new IllegalArgumentException("the histogram has more than " + samplesMax + " samples");
                }
                total += number;
                bucket++;
            }
            requireInRange(bucket - 1, highest);
        }
        return LatencyHistogram.copyOf(buckets, counts, size);
    }

    private static void requireHeader(ByteBuffer bytes) {
        if (bytes.capacity() < HEADER_BYTES
                || (bytes.getInt(0) & ~COOKIE_SIZE_MASK) != (COOKIE & ~COOKIE_SIZE_MASK)
                || bytes.getInt(PAYLOAD_LENGTH) != bytes.capacity() - HEADER_BYTES
                || bytes.getInt(8) != 0
                || bytes.getInt(12) != LatencyRecorder.SIGNIFICANT_DIGITS
                || bytes.getLong(16) != LOWEST_VALUE
                || bytes.getLong(24) < HIGHEST_VALUE_MIN
                || bytes.getDouble(32) != RATIO) {
            throw new IllegalArgumentException("not a complete histogram of three significant digits");
        }
    }

    private static void requireInRange(long bucket, long highest) {
        if (bucket > Buckets.MAX || (bucket >= 0 && Buckets.lowest((int) bucket) > Math.max(highest, SMALLEST_RANGE))) {
            throw new IllegalArgumentException("the histogram has values above its declared maximum");
        }
    }
}
