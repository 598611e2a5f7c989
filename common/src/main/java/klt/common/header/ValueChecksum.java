package klt.common.header;

import java.util.zip.CRC32C;

/** Adds a value to its message's checksum. For some values, this is cheaper than reading every byte. */
@FunctionalInterface
public interface ValueChecksum {

    /**
     * @param before the checksum of everything before the value; do not use it after the call
     * @return the CRC32C including the value
     */
    int after(CRC32C before);

    /** Reads the whole value. */
    static ValueChecksum of(byte[] value) {
        return before -> {
            before.update(value, 0, value.length);
            return (int) before.getValue();
        };
    }
}
