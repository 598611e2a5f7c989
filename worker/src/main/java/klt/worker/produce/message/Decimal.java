package klt.worker.produce.message;

/** Decimal digits in ASCII. On the hot path. */
final class Decimal {

    private Decimal() {}

    /** Digits of a number ≥ 0. */
    static int digits(long number) {
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /** The smallest number ≥ 0 with this many digits. */
    static long firstOf(int digits) {
        long first = digits == 1 ? 0 : 1;
        for (int i = 1; i < digits; i++) {
            first *= 10;
        }
        return first;
    }

    /** Writes the last {@code count} digits, with leading zeros. */
    static void write(long number, byte[] target, int offset, int count) {
        long rest = number;
        for (int i = offset + count - 1; i >= offset; i--) {
            long tenth = rest / 10;
            target[i] = (byte) ('0' + (rest - tenth * 10));
            rest = tenth;
        }
    }
}
