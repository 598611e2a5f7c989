package klt.common.protocol;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import klt.common.protocol.topics.BusCodec;
import klt.common.protocol.topics.Decoded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Records with random faults decode to good or bad ones, and never cause an exception. */
@Execution(ExecutionMode.CONCURRENT)
class BusCodecFuzzTest {

    private static final long SEED = 20_260_110L;
    private static final Duration QUICKLY = Duration.ofMinutes(2);
    private static final int MUTATIONS = 30_000;

    @Test
    void mutatedRecordsAreGoodOrBadAndNeverThrow() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<byte[]> control = Samples.CONTROL.stream().map(Samples::encoded).toList();
        List<byte[]> status = Samples.STATUS.stream().map(Samples::encoded).toList();

        assertTimeoutPreemptively(QUICKLY, () -> {
            for (int i = 0; i < MUTATIONS; i += 2) {
                assertDecodes(BusCodec.CONTROL, mutated(control.get(random.nextInt(control.size())), random), i);
                assertDecodes(BusCodec.STATUS, mutated(status.get(random.nextInt(status.size())), random), i + 1);
            }
        });
    }

    private static byte[] mutated(byte[] record, SplittableRandom random) {
        byte[] mutant = record.clone();
        for (int k = random.nextInt(1, 4); k > 0; k--) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(4)) {
                case 0 -> mutant[at] = (byte) random.nextInt();
                // digits, signs and letters of numbers and words, so that the JSON stays whole more often
                case 1 -> mutant[at] = (byte) "0123456789-+.eE\",:[]{} anltrufs".charAt(random.nextInt(31));
                case 2 -> {
                    int from = random.nextInt(mutant.length);
                    int length = Math.min(random.nextInt(1, 9), mutant.length - Math.max(at, from));
                    System.arraycopy(record, from, mutant, at, length);
                }
                default -> mutant[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return random.nextInt(10) == 0 ? Arrays.copyOf(mutant, random.nextInt(mutant.length)) : mutant;
    }

    private static <T> void assertDecodes(BusCodec<T> codec, byte[] mutant, int mutation) {
        try {
            Decoded<T> decoded = codec.decode(mutant);
            // a good record can be encoded again
            if (decoded instanceof Decoded.Good<T> good
                    && !codec.decode(codec.encode(good.envelope())).equals(good)) {
                throw new AssertionError("mutation " + mutation + ", seed " + SEED + " changes: "
                        + new String(mutant, StandardCharsets.UTF_8));
            }
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "mutation " + mutation + ", seed " + SEED + ": " + new String(mutant, StandardCharsets.UTF_8), e);
        }
    }
}
