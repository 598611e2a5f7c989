package klt.worker.produce.message;

/** Decimal digits in ASCII. On the hot path. */
public final class Decimal {

    private static final int BASE = 10;

    /** All powers of ten that fit in a long. */
    private static final long[] POWERS = powers();

    /** log₁₀ 2 ≈ 1,233 / 4,096. */
    private static final int LOG_NUMERATOR = 1_233;

    private static final int LOG_BITS = 12;

    /** The numbers 00 to 99. */
    private static final byte[] PAIRS = pairs();

    private static final int PAIR = BASE * BASE;

    private Decimal() {}

    private static long[] powers() {
        long[] powers = new long[19];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * BASE;
        }
        return powers;
    }

    private static byte[] pairs() {
        byte[] pairs = new byte[2 * BASE * BASE];
        for (int i = 0; i < BASE * BASE; i++) {
            pairs[2 * i] = (byte) ('0' + i / BASE);
            pairs[2 * i + 1] = (byte) ('0' + i % BASE);
        }
        return pairs;
    }

    /** Returns the number of digits in a number ≥ 0. */
    public static int digits(long number) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(number | 1);
        int digits = (bits * LOG_NUMERATOR) >>> LOG_BITS;
        return digits < POWERS.length && number >= POWERS[digits] ? digits + 1 : Math.max(1, digits);
    }

    /** Returns the smallest number ≥ 0 with this many digits. */
    static long firstOf(int digits) {
        return digits == 1 ? 0 : POWERS[digits - 1];
    }

    /** Writes the last {@code count} digits, with leading zeros. */
    public static void write(long number, byte[] target, int offset, int count) {
        long rest = number;
        int at = offset + count;
        while (at - offset >= 2) {
            long hundredth = rest / PAIR;
            int pair = 2 * (int) (rest - hundredth * PAIR);
            at -= 2;
            target[at] = PAIRS[pair];
            target[at + 1] = PAIRS[pair + 1];
            rest = hundredth;
        }
        if (at > offset) {
            target[offset] = (byte) ('0' + rest % BASE);
        }
    }
}
