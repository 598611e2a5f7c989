package klt.worker.produce.payload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes numbers in Avro's binary encoding. Each method returns where the number ends. On the hot path. */
final class AvroBinary {

    /** Bytes of the longest int. */
    static final int INT_BYTES_MAX = 5;

    /** Bytes of the longest long. */
    static final int LONG_BYTES_MAX = 10;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** Bits of a number in each of its bytes. */
    private static final int GROUP_BITS = 7;

    private static final int GROUP = (1 << GROUP_BITS) - 1;
    private static final int MORE = 1 << GROUP_BITS;

    private AvroBinary() {}

    /** An int, a long, a length or an index: zigzag, then seven bits in each byte, the lowest first. */
    static int number(long number, byte[] target, int from) {
        int at = from;
        long rest = (number << 1) ^ (number >> (Long.SIZE - 1));
        while ((rest & ~GROUP) != 0) {
            target[at] = (byte) ((rest & GROUP) | MORE);
            at++;
            rest >>>= GROUP_BITS;
        }
        target[at] = (byte) rest;
        return at + 1;
    }

    /** Bytes of {@link #number}. */
    static int bytes(long number) {
        long zigzag = (number << 1) ^ (number >> (Long.SIZE - 1));
        int bits = Long.SIZE - Long.numberOfLeadingZeros(zigzag | 1);
        return Math.ceilDiv(bits, GROUP_BITS);
    }

    static int floating(float number, byte[] target, int at) {
        INT.set(target, at, Float.floatToRawIntBits(number));
        return at + Float.BYTES;
    }

    static int floating(double number, byte[] target, int at) {
        LONG.set(target, at, Double.doubleToRawLongBits(number));
        return at + Double.BYTES;
    }

    /** The lowest bytes of a number in two's complement, the highest of them first; more than eight repeat the sign. */
    static int twosComplement(long number, int count, byte[] target, int at) {
        long rest = number;
        for (int i = at + count - 1; i >= at; i--) {
            target[i] = (byte) rest;
            rest >>= Byte.SIZE;
        }
        return at + count;
    }

    /** Bytes of a number in two's complement, at least. */
    static int twosComplementBytes(long number) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(number ^ (number >> (Long.SIZE - 1)));
        return bits / Byte.SIZE + 1;
    }
}
