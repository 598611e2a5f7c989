package klt.common.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedHistogramTest {

    private static final long SEED = 20_260_106L;
    private static final int DIGITS = LatencyRecorder.SIGNIFICANT_DIGITS;
    private static final int HEADER_BYTES = 40;
    private static final Duration QUICKLY = Duration.ofSeconds(20);

    private static Histogram sample(SplittableRandom random) {
        Histogram histogram = new Histogram(DIGITS);
        double magnitude = random.nextDouble(1, 15);
        for (int i = random.nextInt(1, 2_000); i > 0; i--) {
            histogram.recordValueWithCount(
                    (long) Math.pow(10, random.nextDouble(0, magnitude)), random.nextInt(1, 1_000));
        }
        return histogram;
    }

    private static byte[] good() {
        return Base64.getDecoder()
                .decode(EncodedHistogram.of(sample(new SplittableRandom(SEED))).base64());
    }

    private static EncodedHistogram text(byte[] bytes) {
        return new EncodedHistogram(Base64.getEncoder().encodeToString(bytes));
    }

    @Test
    void decodingGivesBackWhatWasEncoded() {
        SplittableRandom random = new SplittableRandom(SEED);

        for (int i = 0; i < 100; i++) {
            Histogram histogram = sample(random);
            Histogram decoded = new Histogram(DIGITS);
            EncodedHistogram.of(histogram).mergeInto(decoded);
            assertThat(decoded).as("seed %d", SEED).isEqualTo(histogram);
            assertThat(LatencySummary.of(decoded, 0)).as("seed %d", SEED).isEqualTo(LatencySummary.of(histogram, 0));
        }
    }

    @Test
    void anEmptyHistogramIsAnEmptyText() {
        Histogram target = sample(new SplittableRandom(SEED));
        Histogram before = target.copy();

        EncodedHistogram.of(new Histogram(DIGITS)).mergeInto(target);

        assertThat(EncodedHistogram.of(new Histogram(DIGITS))).isEqualTo(EncodedHistogram.EMPTY);
        assertThat(target).isEqualTo(before);
    }

    @Test
    void theLargestLatencyKeepsItsPlace() {
        Histogram histogram = new Histogram(DIGITS);
        histogram.recordValue(Long.MAX_VALUE / 1_000);
        Histogram decoded = new Histogram(DIGITS);

        EncodedHistogram.of(histogram).mergeInto(decoded);

        assertThat(decoded.getMaxValue()).isEqualTo(histogram.getMaxValue());
    }

    static Stream<Named<byte[]>> hostile() {
        return Stream.of(
                with("no header", bytes -> bytes.putInt(0, 0)),
                with("another version", bytes -> bytes.putInt(0, 0x1c849301)),
                with("a compressed one", bytes -> bytes.putInt(0, 0x1c849304)),
                with("a negative length", bytes -> bytes.putInt(4, -1)),
                with("the smallest length", bytes -> bytes.putInt(4, Integer.MIN_VALUE)),
                with("a length of nothing", bytes -> bytes.putInt(4, 0)),
                with("a length too short", bytes -> bytes.putInt(4, bytes.getInt(4) - 1)),
                with("a length too long", bytes -> bytes.putInt(4, bytes.getInt(4) + 1)),
                with("a huge length", bytes -> bytes.putInt(4, Integer.MAX_VALUE)),
                with("an offset", bytes -> bytes.putInt(8, 1)),
                with("a huge offset", bytes -> bytes.putInt(8, Integer.MIN_VALUE)),
                with("no digits", bytes -> bytes.putInt(12, 0)),
                with("two digits", bytes -> bytes.putInt(12, 2)),
                with("five digits", bytes -> bytes.putInt(12, 5)),
                with("many digits", bytes -> bytes.putInt(12, Integer.MAX_VALUE)),
                with("a lowest value of 0", bytes -> bytes.putLong(16, 0)),
                with("a lowest value of 1,024", bytes -> bytes.putLong(16, 1_024)),
                with("a huge lowest value", bytes -> bytes.putLong(16, Long.MAX_VALUE)),
                with("a highest value of 0", bytes -> bytes.putLong(24, 0)),
                with("a negative highest value", bytes -> bytes.putLong(24, Long.MIN_VALUE)),
                with("a highest value below the values", bytes -> bytes.putLong(24, 2)),
                with("a ratio of 0", bytes -> bytes.putDouble(32, 0)),
                with("a ratio of 2", bytes -> bytes.putDouble(32, 2)),
                with("a ratio that is no number", bytes -> bytes.putDouble(32, Double.NaN)),
                Named.of(
                        "an older version with words of 4 bytes",
                        header(0, 0x1c849341, withPayload(new byte[] {0, 0, 0, 7}))),
                Named.of("one that counts in steps of 2", header(20, 2, counts(7, 8, 9))),
                Named.of("a header only", Arrays.copyOf(good(), HEADER_BYTES)),
                Named.of("half a header", Arrays.copyOf(good(), HEADER_BYTES / 2)),
                Named.of("half", Arrays.copyOf(good(), good().length / 2)),
                Named.of("a byte too many", Arrays.copyOf(good(), good().length + 1)),
                Named.of("counts that overflow to 1", counts(Long.MAX_VALUE, Long.MAX_VALUE, 3)),
                Named.of("a huge count", counts(Long.MAX_VALUE)),
                Named.of("one sample too many", counts(EncodedHistogram.SAMPLES_MAX, 1)),
                Named.of("a run of zeros beyond the end", counts(1, -60_000, 1)),
                Named.of("a run of zeros beyond an int", counts(1, -3_000_000_000L, 1)),
                Named.of("the longest run of zeros", counts(1, Long.MIN_VALUE, 1)),
                Named.of("a count that is cut off", withPayload(new byte[] {(byte) 0x80})));
    }

    private static Named<byte[]> with(String name, Consumer<ByteBuffer> change) {
        byte[] bytes = good();
        change.accept(ByteBuffer.wrap(bytes));
        return Named.of(name, bytes);
    }

    private static byte[] header(int position, int value, byte[] bytes) {
        ByteBuffer.wrap(bytes).putInt(position, value);
        return bytes;
    }

    /** A text that is right but for its counts, where −n means n zeros. */
    private static byte[] counts(long... counts) {
        ByteBuffer payload = ByteBuffer.allocate(counts.length * 9);
        for (long count : counts) {
            long zigZag = (count << 1) ^ (count >> 63);
            for (int i = 0; i < 8 && zigZag >>> 7 != 0; i++, zigZag >>>= 7) {
                payload.put((byte) (zigZag | 0x80));
            }
            payload.put((byte) zigZag);
        }
        return withPayload(Arrays.copyOf(payload.array(), payload.position()));
    }

    private static byte[] withPayload(byte[] payload) {
        return ByteBuffer.allocate(HEADER_BYTES + payload.length)
                .put(good(), 0, HEADER_BYTES)
                .put(payload)
                .putInt(4, payload.length)
                .array();
    }

    @Test
    void theHostileTextsAreRightButForTheirFault() {
        Histogram target = new Histogram(DIGITS);

        text(good()).mergeInto(target);
        target.reset();
        text(counts(7, -5, 9)).mergeInto(target);
        text(counts(EncodedHistogram.SAMPLES_MAX)).mergeInto(target);

        assertThat(target.getCountAtValue(0)).isEqualTo(7 + EncodedHistogram.SAMPLES_MAX);
        assertThat(target.getCountAtValue(6)).isEqualTo(9);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void aHostileTextIsRefusedAndLeavesTheTargetAlone(byte[] bytes) {
        assertRefused(text(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "=", "====", "AAAA", "no base64 at all", "\u0000", "ÄÖÜ"})
    void aTextThatIsNoBase64OrNoHistogramIsRefused(String base64) {
        assertRefused(new EncodedHistogram(base64));
    }

    private static void assertRefused(EncodedHistogram encoded) {
        Histogram target = sample(new SplittableRandom(SEED + 1));
        Histogram before = target.copy();

        assertTimeoutPreemptively(
                QUICKLY, () -> assertThatIllegalArgumentException().isThrownBy(() -> encoded.mergeInto(target)));

        assertThat(target).isEqualTo(before);
    }

    @Test
    void aHugeHighestValueAllocatesNoMoreThanAllValuesNeed() {
        byte[] bytes = good();
        ByteBuffer.wrap(bytes).putLong(24, Long.MAX_VALUE);
        Histogram target = new Histogram(DIGITS);

        text(bytes).mergeInto(target);

        assertThat(target.getEstimatedFootprintInBytes()).isLessThan(1_000_000);
    }

    @Test
    void mutatedAndRandomBytesAreAHistogramOrRefused() {
        SplittableRandom random = new SplittableRandom(SEED);

        assertTimeoutPreemptively(QUICKLY, () -> {
            for (int i = 0; i < 5_000; i++) {
                byte[] bytes = i % 10 == 0 ? random(random) : mutated(random);
                assertMergedOrRefused(text(bytes), i);
            }
        });
    }

    private static byte[] random(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] mutated(SplittableRandom random) {
        byte[] bytes = counts(3, -1_000, 1_000_000, 5, -70, 12);
        for (int k = random.nextInt(1, 4); k > 0; k--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static void assertMergedOrRefused(EncodedHistogram encoded, int mutation) {
        Histogram target = new Histogram(DIGITS);
        try {
            encoded.mergeInto(target);
            assertThat(target.getTotalCount())
                    .as("mutation %d, seed %d", mutation, SEED)
                    .isBetween(0L, EncodedHistogram.SAMPLES_MAX);
        } catch (IllegalArgumentException refused) {
            assertThat(target.getTotalCount())
                    .as("mutation %d, seed %d", mutation, SEED)
                    .isZero();
        }
    }

    @Test
    void aTextBeyondTheLimitIsRefused() {
        String longest = "A".repeat(EncodedHistogram.LENGTH_MAX);

        assertThat(new EncodedHistogram(longest).base64()).isEqualTo(longest);
        assertThatIllegalArgumentException().isThrownBy(() -> new EncodedHistogram(longest + "A"));
    }

    @Test
    void theMostScatteredHourFitsTheLimit() {
        SplittableRandom random = new SplittableRandom(SEED);
        Histogram histogram = new Histogram(DIGITS);
        for (long micros = 0; micros < 3_600_000_000L; micros = histogram.nextNonEquivalentValue(micros)) {
            histogram.recordValueWithCount(micros, random.nextInt(1, 1_000_000));
        }

        EncodedHistogram encoded = EncodedHistogram.of(histogram);

        assertThat(encoded.base64().length()).as("seed %d", SEED).isLessThan(EncodedHistogram.LENGTH_MAX);
    }
}
