package klt.worker.produce.payload.segment;

import java.nio.charset.StandardCharsets;
import klt.worker.produce.message.PayloadPool;
import klt.worker.produce.random.MessageRandom;

/** Random letters and digits. On the hot path. */
final class RandomCharacters {

    /**
     * Number of characters to draw individually, enough to distinguish any two messages. Longer texts continue with a piece of a pool,
     * which is faster.
     */
    static final int COUNT_MAX = 20;

    /** 62⁵ is far below 2³², so the characters' probabilities differ by less than one in a million. */
    private static final int PER_DRAW = 5;

    private static final long FRACTION = 0xFFFF_FFFFL;

    private static final byte[] ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);

    private RandomCharacters() {}

    static PayloadPool pool(long seed) {
        return PayloadPool.ofCharacters(seed, ALPHABET);
    }

    /** Writes the base-62 digits of random fractions. */
    static void write(MessageRandom random, byte[] target, int at, int count) {
        int end = at + count;
        for (int i = at; i < end; i += PER_DRAW) {
            long fraction = random.nextInt() & FRACTION;
            for (int j = i; j < Math.min(end, i + PER_DRAW); j++) {
                fraction *= ALPHABET.length;
                target[j] = ALPHABET[(int) (fraction >>> Integer.SIZE)];
                fraction &= FRACTION;
            }
        }
    }
}
