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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class LatencyHistogramTest {

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
                .decode(LatencyHistogram.of(sample(new SplittableRandom(SEED))).base64());
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static Histogram readByHdrHistogram(LatencyHistogram histogram) {
        return Histogram.decodeFromByteBuffer(
                ByteBuffer.wrap(Base64.getDecoder().decode(histogram.base64())), 0);
    }

    private static String writtenByHdrHistogram(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        return text(Arrays.copyOf(buffer.array(), histogram.encodeIntoByteBuffer(buffer)));
    }

    private static LatencyAggregate aggregate(LatencyHistogram... parts) {
        LatencyAggregate aggregate = new LatencyAggregate();
        Stream.of(parts).forEach(aggregate::add);
        return aggregate;
    }

    @Test
    void decodingGivesBackWhatWasEncoded() {
        SplittableRandom random = new SplittableRandom(SEED);

        for (int i = 0; i < 100; i++) {
            LatencyHistogram histogram = LatencyHistogram.of(sample(random));
            assertThat(LatencyHistogram.parse(histogram.base64()))
                    .as("seed %d", SEED)
                    .isEqualTo(histogram);
        }
    }

    @Test
    void hdrHistogramReadsWhatWasWrittenAndWritesWhatIsRead() {
        SplittableRandom random = new SplittableRandom(SEED);

        for (int i = 0; i < 100; i++) {
            Histogram histogram = sample(random);
            assertThat(readByHdrHistogram(LatencyHistogram.of(histogram)))
                    .as("seed %d", SEED)
                    .isEqualTo(histogram);
            assertThat(LatencyHistogram.parse(writtenByHdrHistogram(histogram)))
                    .as("seed %d", SEED)
                    .isEqualTo(LatencyHistogram.of(histogram));
        }
    }

    @Test
    void theSumOfManyHasTheFiguresOfHdrHistogram() {
        SplittableRandom random = new SplittableRandom(SEED);

        for (int i = 0; i < 100; i++) {
            Histogram sum = new Histogram(DIGITS);
            LatencyAggregate aggregate = new LatencyAggregate();
            for (int part = random.nextInt(1, 6); part > 0; part--) {
                Histogram histogram = sample(random);
                sum.add(histogram);
                aggregate.add(LatencyHistogram.of(histogram));
            }
            LatencySummary summary = aggregate.summary();
            assertThat(summary.count()).isEqualTo(sum.getTotalCount());
            assertThat(summary.mean()).as("seed %d", SEED).contains(sum.getMean());
            assertThat(summary.max()).as("seed %d", SEED).contains(sum.getMaxValue());
            assertThat(summary.p50()).as("seed %d", SEED).contains(sum.getValueAtPercentile(50));
            assertThat(aggregate.histogram()).as("seed %d", SEED).isEqualTo(LatencyHistogram.of(sum));
        }
    }

    @Test
    void aCompactSumHasTheFiguresOfAnAggregate() {
        SplittableRandom random = new SplittableRandom(SEED);
        CompactLatency compact = new CompactLatency();
        LatencyAggregate aggregate = new LatencyAggregate();
        assertThat(compact.summary()).isEqualTo(LatencySummary.EMPTY);

        for (int part = 0; part < 20; part++) {
            LatencyHistogram histogram = LatencyHistogram.of(sample(random));
            compact.add(histogram, part);
            aggregate.add(histogram, part);
            assertThat(compact.summary()).as("seed %d", SEED).isEqualTo(aggregate.summary());
            if (random.nextBoolean()) {
                compact.compact();
                assertThat(compact.summary()).as("seed %d", SEED).isEqualTo(aggregate.summary());
            }
            CompactLatency copy = new CompactLatency();
            copy.add(compact);
            assertThat(copy.summary()).as("seed %d", SEED).isEqualTo(aggregate.summary());
        }
    }

    @Test
    void anEmptyHistogramIsAnEmptyText() {
        LatencyHistogram empty = LatencyHistogram.of(new Histogram(DIGITS));

        assertThat(empty).isEqualTo(LatencyHistogram.EMPTY).isEqualTo(LatencyHistogram.parse(""));
        assertThat(empty.base64()).isEmpty();
        assertThat(aggregate(empty).summary()).isEqualTo(LatencySummary.EMPTY);
    }

    @Test
    void theLargestLatencyKeepsItsPlace() {
        Histogram histogram = new Histogram(DIGITS);
        histogram.recordValue(Long.MAX_VALUE);
        LatencyHistogram largest =
                LatencyHistogram.parse(LatencyHistogram.of(histogram).base64());

        assertThat(aggregate(largest).summary().max()).contains(histogram.getMaxValue());
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
                Named.of("one sample too many", counts(LatencyHistogram.SAMPLES_MAX, 1)),
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

    /** A string that is valid except for its counts, where −n means n zeros. */
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
        assertThat(LatencyHistogram.parse(text(good())).isEmpty()).isFalse();
        Histogram expected = new Histogram(DIGITS);
        expected.recordValueWithCount(0, 7 + LatencyHistogram.SAMPLES_MAX);
        expected.recordValueWithCount(6, 9);

        LatencyAggregate sum = aggregate(
                LatencyHistogram.parse(text(counts(7, -5, 9))),
                LatencyHistogram.parse(text(counts(LatencyHistogram.SAMPLES_MAX))));

        assertThat(sum.histogram()).isEqualTo(LatencyHistogram.of(expected));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void aHostileTextIsRefused(byte[] bytes) {
        assertRefused(text(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "=", "====", "AAAA", "no base64 at all", "\u0000", "ÄÖÜ"})
    void aTextThatIsNoBase64OrNoHistogramIsRefused(String base64) {
        assertRefused(base64);
    }

    private static void assertRefused(String base64) {
        assertTimeoutPreemptively(
                QUICKLY, () -> assertThatIllegalArgumentException().isThrownBy(() -> LatencyHistogram.parse(base64)));
    }

    @Test
    void aHugeHighestValueChangesNothing() {
        byte[] bytes = good();
        ByteBuffer.wrap(bytes).putLong(24, Long.MAX_VALUE);

        assertThat(LatencyHistogram.parse(text(bytes))).isEqualTo(LatencyHistogram.parse(text(good())));
    }

    @Test
    void mutatedAndRandomBytesAreAHistogramOrRefused() {
        SplittableRandom random = new SplittableRandom(SEED);

        assertTimeoutPreemptively(QUICKLY, () -> {
            for (int i = 0; i < 2_000; i++) {
                byte[] bytes = i % 10 == 0 ? random(random) : mutated(random);
                assertParsedOrRefused(text(bytes), i);
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

    private static void assertParsedOrRefused(String base64, int mutation) {
        try {
            LatencyAggregate sum = aggregate(LatencyHistogram.parse(base64));
            assertThat(sum.count())
                    .as("mutation %d, seed %d", mutation, SEED)
                    .isBetween(0L, LatencyHistogram.SAMPLES_MAX);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).as("mutation %d, seed %d", mutation, SEED).hasMessageNotContaining("null");
        }
    }

    @Test
    void aTextBeyondTheLimitIsRefused() {
        String longest = "A".repeat(LatencyHistogram.LENGTH_MAX);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatencyHistogram.parse(longest))
                .withMessageNotContaining("limit");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatencyHistogram.parse(longest + "A"))
                .withMessageContaining("limit");
    }

    @Test
    void theMostScatteredHourFitsTheLimit() {
        SplittableRandom random = new SplittableRandom(SEED);
        Histogram histogram = new Histogram(DIGITS);
        for (long micros = 0; micros < 3_600_000_000L; micros = histogram.nextNonEquivalentValue(micros)) {
            histogram.recordValueWithCount(micros, random.nextInt(1, 1_000_000));
        }

        LatencyHistogram encoded = LatencyHistogram.of(histogram);

        assertThat(encoded.base64().length()).as("seed %d", SEED).isLessThan(LatencyHistogram.LENGTH_MAX);
    }

    @Test
    void countsTheSamplesAboveALimit() {
        Histogram histogram = new Histogram(DIGITS);
        histogram.recordValueWithCount(5, 100);
        histogram.recordValueWithCount(10_000, 10);
        histogram.recordValueWithCount(10_100, 3);
        histogram.recordValueWithCount(200_000, 2);

        assertThat(LatencyHistogram.of(histogram).samplesAbove(10_000)).isEqualTo(5);
        assertThat(LatencyHistogram.EMPTY.samplesAbove(0)).isZero();
    }
}
