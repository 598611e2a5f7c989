package klt.worker.produce.message;

/**
 * Checksums of value suffixes, one per position in a {@link PayloadPool}. With them, computing a checksum reads only a small part of a
 * value. On the hot path.
 */
final class SuffixChecksums {

    private final int[] checksums;
    private final ChecksumShift shift;

    /**
     * @param checksums for each position, the CRC32C of the value's suffix
     * @param length the suffix's length in bytes
     */
    SuffixChecksums(int[] checksums, long length) {
        this.checksums = checksums;
        shift = new ChecksumShift(length);
    }

    /**
     * @param before CRC32C of everything before the suffix
     * @return CRC32C of the entire value
     */
    int after(int before, int place) {
        return shift.append(before, checksums[place]);
    }
}
