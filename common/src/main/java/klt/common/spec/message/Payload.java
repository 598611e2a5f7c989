package klt.common.spec.message;

import java.util.Optional;

/**
 * The value of a message.
 *
 * @param tombstones fraction of the messages that have no value: null, which deletes their key when a topic is compacted
 */
public record Payload(Values values, double tombstones) {

    public enum Format {
        JSON,
        RAW,
        TEMPLATE,
        FILE,
        HEX,
        AVRO
    }

    public Format format() {
        return switch (values) {
            case Values.Json json -> Format.JSON;
            case Values.Raw raw -> Format.RAW;
            case Values.Templated templated -> Format.TEMPLATE;
            case Values.Samples samples -> Format.FILE;
            case Values.Hex hex -> Format.HEX;
            case Values.Avro avro -> Format.AVRO;
        };
    }

    /** Bytes of a value on average, 0 for a tombstone; empty if only the workers know. */
    public Optional<Double> averageBytes() {
        return values.sizes().map(sizes -> sizes.average() * (1 - tombstones));
    }

    /** Bytes of the largest value; empty if only the workers know. */
    public Optional<Integer> maxBytes() {
        return values.sizes().map(SizeRange::max);
    }
}
