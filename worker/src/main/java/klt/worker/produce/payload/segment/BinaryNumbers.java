package klt.worker.produce.payload.segment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in the binary encodings of Avro and Protobuf. Methods that write return the position after the number. On the hot path. */
public final class BinaryNumbers {

    /** Maximum size of an int as a varint, in bytes. */
    public static final int INT_BYTES_MAX = 5;

    /** Maximum size of a long as a varint, in bytes. */
    public static final int LONG_BYTES_MAX = 10;

    /** Average sizes of random varints, most of which take the maximum number of bytes because their highest bits are random. */
    public static final double INT_BYTES_AVERAGE = 4.9;

    public static final double LONG_BYTES_AVERAGE = 9.5;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** Number of payload bits per varint byte. */
    private static final int GROUP_BITS = 7;

    private static final int GROUP = (1 << GROUP_BITS) - 1;
    private static final int MORE = 1 << GROUP_BITS;

    private BinaryNumbers() {}

    /** Applies zigzag encoding, which maps numbers near 0 to small unsigned numbers: 0, −1, 1, −2 become 0, 1, 2, 3. */
    public static long zigzag(long number) {
        return (number << 1) ^ (number >> (Long.SIZE - 1));
    }

    /** Writes an unsigned number with seven bits per byte, lowest bits first. */
    public static int varint(long number, byte[] target, int from) {
        int at = from;
        long rest = number;
        while ((rest & ~GROUP) != 0) {
            target[at] = (byte) ((rest & GROUP) | MORE);
            at++;
            rest >>>= GROUP_BITS;
        }
        target[at] = (byte) rest;
        return at + 1;
    }

    /** Returns the number of bytes that {@link #varint} writes. */
    public static int varintBytes(long number) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(number | 1);
        return Math.ceilDiv(bits, GROUP_BITS);
    }

    /** Writes four bytes, lowest byte first. */
    public static int fixed(int number, byte[] target, int at) {
        INT.set(target, at, number);
        return at + Integer.BYTES;
    }

    /** Writes eight bytes, lowest byte first. */
    public static int fixed(long number, byte[] target, int at) {
        LONG.set(target, at, number);
        return at + Long.BYTES;
    }

    public static int floating(float number, byte[] target, int at) {
        return fixed(Float.floatToRawIntBits(number), target, at);
    }

    public static int floating(double number, byte[] target, int at) {
        return fixed(Double.doubleToRawLongBits(number), target, at);
    }

    /** Writes the lowest bytes of a number in two's complement, in big-endian order. Bytes beyond the eighth repeat the sign. */
    public static int twosComplement(long number, int count, byte[] target, int at) {
        long rest = number;
        for (int i = at + count - 1; i >= at; i--) {
            target[i] = (byte) rest;
            rest >>= Byte.SIZE;
        }
        return at + count;
    }

    /** Returns the minimum number of bytes for a number in two's complement. */
    public static int twosComplementBytes(long number) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(number ^ (number >> (Long.SIZE - 1)));
        return bits / Byte.SIZE + 1;
    }
}
