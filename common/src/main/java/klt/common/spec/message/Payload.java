package klt.common.spec.message;

import java.util.Locale;
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
        AVRO,
        PROTOBUF,
        JSON_SCHEMA;

        /** As in a spec. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Format format() {
        return switch (values) {
            case Values.Json json -> Format.JSON;
            case Values.Raw raw -> Format.RAW;
            case Values.Templated templated -> Format.TEMPLATE;
            case Values.Samples samples -> Format.FILE;
            case Values.Hex hex -> Format.HEX;
            case Values.OfSchema(RegistrySchema schema) -> schema.type().format();
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
