package klt.common.spec.message;

import java.util.HexFormat;
import java.util.Optional;
import klt.common.spec.message.size.SizeRange;
import klt.common.spec.message.size.Sizes;
import klt.common.spec.message.template.Template;

/** The values of the messages that have one. */
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
     * The sequence, then random bytes.
     *
     * @param compressibility a value compresses to about 1 − this fraction of its size; 0 for purely random bytes
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
     * The lines of a file, or the files in a folder, in order and then again from the first.
     *
     * @param path below the folder of each worker that has the samples
     */
    record Samples(String path) implements Values {

        /** Only the workers have the file. */
        @Override
        public Optional<SizeRange> sizes() {
            return Optional.empty();
        }
    }

    /**
     * The same bytes in every message.
     *
     * @param digits two per byte, in lower case
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

    /** Data of a schema in a schema registry. */
    record OfSchema(RegistrySchema schema) implements Values {

        /** Only the workers query the registry. */
        @Override
        public Optional<SizeRange> sizes() {
            return Optional.empty();
        }
    }

    /** {@code payload.size}; empty for formats that determine the size themselves. */
    default Optional<Sizes> payloadSize() {
        return Optional.empty();
    }

    /** Empty if only the workers know. A stage may have other sizes in place of {@code payload.size}. */
    Optional<SizeRange> sizes();
}
