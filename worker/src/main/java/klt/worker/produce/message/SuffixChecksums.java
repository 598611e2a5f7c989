package klt.worker.produce.message;

/**
 * Checksums of the ends of values, one for each position in a {@link PayloadPool}, so that computing a checksum reads only a small part of
 * a value. On the hot path.
 */
final class SuffixChecksums {

    private final int[] checksums;
    private final ChecksumShift shift;

    /**
     * @param checksums CRC32C of the value's end, by position
     * @param length length of the end in bytes
     */
    SuffixChecksums(int[] checksums, long length) {
        this.checksums = checksums;
        shift = new ChecksumShift(length);
    }

    /**
     * @param before CRC32C of everything before the end
     * @return CRC32C including the end
     */
    int after(int before, int place) {
        return shift.append(before, checksums[place]);
    }
}
