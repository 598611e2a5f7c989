package klt.common.header;

import java.util.zip.CRC32C;

/** Adds a value to the checksum of its message, for values whose checksum costs less than reading them. */
@FunctionalInterface
public interface ValueChecksum {

    /**
     * @param before has covered everything before the value; must not be used afterwards
     * @return CRC32C of that and the value
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
