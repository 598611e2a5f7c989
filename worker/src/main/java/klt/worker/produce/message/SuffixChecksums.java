package klt.worker.produce.message;

/**
 * Checksums of the ends of values, one for each position in a {@link PayloadPool}. With them, computing a checksum reads only a small part
 * of a value. On the hot path.
 */
final class SuffixChecksums {

    private final int[] checksums;
    private final ChecksumShift shift;

    /**
     * @param checksums for each position, the CRC32C of the value's end
     * @param length length of the end in bytes
     */
    SuffixChecksums(int[] checksums, long length) {
        this.checksums = checksums;
        shift = new ChecksumShift(length);
    }

    /**
     * @param before CRC32C of everything before the end
     * @return CRC32C of the entire value
     */
    int after(int before, int place) {
        return shift.append(before, checksums[place]);
    }
}
