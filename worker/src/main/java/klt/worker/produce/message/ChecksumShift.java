package klt.worker.produce.message;

/**
 * Combines the CRC32C of some bytes with that of the bytes that follow, without reading the bytes.
 *
 * <p>Appending {@code n} bytes multiplies a CRC by {@code x}<sup>8n</sup> in GF(2)[x] modulo its polynomial (the method of zlib's
 * crc32_combine). Because this operation is linear, the products of the four bytes of a CRC can be looked up. On the hot path.
 */
final class ChecksumShift {

    /** Castagnoli's polynomial (RFC 3720, 12.1) without its x³²; the coefficient of 1 is in the highest bit. */
    private static final int POLYNOMIAL = 0x82F63B78;

    private static final int ONE = 1 << 31;
    private static final int X = 1 << 30;

    private static final int VALUES = 1 << Byte.SIZE;
    private static final int BYTE = VALUES - 1;

    /** products of each value of each byte of a CRC, lowest byte first */
    private final int[] products = new int[Integer.BYTES * VALUES];

    /** @param bytes number of bytes to append */
    ChecksumShift(long bytes) {
        int factor = power(bytes * Byte.SIZE);
        for (int i = 0; i < products.length; i++) {
            products[i] = product(factor, (i % VALUES) << (i / VALUES * Byte.SIZE));
        }
    }

    /**
     * @param before CRC32C of the first bytes
     * @param appended CRC32C of the bytes that follow, whose number must equal the one passed to the constructor
     */
    int append(int before, int appended) {
        return products[before & BYTE]
                ^ products[VALUES + ((before >>> Byte.SIZE) & BYTE)]
                ^ products[2 * VALUES + ((before >>> (2 * Byte.SIZE)) & BYTE)]
                ^ products[3 * VALUES + (before >>> (3 * Byte.SIZE))]
                ^ appended;
    }

    private static int power(long exponent) {
        int power = ONE;
        int square = X;
        for (long rest = exponent; rest != 0; rest >>>= 1) {
            if ((rest & 1) != 0) {
                power = product(power, square);
            }
            square = product(square, square);
        }
        return power;
    }

    private static int product(int a, int b) {
        int product = 0;
        int multiple = b;
        for (int coefficient = ONE; coefficient != 0; coefficient >>>= 1) {
            if ((a & coefficient) != 0) {
                product ^= multiple;
            }
            multiple = (multiple >>> 1) ^ ((multiple & 1) == 0 ? 0 : POLYNOMIAL);
        }
        return product;
    }
}
