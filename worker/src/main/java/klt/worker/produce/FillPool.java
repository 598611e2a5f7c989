package klt.worker.produce;

import java.util.SplittableRandom;

/**
 * Pseudo-random bytes for payloads, the same in every worker and run. Each message takes the piece that its sequence picks, so that
 * messages of one batch are unlike each other and compression finds in them what it would in random data, no more.
 *
 * <p>On the hot path: a fill is a copy.
 */
final class FillPool {

    private static final int LENGTH_BITS = 20;
    private static final int LENGTH = 1 << LENGTH_BITS;
    private static final long SEED = 0x6b6c74;

    /** Odd, near 2^64 / golden ratio: spreads consecutive numbers evenly (Knuth, TAOCP 6.4). */
    private static final long FIBONACCI = 0x9E3779B97F4A7C15L;

    private final byte[] pool;

    private FillPool(byte[] pool) {
        this.pool = pool;
    }

    /** Any bytes. */
    static FillPool ofBytes() {
        byte[] pool = new byte[LENGTH];
        new SplittableRandom(SEED).nextBytes(pool);
        return new FillPool(pool);
    }

    /** Printable ASCII that needs no escape in JSON. */
    static FillPool ofText() {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] pool = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            byte character;
            do {
                character = (byte) random.nextInt(' ', 0x7f);
            } while (character == '"' || character == '\\');
            pool[i] = character;
        }
        return new FillPool(pool);
    }

    void fill(long sequence, byte[] target, int from, int to) {
        int source = (int) ((sequence * FIBONACCI) >>> (Long.SIZE - LENGTH_BITS));
        int at = from;
        while (at < to) {
            int length = Math.min(to - at, LENGTH - source);
            System.arraycopy(pool, source, target, at, length);
            at += length;
            source = 0;
        }
    }
}
