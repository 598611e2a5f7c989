package klt.worker.produce.message;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * A ring of pseudo-random payload bytes, the same on every worker and for every run with the same seed. A message's sequence determines
 * where its piece of the ring ends. The messages in a batch therefore differ, and compress no better than random data unless the spec sets
 * a compressibility.
 *
 * <p>On the hot path: filling a value is a copy.
 */
public final class PayloadPool {

    private static final int LENGTH_BITS = 20;
    private static final int LENGTH = 1 << LENGTH_BITS;
    /** Block length: long enough for a codec to encode the constant bytes in 2 % of it, and short enough for small values. */
    private static final int BLOCK = 256;

    private static final long SEED = 0x6b6c74;

    /**
     * Number of positions: as many as there are cache lines in the pool, and few enough for one number per position to fit in the cache.
     */
    private static final int PLACE_BITS = 14;

    private static final int PLACES = 1 << PLACE_BITS;
    private static final int STRIDE = LENGTH / PLACES;

    /** An odd number close to 2^64 / golden ratio, which spreads consecutive numbers evenly (Knuth, TAOCP 6.4). */
    private static final long FIBONACCI = 0x9E3779B97F4A7C15L;

    private final byte[] pool;

    private PayloadPool(byte[] pool) {
        this.pool = pool;
    }

    /**
     * Creates a pool of arbitrary bytes. In each block, the first bytes are random and the others constant, so that any piece of several
     * blocks compresses as well as the entire pool.
     *
     * @param compressibility fraction of constant bytes; 0 for random bytes only
     */
    public static PayloadPool ofBytes(long seed, double compressibility) {
        byte[] pool = new byte[LENGTH];
        new SplittableRandom(SEED ^ seed).nextBytes(pool);
        int random = (int) Math.round(BLOCK * (1 - compressibility));
        for (int block = 0; block < LENGTH; block += BLOCK) {
            Arrays.fill(pool, block + random, block + BLOCK, (byte) 0);
        }
        return new PayloadPool(pool);
    }

    /** Creates a pool of printable ASCII characters that need no escaping in JSON. */
    public static PayloadPool ofText(long seed) {
        SplittableRandom random = new SplittableRandom(SEED ^ seed);
        byte[] pool = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            byte character;
            do {
                character = (byte) random.nextInt(' ', 0x7f);
            } while (character == '"' || character == '\\');
            pool[i] = character;
        }
        return new PayloadPool(pool);
    }

    /** @param alphabet the characters, one byte each */
    public static PayloadPool ofCharacters(long seed, byte[] alphabet) {
        SplittableRandom random = new SplittableRandom(SEED ^ seed);
        byte[] pool = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            pool[i] = alphabet[random.nextInt(alphabet.length)];
        }
        return new PayloadPool(pool);
    }

    /** Returns the end of a message's piece, selected by its sequence or a random number. */
    public static int place(long number) {
        return (int) ((number * FIBONACCI) >>> (Long.SIZE - PLACE_BITS));
    }

    public void fill(int place, byte[] target, int from, int to) {
        int source = (place * STRIDE - (to - from)) & (LENGTH - 1);
        int at = from;
        while (at < to) {
            int length = Math.min(to - at, LENGTH - source);
            System.arraycopy(pool, source, target, at, length);
            at += length;
            source = 0;
        }
    }

    /**
     * Returns the checksums of values that end with a piece of this pool followed by constant bytes.
     *
     * @param piece the piece's length in bytes
     */
    SuffixChecksums ends(int piece, byte[] tail) {
        long turns = Math.ceilDiv((long) piece, LENGTH) * LENGTH;
        int[] before = checksums(turns - piece);
        int[] checksums = checksums(turns);
        var overPiece = new ChecksumShift(piece);
        var overTail = new ChecksumShift(tail.length);
        var crc = new CRC32C();
        crc.update(tail);
        int ofTail = (int) crc.getValue();
        for (int place = 0; place < PLACES; place++) {
            int ofPiece = overPiece.append(before[place], checksums[place]);
            checksums[place] = overTail.append(ofPiece, ofTail);
        }
        return new SuffixChecksums(checksums, (long) piece + tail.length);
    }

    /** Computes, for each position, the CRC32C of this many bytes of the ring, plus one stride per earlier position. */
    private int[] checksums(long first) {
        var crc = new CRC32C();
        for (long turn = 0; turn < first / LENGTH; turn++) {
            crc.update(pool);
        }
        int at = (int) (first % LENGTH);
        crc.update(pool, 0, at);
        int[] checksums = new int[PLACES];
        for (int place = 0; place < PLACES; place++) {
            checksums[place] = (int) crc.getValue();
            int length = Math.min(STRIDE, LENGTH - at);
            crc.update(pool, at, length);
            crc.update(pool, 0, STRIDE - length);
            at = (at + STRIDE) % LENGTH;
        }
        return checksums;
    }
}
