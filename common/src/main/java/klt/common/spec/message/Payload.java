package klt.common.spec.message;

/**
 * The value of a message.
 *
 * @param sizes of the whole value
 * @param tombstones fraction of the messages that have no value: null, which deletes their key when a topic is compacted
 * @param compressibility a value compresses to about 1 − this of its size; 0 for values of random bytes
 */
public record Payload(Format format, Sizes sizes, double tombstones, double compressibility) {

    public enum Format {
        JSON,
        RAW
    }

    /** Bytes of a value on average; 0 for a tombstone. */
    public double averageBytes() {
        return sizes.average() * (1 - tombstones);
    }
}
