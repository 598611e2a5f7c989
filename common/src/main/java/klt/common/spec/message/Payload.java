package klt.common.spec.message;

/**
 * The value of a message.
 *
 * @param size bytes of the whole value
 */
public record Payload(Format format, int size) {

    public enum Format {
        JSON,
        RAW
    }
}
