package klt.worker.produce.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import klt.common.spec.message.Keys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyWriterTest {

    private static final int MESSAGES = 200_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 77})
    void randomKeysAreEquallyLikely(long seed) {
        double[] equal = new double[100];
        Arrays.fill(equal, 1);

        ChiSquare.assertFits(counts(new Keys.Uniform(100), seed), equal);
    }

    @ParameterizedTest
    @CsvSource({"1000, 0.99, 1", "1000, 0.99, 2", "50, 1.5, 3", "10000, 0.5, 4"})
    void keysFollowZipfsLaw(int count, double exponent, long seed) {
        double[] weights = IntStream.rangeClosed(1, count)
                .mapToDouble(rank -> Math.pow(rank, -exponent))
                .toArray();

        ChiSquare.assertFits(counts(new Keys.Zipf(count, exponent), seed), weights);
    }

    @ParameterizedTest
    @CsvSource({"100, 0.2, 0.8, 1", "1000, 0.01, 0.9, 2", "10, 0, 0.5, 3", "10, 1, 0.5, 4"})
    void hotKeysHaveTheirPartOfTheMessages(int count, double data, double operations, long seed) {
        Keys.HotSet keys = new Keys.HotSet(count, data, operations);
        double[] weights = new double[count];
        Arrays.fill(weights, 0, keys.hot(), operations / keys.hot());
        Arrays.fill(weights, keys.hot(), count, (1 - operations) / (count - keys.hot()));

        ChiSquare.assertFits(counts(keys, seed), weights);
    }

    @Test
    void shardsHaveTheSameDistribution() {
        KeyWriter writer = KeyWriter.of(new Keys.Uniform(10), 5);
        long[] counts = new long[10];
        // every 64th message, as one shard of a run has
        for (long n = 7; n < 64L * MESSAGES; n += 64) {
            counts[Integer.parseInt(text(writer, n))]++;
        }
        double[] equal = new double[10];
        Arrays.fill(equal, 1);

        ChiSquare.assertFits(counts, equal);
    }

    @Test
    void allKeysOfALimitedNumberHaveOneLength() {
        assertThat(text(KeyWriter.of(new Keys.Single(), 1), 123)).isEqualTo("0");
        assertThat(text(KeyWriter.of(new Keys.Uniform(1), 1), 123)).isEqualTo("0");
        assertThat(text(KeyWriter.of(new Keys.Uniform(11), 1), 123)).matches("[0-9]{2}");
        assertThat(text(KeyWriter.of(new Keys.Zipf(1_000_000_000, 1), 1), 123)).matches("[0-9]{9}");
        assertThat(new Keys.Uniform(11).bytesMax(1)).isEqualTo(2);
        assertThat(new Keys.Uniform(10).bytesMax(1)).isEqualTo(1);
        assertThat(new Keys.Sequential().bytesMax(1_001)).isEqualTo(4);
    }

    private static long[] counts(Keys.Drawn keys, long seed) {
        KeyWriter writer = KeyWriter.of(keys, seed);
        long[] counts = new long[keys.count()];
        for (long n = 0; n < MESSAGES; n++) {
            counts[Integer.parseInt(text(writer, n))]++;
        }
        return counts;
    }

    private static String text(KeyWriter writer, long sequence) {
        return new String(Objects.requireNonNull(writer.key(sequence)), StandardCharsets.US_ASCII);
    }
}
