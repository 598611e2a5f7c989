package klt.common.spec.message;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import klt.common.schedule.LoadChange;
import klt.common.spec.load.Load;
import klt.common.spec.load.StageSizes;
import klt.common.spec.message.size.SizeRange;

/**
 * Message values.
 *
 * @param tombstones fraction of messages with a null value, which deletes their key when the topic is compacted
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

        /** Returns the value of {@code payload.format}. */
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

    /** Returns the value sizes across all stages, without tombstones, or empty if only the workers know them. */
    public Optional<SizeRange> sizes(Load load) {
        return values.payloadSize().map(sizes -> StageSizes.range(load, sizes)).or(values::sizes);
    }

    /** Returns the average size of a value in bytes, counting a tombstone as 0, or empty if only the workers know the sizes. */
    public Optional<Double> averageBytes(Load load) {
        return sizes(load).map(sizes -> averageBytes(sizes.average()));
    }

    private double averageBytes(double valueBytes) {
        return valueBytes * (1 - tombstones);
    }

    /** Returns the largest value's size in bytes, or empty if only the workers know the sizes. */
    public Optional<Integer> maxBytes(Load load) {
        return sizes(load).map(SizeRange::max);
    }

    /** Returns the average value size of the stage with the largest values, or empty if only the workers know the sizes. */
    public Optional<Double> largestAverageBytes(Load load) {
        return values.payloadSize()
                .map(size -> averageBytes(StageSizes.largestAverage(load, size)))
                .or(() -> averageBytes(load));
    }

    /**
     * Returns the bytes per second at the highest load, based on the average size, or empty at rate max or if only the workers know the
     * sizes.
     *
     * @param overheadBytes a message's size without its value
     */
    public Optional<Double> peakBytesPerSecond(Load load, double overheadBytes) {
        return values.payloadSize()
                .map(size -> StageSizes.peakBytes(load, size, sizes -> averageBytes(sizes.average()) + overheadBytes))
                .orElseGet(() -> averageBytes(load)
                        .flatMap(bytes -> load.peakRate().map(rate -> rate * (bytes + overheadBytes))));
    }

    /**
     * Returns the value sizes by sequence, or empty for formats that determine the size themselves.
     *
     * @param changes changes to the load during the run, in chronological order
     */
    public Optional<StageSizes> stageSizes(Load load, List<LoadChange> changes) {
        return values.payloadSize().map(sizes -> StageSizes.of(load, changes, sizes));
    }
}
