package klt.common.spec.message;

import java.util.HexFormat;
import java.util.Optional;
import klt.common.spec.message.size.SizeRange;
import klt.common.spec.message.size.Sizes;
import klt.common.spec.message.template.Template;

/** Message values other than tombstones. */
public sealed interface Values {

    /** An object with named fields and text. */
    record Json(Sizes bytes) implements Values {

        @Override
        public Optional<Sizes> payloadSize() {
            return Optional.of(bytes);
        }

        @Override
        public Optional<SizeRange> sizes() {
            return Optional.of(SizeRange.of(bytes));
        }
    }

    /**
     * The sequence, followed by random bytes.
     *
     * @param compressibility approximate fraction of a value's size saved by compression; 0 for purely random bytes
     */
    record Raw(Sizes bytes, double compressibility) implements Values {

        @Override
        public Optional<Sizes> payloadSize() {
            return Optional.of(bytes);
        }

        @Override
        public Optional<SizeRange> sizes() {
            return Optional.of(SizeRange.of(bytes));
        }
    }

    /** Text with functions. */
    record Templated(Template template) implements Values {

        @Override
        public Optional<SizeRange> sizes() {
            return Optional.of(
                    new SizeRange((int) template.bytesMin(), (int) template.bytesMax(), template.bytesAverage()));
        }
    }

    /**
     * The lines of a file, or the files in a folder, in order, starting over after the last one.
     *
     * @param path relative to each worker's folder of samples
     */
    record Samples(String path) implements Values {

        /** Returns empty, because only the workers have the files. */
        @Override
        public Optional<SizeRange> sizes() {
            return Optional.empty();
        }
    }

    /**
     * The same bytes in every message.
     *
     * @param digits hexadecimal digits, two per byte, in lower case
     */
    record Hex(String digits) implements Values {

        public byte[] bytes() {
            return HexFormat.of().parseHex(digits);
        }

        @Override
        public Optional<SizeRange> sizes() {
            int bytes = digits.length() / 2;
            return Optional.of(new SizeRange(bytes, bytes, bytes));
        }
    }

    /** Random data that conforms to a schema in a schema registry. */
    record OfSchema(RegistrySchema schema) implements Values {

        /** Returns empty, because only the workers query the registry. */
        @Override
        public Optional<SizeRange> sizes() {
            return Optional.empty();
        }
    }

    /** Returns {@code payload.size}, or empty for formats that determine the size themselves. */
    default Optional<Sizes> payloadSize() {
        return Optional.empty();
    }

    /** Returns the sizes, or empty if only the workers know them. A stage may override {@code payload.size}. */
    Optional<SizeRange> sizes();
}
