package klt.common.header;

import java.util.zip.CRC32C;

/** What a value adds to the checksum of its message, for values whose checksum takes less than to read them. */
@FunctionalInterface
public interface ValueChecksum {

    /**
     * @param before has seen all that stands before the value; it is of no use afterwards
     * @return CRC32C of that and the value
     */
    int after(CRC32C before);

    /** By reading the value. */
    static ValueChecksum of(byte[] value) {
        return before -> {
            before.update(value, 0, value.length);
            return (int) before.getValue();
        };
    }
}
