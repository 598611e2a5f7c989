package klt.common.spec.message;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import klt.common.schedule.LoadChange;
import klt.common.spec.load.Load;
import klt.common.spec.load.StageSizes;
import klt.common.spec.message.size.SizeRange;

/**
 * The values of messages.
 *
 * @param tombstones fraction of the messages with the value null, which deletes their key when the topic is compacted
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

        /** The values of {@code payload.format}. */
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

    /** Sizes of the values in all stages, without tombstones; empty if only the workers know the sizes. */
    public Optional<SizeRange> sizes(Load load) {
        return values.payloadSize().map(sizes -> StageSizes.range(load, sizes)).or(values::sizes);
    }

    /** Average size of a value in bytes, counting a tombstone as 0; empty if only the workers know the sizes. */
    public Optional<Double> averageBytes(Load load) {
        return sizes(load).map(sizes -> averageBytes(sizes.average()));
    }

    private double averageBytes(double valueBytes) {
        return valueBytes * (1 - tombstones);
    }

    /** Size of the largest value in bytes; empty if only the workers know the sizes. */
    public Optional<Integer> maxBytes(Load load) {
        return sizes(load).map(SizeRange::max);
    }

    /**
     * Bytes per second at the highest load, based on the average size; empty at rate max, or if only the workers know the sizes.
     *
     * @param overheadBytes size of a message without its value
     */
    public Optional<Double> peakBytesPerSecond(Load load, double overheadBytes) {
        return values.payloadSize()
                .map(size -> StageSizes.peakBytes(load, size, sizes -> averageBytes(sizes.average()) + overheadBytes))
                .orElseGet(() -> averageBytes(load)
                        .flatMap(bytes -> load.peakRate().map(rate -> rate * (bytes + overheadBytes))));
    }

    /**
     * The sizes of the values by sequence; empty for formats that determine the size themselves.
     *
     * @param changes changes to the load during the run, in chronological order
     */
    public Optional<StageSizes> stageSizes(Load load, List<LoadChange> changes) {
        return values.payloadSize().map(sizes -> StageSizes.of(load, changes, sizes));
    }
}
